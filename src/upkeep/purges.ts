/** Cache purges that did not go through when the change was made. */
import { forgetPurges, pendingPurges } from "../database/cache-purges.ts";
import type { Services } from "../services.ts";

/** Cloudflare takes up to 100 tags a purge. */
const TAGS_AT_ONCE = 30;

export async function sweepPurges({ db, cache }: Services): Promise<void> {
  const tags = await pendingPurges(db, TAGS_AT_ONCE);
  if (tags.length > 0 && (await cache.purge(tags))) await forgetPurges(db, tags);
}
