/** An asset's bytes are somewhere else now: one transaction, and only while it is what was copied. */
import { type SQL, sql } from "drizzle-orm";
import type { Asset, Derivative } from "../assets/asset.ts";
import { isStopped, STOP_WHEN_NOTHING_CHANGED } from "./assets.ts";
import { type Database, transaction } from "./database.ts";
import { assets } from "./schema.ts";
import { writeSearchRow } from "./search.ts";

export interface Relocated {
  before: Asset;
  derivatives: Derivative[];
  /** Where it is now; everything else of it may have changed, too. */
  after: Asset;
  /** From old key to new, originals and derivatives alike. */
  keys: Map<string, string>;
  /** When the old bytes go, in milliseconds since 1970; null = they stay. */
  removeAt: number | null;
  /** The migration that counts this move; null = none. */
  migrationId: string | null;
  now: number;
}

/**
 * @returns false when the asset changed or a derivative was added since it was read, or when the profile of the new
 * place is gone; nothing is written then
 */
export async function recordRelocation(db: Database, move: Relocated): Promise<boolean> {
  const { before, derivatives, after, keys, removeAt, migrationId, now } = move;
  const known = JSON.stringify(derivatives.map(({ storageKey }) => storageKey));
  const [from, to] = [before, after].map((asset) => asset.storageProviderProfileId ?? "");
  const { originalFileName, description, altText, isPublic, updatedAt } = after;
  const { storageProvider, storageProviderProfileId, storageKey } = after;
  const changesTexts = updatedAt !== before.updatedAt;
  const unchanged: SQL = sql`id = ${before.id} AND storage_key = ${before.storageKey}
    AND checksum_sha256 = ${before.checksumSha256} AND is_public = ${before.isPublic ? 1 : 0}
    AND coalesce(storage_provider_profile_id, '') = ${from}
    AND (${changesTexts ? 0 : 1} OR updated_at = ${before.updatedAt})
    AND (${to} = '' OR EXISTS (SELECT 1 FROM storage_profiles WHERE id = ${to}))
    AND NOT EXISTS (SELECT 1 FROM derivatives WHERE asset_id = ${before.id}
      AND storage_key NOT IN (SELECT value FROM json_each(${known})))`;
  const oldKeys = JSON.stringify([...keys.keys()]);
  const newKeys = JSON.stringify([...keys.values()]);
  try {
    await transaction(db, [
      db
        .update(assets)
        .set({
          storageProvider,
          storageProviderProfileId,
          storageKey,
          ...(changesTexts ? { originalFileName, description, altText, isPublic, updatedAt } : {}),
        })
        .where(unchanged),
      STOP_WHEN_NOTHING_CHANGED,
      ...derivatives
        .filter((made) => keys.get(made.storageKey) !== made.storageKey)
        .map(
          (made) =>
            sql`UPDATE derivatives SET storage_key = ${keys.get(made.storageKey) ?? made.storageKey}
              WHERE asset_id = ${before.id} AND storage_key = ${made.storageKey}`,
        ),
      ...(changesTexts ? [writeSearchRow(after)] : []),
      sql`DELETE FROM removals WHERE storage_provider_profile_id = ${to}
        AND storage_key IN (SELECT value FROM json_each(${newKeys}))`,
      ...(removeAt === null
        ? []
        : [
            sql`INSERT INTO removals (storage_provider_profile_id, storage_key, run_after, created_at)
              SELECT ${from}, value, ${removeAt}, ${now} FROM json_each(${oldKeys}) WHERE true
              ON CONFLICT DO UPDATE SET tentative = 0, run_after = excluded.run_after`,
          ]),
      ...(migrationId === null ? [] : countMoved(migrationId, before)),
    ]);
    return true;
  } catch (error) {
    if (isStopped(error)) return false;
    throw error;
  }
}

function countMoved(migrationId: string, { id, size }: Asset): SQL[] {
  return [
    sql`UPDATE storage_migrations SET moved_assets = moved_assets + 1, moved_bytes = moved_bytes + ${size}
      WHERE id = ${migrationId}`,
    sql`DELETE FROM storage_migration_failures WHERE migration_id = ${migrationId} AND asset_id = ${id}`,
  ];
}
