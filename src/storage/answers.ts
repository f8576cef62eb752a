/** What the headers of a stored object's answer say of it. */

/** Bytes of the whole object, also when the answer is a part of it. */
export function sizeOf({ headers }: Response): number {
  const total = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  return Number(total ?? headers.get("content-length") ?? 0);
}

/** Without quotes, and strong or weak alike. */
export function etagOf({ headers }: Response): string {
  return (headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', "");
}

/** As HTTP asks for it. */
export function rangeHeader({ offset, length }: { offset: number; length: number }): string {
  return `bytes=${offset}-${offset + length - 1}`;
}
