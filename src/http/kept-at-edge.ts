/**
 * What opts in to Cloudflare's cache: the successful answers of a route, with a validator and the tags whose purge
 * makes them forgotten. Failures and redirects stay `private, no-store`, so that nobody is told for minutes that
 * something is missing.
 */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { sha256Hex } from "../digest.ts";
import { edgeCached } from "../edge-cache.ts";
import type { AppEnv } from "./router.ts";
import { validates } from "./validators.ts";

const ETAG_LENGTH = 32;

/** @param tags - of everything that the answer speaks of */
export function keptAtEdge(tags: (c: Context<AppEnv>) => string[]) {
  return createMiddleware<AppEnv>(async (c, next) => {
    await next();
    if (c.res.status !== 200) return;
    const { headers } = c.res;
    const body = await c.res.arrayBuffer();
    // Weak: compression on the way changes the bytes, not what they say.
    const etag = (await sha256Hex(new Uint8Array(body))).slice(0, ETAG_LENGTH);
    headers.set("ETag", `W/"${etag}"`);
    for (const [name, value] of Object.entries(edgeCached(tags(c)))) headers.set(name, value);
    const unchanged = validates(c.req.header("if-none-match"), etag);
    c.res = unchanged ? new Response(null, { status: 304, headers }) : new Response(body, { headers });
  });
}
