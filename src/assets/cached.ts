/**
 * Every change to an asset empties what Cloudflare's cache holds of it: at once, and once more by the sweep, for an
 * answer that was being made while the asset changed may reach the cache after the first purge.
 */
import { rememberPurges } from "../database/cache-purges.ts";
import { assetTag, GALLERY_TAG } from "../edge-cache.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";

/** @param assetIds - the assets that changed; the gallery's pages go in any case */
export async function forgetCached({ cache, db, now }: Services, assetIds: string[]): Promise<void> {
  const tags = [GALLERY_TAG, ...assetIds.map(assetTag)];
  const purged = await cache.purge(tags);
  // A new asset leaves nothing in the cache that must not be there, only pages that lack it.
  if (purged && assetIds.length === 0) return;
  try {
    await rememberPurges(db, tags, now());
  } catch (error) {
    log("error", "a cache purge is lost; no copy lives longer than five minutes", { tags, error });
  }
}
