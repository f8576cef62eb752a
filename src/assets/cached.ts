/** Every change to an asset empties what Cloudflare's cache holds of it; what can't be emptied now, the sweep will. */
import { rememberPurges } from "../database/cache-purges.ts";
import { assetTag, GALLERY_TAG } from "../edge-cache.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";

/** @param assetIds - the assets that changed; the gallery's pages go in any case */
export async function forgetCached({ cache, db, now }: Services, assetIds: string[]): Promise<void> {
  const tags = [GALLERY_TAG, ...assetIds.map(assetTag)];
  if (await cache.purge(tags)) return;
  try {
    await rememberPurges(db, tags, now());
  } catch (error) {
    log("error", "a cache purge is lost; no copy lives longer than five minutes", { tags, error });
  }
}
