/** Assets as rows: one in, one out, changed, gone. Lists are in asset-lists.ts. */
import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Asset, AssetStatus, Derivative, StructuredResult } from "../assets/asset.ts";
import type { Execution } from "../skills/execution.ts";
import type { Job } from "../skills/job.ts";
import { type Database, transaction } from "./database.ts";
import { newestExecutions } from "./executions.ts";
import { assets, derivatives, jobs, structuredResults } from "./schema.ts";
import { writeSearchRow } from "./search.ts";
import { spendUploadTicket } from "./upload-tickets.ts";

export interface Arrival {
  job: Job | null;
  /** The ticket it came by, to be used up; null = none. */
  ticketId: string | null;
  /** What its storage profile said when the bytes were put; null = the built-in bucket without a profile. */
  configuration: Record<string, unknown> | null;
  /** Whether its storage has to be where uploads go that name none. */
  mustBeDefault: boolean;
}

/**
 * Asset, search row and job: all of them or none, and none when the ticket is used already (see {@link isStopped}),
 * or when its storage profile is gone, means another place by now or is not the default it has to be.
 */
export async function insertAsset(
  db: Database,
  asset: Asset,
  { job, ticketId, configuration, mustBeDefault }: Arrival,
): Promise<void> {
  await transaction(db, [
    ...(configuration === null ? [] : [stopUnlessStoredWith(asset.storageProviderProfileId, configuration)]),
    ...(mustBeDefault ? [stopUnlessDefault(asset.storageProviderProfileId)] : []),
    ...(ticketId === null ? [] : [spendUploadTicket(ticketId, asset.id), STOP_WHEN_NOTHING_CHANGED]),
    db.insert(assets).values(asset),
    writeSearchRow(asset),
    ...(job === null ? [] : [db.insert(jobs).values(job)]),
  ]);
}

export async function assetById(db: Database, id: string): Promise<Asset | null> {
  return (await db.select().from(assets).where(eq(assets.id, id.toLowerCase())).get()) ?? null;
}

/** Jobs are few, and an asset without one costs no row read. */
export const HAS_OPEN_JOB = sql<boolean>`
  EXISTS (SELECT 1 FROM jobs WHERE jobs.asset_id = assets.id AND jobs.state <> 'failed')`
  .mapWith(Boolean)
  .as("is_processing");

export interface AssetRecord {
  asset: Asset;
  /** Whether a job for it waits or runs. */
  isProcessing: boolean;
  /** Oldest first. */
  derivatives: Derivative[];
  /** Oldest first. */
  results: StructuredResult[];
  latestExecution: Execution | null;
}

/** An asset with everything that belongs to it, in one round trip. */
export async function assetRecord(db: Database, id: string): Promise<AssetRecord | null> {
  const key = id.toLowerCase();
  const [found, made, results, execution] = await db.batch([
    db.select({ asset: assets, isProcessing: HAS_OPEN_JOB }).from(assets).where(eq(assets.id, key)),
    db
      .select()
      .from(derivatives)
      .where(eq(derivatives.assetId, key))
      .orderBy(asc(derivatives.createdAt), asc(derivatives.kind)),
    db
      .select()
      .from(structuredResults)
      .where(eq(structuredResults.assetId, key))
      .orderBy(asc(structuredResults.createdAt), asc(structuredResults.kind)),
    newestExecutions(db, key).limit(1),
  ]);
  return found[0] === undefined
    ? null
    : { ...found[0], derivatives: made, results, latestExecution: execution[0] ?? null };
}

/**
 * Writes the changes only when the asset is still as it was read: `updatedAt` is its version.
 *
 * @returns false when somebody else was faster; nothing is written then
 */
export async function updateAsset(db: Database, before: Asset, after: Asset): Promise<boolean> {
  const { originalFileName, description, altText, isPublic, updatedAt } = after;
  const unchanged = and(eq(assets.id, before.id), eq(assets.updatedAt, before.updatedAt));
  try {
    await transaction(db, [
      db.update(assets).set({ originalFileName, description, altText, isPublic, updatedAt }).where(unchanged),
      STOP_WHEN_NOTHING_CHANGED,
      writeSearchRow(after),
    ]);
    return true;
  } catch (error) {
    if (isStopped(error)) return false;
    throw error;
  }
}

const STOPPED = "malformed JSON";

/** Rolls the whole batch back unless the condition holds: `json('stopped')` is no JSON and throws. */
function stopUnless(condition: SQL): SQL {
  return sql`SELECT CASE WHEN ${condition} THEN 1 ELSE json('stopped') END`;
}

/** Of the statement before it. */
export const STOP_WHEN_NOTHING_CHANGED = stopUnless(sql`changes() > 0`);

function stopUnlessStoredWith(profileId: string | null, configuration: Record<string, unknown>): SQL {
  return stopUnless(sql`EXISTS (
    SELECT 1 FROM storage_profiles WHERE id = ${profileId} AND configuration_json = ${JSON.stringify(configuration)})`);
}

/** @param profileId - null = there is no default, so uploads go to the built-in bucket */
function stopUnlessDefault(profileId: string | null): SQL {
  return stopUnless(
    profileId === null
      ? sql`NOT EXISTS (SELECT 1 FROM storage_profiles WHERE is_default = 1)`
      : sql`EXISTS (SELECT 1 FROM storage_profiles WHERE id = ${profileId} AND is_default = 1 AND is_enabled = 1)`,
  );
}

export function isStopped(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(STOPPED)) return true;
  }
  return false;
}

export interface RemovedAsset {
  id: string;
  status: AssetStatus;
  storageProviderProfileId: string | null;
  /** The original's and every derivative's. */
  storageKeys: string[];
}

/**
 * Rows go first and the objects are remembered in the same transaction, so that a reader never meets a row
 * without bytes and no bytes are forgotten.
 */
export async function deleteAssets(
  db: Database,
  ids: string[],
  options: { now: number; commitMessage: string | null },
): Promise<RemovedAsset[]> {
  const wanted = sql`(SELECT value FROM json_each(${JSON.stringify(ids.map((id) => id.toLowerCase()))}))`;
  const remember = (keys: ReturnType<typeof sql>) => sql`
    INSERT OR IGNORE INTO removals (storage_provider_profile_id, storage_key, commit_message, run_after, created_at)
    SELECT coalesce(a.storage_provider_profile_id, ''), ${keys}, ${options.commitMessage}, ${options.now}, ${options.now}`;
  const [, , found] = await transaction(db, [
    sql`${remember(sql`a.storage_key`)} FROM assets a WHERE a.id IN ${wanted}`,
    sql`${remember(sql`d.storage_key`)} FROM derivatives d JOIN assets a ON a.id = d.asset_id WHERE a.id IN ${wanted}`,
    sql`SELECT a.id, a.status, a.storage_provider_profile_id AS storageProviderProfileId,
        (SELECT json_group_array(storage_key) FROM (
          SELECT a.storage_key UNION ALL SELECT storage_key FROM derivatives WHERE asset_id = a.id)) AS storageKeys
      FROM assets a WHERE a.id IN ${wanted}`,
    sql`DELETE FROM assets WHERE id IN ${wanted}`,
  ]);
  return RemovedRows.parse(found?.results);
}

const RemovedRows = z.array(
  z.object({
    id: z.string(),
    status: z.custom<AssetStatus>(),
    storageProviderProfileId: z.string().nullable(),
    storageKeys: z.string().transform((json): string[] => JSON.parse(json)),
  }),
);
