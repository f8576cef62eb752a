/** Bytes over HTTP: conditional requests, ranges (RFC 9110) and how long an answer may be kept. */
import type { Context } from "hono";
import type { Content } from "../assets/content.ts";
import { assetTag, edgeCached } from "../edge-cache.ts";
import { AppError } from "../errors.ts";
import type { ByteRange } from "../storage/driver.ts";
import { validates } from "./validators.ts";

const BROWSER_SECONDS_IMMUTABLE = 31_536_000;

export async function sendBytes(c: Context, content: Content): Promise<Response> {
  const headers = new Headers({
    "Content-Type": content.contentType,
    "Accept-Ranges": "bytes",
    ETag: `"${content.etag}"`,
    ...cacheHeaders(content),
  });
  if (validates(c.req.header("if-none-match"), content.etag))
    return new Response(null, { status: 304, headers });

  const range = rangeOf(c, content);
  headers.set("Content-Length", String(range?.length ?? content.size));
  if (range !== null) {
    headers.set("Content-Range", `bytes ${range.offset}-${range.offset + range.length - 1}/${content.size}`);
  }
  const status = range === null ? 200 : 206;
  if (c.req.method === "HEAD") {
    if (!(await content.exists()))
      throw new AppError("asset_not_found", "The storage no longer has these bytes.");
    return new Response(null, { status, headers });
  }
  const body = await content.open(range ?? undefined);
  return new Response(body.pipeThrough(new FixedLengthStream(range?.length ?? content.size)), {
    status,
    headers,
  });
}

/** An original can be rewritten under its key, so browsers ask again; a derivative's key changes with its bytes. */
function cacheHeaders({ keep, assetId }: Content): Record<string, string> {
  if (keep === "private") return { "Cache-Control": "private, no-store" };
  if (typeof keep === "object") return { "Cache-Control": `private, max-age=${keep.seconds}` };
  const immutable = `public, max-age=${BROWSER_SECONDS_IMMUTABLE}, immutable`;
  return edgeCached([assetTag(assetId)], keep === "immutable" ? immutable : undefined);
}

/**
 * The one range that was asked for; null = the whole, also for other units, several ranges, or an `If-Range` that
 * names another version.
 *
 * @throws {AppError} `range_not_satisfiable` with `Content-Range: bytes * /size`
 */
function rangeOf(c: Context, { size, etag }: Content): ByteRange | null {
  const header = c.req.header("range")?.trim();
  if (header === undefined || !/^bytes\s*=/i.test(header)) return null;
  const ifRange = c.req.header("if-range")?.trim();
  if (ifRange !== undefined && ifRange !== `"${etag}"`) return null;
  const wanted = header.slice(header.indexOf("=") + 1).trim();
  if (wanted.includes(",")) return null;
  const [, first = "", last = ""] = /^(\d*)\s*-\s*(\d*)$/.exec(wanted) ?? [];
  const unsatisfiable = new AppError(
    "range_not_satisfiable",
    `The range "${wanted}" is not within ${size} bytes.`,
    {
      headers: { "Content-Range": `bytes */${size}` },
    },
  );
  if (first === "" && last === "") throw unsatisfiable;
  if (first === "") {
    const length = Math.min(Number(last), size);
    if (length === 0) throw unsatisfiable;
    return { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (offset >= size || (last !== "" && Number(last) < offset)) throw unsatisfiable;
  return { offset, length: end - offset + 1 };
}
