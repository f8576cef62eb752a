/** Objects still to be deleted from their storage. */
import { asc, lte, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { removals } from "./schema.ts";

export interface Removal {
  /** null = the built-in bucket without a profile. */
  storageProviderProfileId: string | null;
  storageKey: string;
  commitMessage: string | null;
}

/** A minute, doubled with each failure, up to about a day. */
const FIRST_DELAY_MS = 60_000;
const MOST_DOUBLINGS = 10;

export async function dueRemovals(db: Database, now: number, limit: number): Promise<Removal[]> {
  const rows = await db
    .select()
    .from(removals)
    .where(lte(removals.runAfter, now))
    .orderBy(asc(removals.runAfter))
    .limit(limit);
  return rows.map(({ storageProviderProfileId, storageKey, commitMessage }) => ({
    storageProviderProfileId: storageProviderProfileId === "" ? null : storageProviderProfileId,
    storageKey,
    commitMessage,
  }));
}

export async function forgetRemovals(db: Database, done: Removal[]): Promise<void> {
  await db.run(sql`DELETE FROM removals WHERE ${isOneOf(done)}`);
}

export async function postponeRemovals(db: Database, failed: Removal[], now: number): Promise<void> {
  await db.run(sql`UPDATE removals SET attempts = attempts + 1,
    run_after = ${now} + ${FIRST_DELAY_MS} * (1 << min(attempts, ${MOST_DOUBLINGS})) WHERE ${isOneOf(failed)}`);
}

function isOneOf(list: Removal[]) {
  const pairs = list.map(({ storageProviderProfileId, storageKey }) => [
    storageProviderProfileId ?? "",
    storageKey,
  ]);
  return sql`(storage_provider_profile_id, storage_key) IN (
    SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(pairs)}))`;
}
