/** Many assets by name: read at once, changed at once. */
import { sql } from "drizzle-orm";
import type { Asset } from "../assets/asset.ts";
import { isStopped } from "./assets.ts";
import { type Database, transaction } from "./database.ts";
import { assets } from "./schema.ts";
import { writeSearchRow } from "./search.ts";

/** In no order; what doesn't exist is left out. */
export async function assetsByIds(db: Database, ids: string[]): Promise<Asset[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(assets)
    .where(sql`${assets.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
}

/**
 * Writes only when every asset is still as it was read: `updatedAt` is its version.
 *
 * @returns false when one of them is not; nothing is written then
 */
export async function setVisibility(
  db: Database,
  before: Asset[],
  isPublic: boolean,
  now: number,
): Promise<boolean> {
  const versions = JSON.stringify(Object.fromEntries(before.map(({ id, updatedAt }) => [id, updatedAt])));
  try {
    await transaction(db, [
      sql`UPDATE assets SET is_public = ${isPublic ? 1 : 0}, updated_at = max(${now}, updated_at + 1)
        WHERE id IN (SELECT key FROM json_each(${versions}))
          AND updated_at = json_extract(${versions}, '$."' || id || '"')`,
      sql`SELECT CASE WHEN changes() <> ${before.length} THEN json('stopped') ELSE 1 END`,
      ...before.map((asset) => writeSearchRow({ ...asset, isPublic })),
    ]);
    return true;
  } catch (error) {
    if (isStopped(error)) return false;
    throw error;
  }
}
