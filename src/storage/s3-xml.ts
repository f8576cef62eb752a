/**
 * The little XML that S3 speaks: flat elements, no attributes that matter, text escaped. A few known elements are
 * picked out; nothing of a document is trusted to be well-formed beyond that.
 */
import type { ListedObject } from "./driver.ts";

export interface S3Page {
  objects: ListedObject[];
  /** null = the last page. */
  nextToken: string | null;
}

/** A page of ListObjectsV2 that was asked for with `encoding-type=url`. */
export function listedPage(xml: string): S3Page {
  const encoded = element(xml, "EncodingType") === "url";
  const objects = elements(xml, "Contents").map((contents) => {
    const key = element(contents, "Key") ?? "";
    return {
      key: encoded ? decodeURIComponent(key.replaceAll("+", " ")) : key,
      size: Number(element(contents, "Size")),
    };
  });
  const more = element(xml, "IsTruncated") === "true";
  return { objects, nextToken: more ? element(xml, "NextContinuationToken") : null };
}

export interface S3DeleteError {
  key: string;
  code: string;
}

/** What DeleteObjects could not delete. */
export function deleteErrors(xml: string): S3DeleteError[] {
  return elements(xml, "Error").map((error) => ({
    key: element(error, "Key") ?? "",
    code: element(error, "Code") ?? "unknown",
  }));
}

/** The body of DeleteObjects; it answers with errors only. */
export function deleteBody(keys: string[]): string {
  const objects = keys.map((key) => `<Object><Key>${escaped(key)}</Key></Object>`).join("");
  return `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`;
}

/** `NoSuchKey` and the like; null when the answer names none. */
export function errorCodeOf(xml: string): string | null {
  const code = element(xml, "Code");
  return code !== null && /^[A-Za-z0-9.]{1,64}$/.test(code) ? code : null;
}

function elements(xml: string, name: string): string[] {
  return Array.from(
    xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs")),
    ([, content]) => content ?? "",
  );
}

function element(xml: string, name: string): string | null {
  const [content] = elements(xml, name);
  return content === undefined ? null : unescaped(content);
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
