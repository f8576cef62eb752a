/**
 * Cloudflare's cache before the Worker. A response may be kept there only when it carries a `Cache-Tag`; every
 * change to an asset purges its tags. Locally there is no such cache and nothing to purge.
 */
import { log } from "./log.ts";

export const GALLERY_TAG = "gallery";

export function assetTag(assetId: string): string {
  return `asset:${assetId}`;
}

/** No copy at the edge outlives a purge that got lost by more than this. */
const EDGE_SECONDS = 300;

/**
 * Headers that let the edge keep a response until one of its tags is purged, and no longer when the Worker fails.
 *
 * @param browsers - what a visitor's own browser may do, which no purge reaches; by default it asks each time
 */
export function edgeCached(
  tags: string[],
  browsers = "public, max-age=0, must-revalidate",
): Record<string, string> {
  return {
    "Cache-Control": browsers,
    "Cloudflare-CDN-Cache-Control": `max-age=${EDGE_SECONDS}, stale-if-error=0`,
    "Cache-Tag": tags.join(","),
  };
}

export interface EdgeCache {
  /** @returns false when the purge did not go through and has to be tried again */
  purge(tags: string[]): Promise<boolean>;
}

export function edgeCache(cache?: {
  purge(options: { tags: string[] }): Promise<{ success: boolean }>;
}): EdgeCache {
  return {
    async purge(tags) {
      if (cache === undefined || tags.length === 0) return true;
      try {
        return (await cache.purge({ tags })).success;
      } catch (error) {
        log("warn", "cache purge failed", { tags, error });
        return false;
      }
    },
  };
}
