/** An asset's row and its derivatives when its original becomes another one. */
import { and, eq, sql } from "drizzle-orm";
import type { Asset } from "../assets/asset.ts";
import type { Job } from "../skills/job.ts";
import { isStopped, STOP_WHEN_NOTHING_CHANGED } from "./assets.ts";
import { type Database, type Statement, transaction } from "./database.ts";
import { assets, derivatives, jobs } from "./schema.ts";
import { writeSearchRow } from "./search.ts";

export interface Switch {
  /** Makes the renditions again. */
  job: Job | null;
  /**
   * `current`: they show the new original as well as the old one. `stale`: those that are made of every picture are
   * made again. `outdated`: and all others show what the original does no longer, so they go.
   */
  derivatives: "current" | "stale" | "outdated";
  now: number;
}

/**
 * All of it or nothing, and only while the asset is as it was read.
 *
 * @returns false when somebody else was faster
 */
export async function switchOriginal(
  db: Database,
  before: Asset,
  after: Asset,
  { job, derivatives: fate, now }: Switch,
): Promise<boolean> {
  const { storageKey, contentType, extension, size, width, height, checksumSha256, imageFacts, updatedAt } =
    after;
  try {
    await transaction(db, [
      db
        .update(assets)
        .set({
          storageKey,
          contentType,
          extension,
          size,
          width,
          height,
          checksumSha256,
          imageFacts,
          updatedAt,
        })
        .where(
          and(
            eq(assets.id, before.id),
            eq(assets.updatedAt, before.updatedAt),
            eq(assets.checksumSha256, before.checksumSha256),
            eq(assets.storageKey, before.storageKey),
            sql`${assets.storageProviderProfileId} IS ${before.storageProviderProfileId}`,
          ),
        ),
      STOP_WHEN_NOTHING_CHANGED,
      writeSearchRow(after),
      ...(storageKey === before.storageKey ? [] : [forget(before, before.storageKey, now)]),
      ...(fate === "current" ? [keep(db, before, checksumSha256)] : []),
      ...(fate === "outdated" ? drop(before, now) : []),
      ...(job === null ? [] : [db.insert(jobs).values(job)]),
    ]);
    return true;
  } catch (error) {
    if (isStopped(error)) return false;
    throw error;
  }
}

function forget({ storageProviderProfileId }: Asset, storageKey: string, now: number): Statement {
  return sql`INSERT OR IGNORE INTO removals (storage_provider_profile_id, storage_key, run_after, created_at)
    VALUES (${storageProviderProfileId ?? ""}, ${storageKey}, ${now}, ${now})`;
}

function keep(db: Database, { id, checksumSha256 }: Asset, now: string): Statement {
  return db
    .update(derivatives)
    .set({ sourceChecksum: now })
    .where(and(eq(derivatives.assetId, id), eq(derivatives.sourceChecksum, checksumSha256)));
}

/** Those that somebody asked for; the renditions are replaced when they have been made again. */
function drop({ id, storageProviderProfileId }: Asset, now: number): Statement[] {
  const asked = sql`asset_id = ${id} AND (kind = 'watermark' OR kind LIKE 'format@_%' ESCAPE '@')`;
  return [
    sql`INSERT OR IGNORE INTO removals (storage_provider_profile_id, storage_key, run_after, created_at)
      SELECT ${storageProviderProfileId ?? ""}, storage_key, ${now}, ${now} FROM derivatives WHERE ${asked}`,
    sql`DELETE FROM derivatives WHERE ${asked}`,
  ];
}
