/** Cache purges that did not go through when the change was made, and the second one that each change gets. */
import { forgetPurges, pendingPurges } from "../database/cache-purges.ts";
import type { Services } from "../services.ts";

/** Cloudflare takes up to 100 tags a purge. */
const TAGS_AT_ONCE = 30;

/** Longer than any answer takes that was begun before the change. */
const SETTLED_MS = 10_000;

export async function sweepPurges({ db, cache, now }: Services): Promise<void> {
  const before = now() - SETTLED_MS;
  const tags = await pendingPurges(db, before, TAGS_AT_ONCE);
  if (tags.length > 0 && (await cache.purge(tags))) await forgetPurges(db, tags, before);
}
