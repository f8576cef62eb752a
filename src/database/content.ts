/** Which asset's bytes stand under a storage key. */
import { sql } from "drizzle-orm";
import type { Asset } from "../assets/asset.ts";
import type { Database } from "./database.ts";

export interface StoredContent
  extends Pick<
    Asset,
    | "contentType"
    | "size"
    | "storageKey"
    | "checksumSha256"
    | "isPublic"
    | "status"
    | "storageProviderProfileId"
  > {
  assetId: string;
  /** false = a derivative. */
  isOriginal: boolean;
}

export async function contentByKey(db: Database, storageKey: string): Promise<StoredContent | null> {
  const row = await db.get<
    Omit<StoredContent, "isPublic" | "isOriginal"> & { isPublic: number; isOriginal: number }
  >(
    sql`SELECT a.id AS assetId, a.content_type AS contentType, a.size, a.storage_key AS storageKey,
        a.checksum_sha256 AS checksumSha256, a.is_public AS isPublic, a.status,
        a.storage_provider_profile_id AS storageProviderProfileId, 1 AS isOriginal
      FROM assets a WHERE a.storage_key = ${storageKey}
      UNION ALL
      SELECT a.id, d.content_type, d.size, d.storage_key, a.checksum_sha256, a.is_public, a.status,
        a.storage_provider_profile_id, 0
      FROM derivatives d JOIN assets a ON a.id = d.asset_id WHERE d.storage_key = ${storageKey}`,
  );
  if (row === undefined || row === null) return null;
  return { ...row, isPublic: row.isPublic === 1, isOriginal: row.isOriginal === 1 };
}

/** Where the bytes that once stood under a key are now. */
export interface Moved extends Pick<Asset, "storageKey" | "isPublic" | "status"> {
  assetId: string;
}

/** @returns null when no asset that is still there ever had the key, or the derivative is there no longer */
export async function movedFrom(db: Database, storageKey: string): Promise<Moved | null> {
  const row = await db.get<Omit<Moved, "isPublic"> & { isPublic: number }>(
    sql`SELECT a.id AS assetId, coalesce(d.storage_key, a.storage_key) AS storageKey, a.is_public AS isPublic, a.status
      FROM former_keys f JOIN assets a ON a.id = f.asset_id
      LEFT JOIN derivatives d ON d.asset_id = f.asset_id AND d.kind = f.kind
      WHERE f.storage_key = ${storageKey} AND (f.kind = '' OR d.kind IS NOT NULL)`,
  );
  return row === undefined || row === null ? null : { ...row, isPublic: row.isPublic === 1 };
}

/** Those of the keys that neither an asset nor a derivative nor a removal knows. */
export async function unreferencedKeys(db: Database, keys: string[]): Promise<string[]> {
  const rows = await db.all<{ key: string }>(
    sql`SELECT value AS key FROM json_each(${JSON.stringify(keys)})
      WHERE NOT EXISTS (SELECT 1 FROM assets WHERE storage_key = value)
        AND NOT EXISTS (SELECT 1 FROM derivatives WHERE storage_key = value)
        AND NOT EXISTS (SELECT 1 FROM removals WHERE storage_key = value)`,
  );
  return rows.map((row) => row.key);
}
