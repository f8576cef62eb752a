/**
 * The `Content-Disposition` of a form's part (RFC 7578, 4.2), as clients really write it: browsers, curl and scripts
 * differ in how they escape a file name.
 */

/** `; name="value"`, with or without the quotes; a quote within is `\"`. */
const PARAMETER = /;\s*([^\s;=]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;

/** @returns null for what the header doesn't name; a part with a file name is a file */
export function readDisposition(header: string): { name: string | null; fileName: string | null } {
  const values = new Map<string, string>();
  for (const [, name = "", quoted, bare = ""] of header.matchAll(PARAMETER)) {
    values.set(name.toLowerCase(), quoted === undefined ? bare.trim() : unescaped(quoted));
  }
  const fileName = values.get("filename");
  return {
    name: values.get("name") ?? null,
    // Clients that send both mean the extended one, which can say any character.
    fileName: decodeExtended(values.get("filename*")) ?? fileName?.replaceAll("%22", '"') ?? null,
  };
}

/** Only a quote or a backslash is ever escaped; any other backslash stands in a path of Windows. */
function unescaped(quoted: string): string {
  return quoted.replace(/\\(["\\])/g, "$1");
}

/** `UTF-8''na%C3%AFve.png` (RFC 8187); null when it can't be decoded. */
function decodeExtended(value: string | undefined): string | null {
  const [, charset = "", encoded = ""] = /^([^']*)'[^']*'(.*)$/.exec(value ?? "") ?? [];
  if (encoded === "") return null;
  try {
    return charset.toLowerCase() === "iso-8859-1" ? decodeLatin1(encoded) : decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

function decodeLatin1(encoded: string): string {
  return encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
