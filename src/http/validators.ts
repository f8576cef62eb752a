/** `If-None-Match` (RFC 9110, 13.1.2): weak comparison, a list, or `*`. @param etag - without quotes */
export function validates(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((given) => {
    const tag = given.trim().replace(/^W\//, "");
    return tag === "*" || tag === `"${etag}"`;
  });
}
