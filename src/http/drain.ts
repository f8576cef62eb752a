/** Refusals of large bodies that their senders can read. */
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./router.ts";

/** Cloudflare takes no larger body: developers.cloudflare.com/workers/platform/limits. */
const MOST_BYTES = 100 * 1024 * 1024;

/**
 * Takes what a route left of its body and drops it. A client reads the answer only when it has sent everything; one
 * whose body is cut off sees a broken line in the place of the reason.
 */
export const takesWholeBody = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  await drain(c.req.raw);
});

async function drain({ body, bodyUsed, headers }: Request): Promise<void> {
  if (body === null || bodyUsed) return;
  if (Number(headers.get("content-length") ?? 0) > MOST_BYTES) return body.cancel();
  const reader = body.getReader();
  for (let taken = 0; taken <= MOST_BYTES; ) {
    const { done, value } = await reader.read();
    if (done) return;
    taken += value.length;
  }
  await reader.cancel();
}
