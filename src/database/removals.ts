/** Objects still to be deleted from their storage. */
import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { type Database, transaction } from "./database.ts";

export interface Removal {
  /** null = the built-in bucket without a profile. */
  storageProviderProfileId: string | null;
  storageKey: string;
  commitMessage: string | null;
}

/** A minute, doubled with each failure, up to about a day. */
const FIRST_DELAY_MS = 60_000;
const MOST_DOUBLINGS = 10;

/** Long enough for every upload, and for every copy of a migration, to be recorded. */
const EXPECTED_FOR_MS = 86_400_000;

/**
 * Writes down an object before it is stored: if no row refers to it a day later, it goes.
 *
 * @throws {AppError} `storage_unavailable` while an older object under the same key is still to be removed: a
 * removal that is under way could take the new one with it
 */
export async function expectObject(
  db: Database,
  { storageProviderProfileId, storageKey }: Pick<Removal, "storageProviderProfileId" | "storageKey">,
  now: number,
): Promise<void> {
  const expected = await db.all(
    sql`INSERT INTO removals (storage_provider_profile_id, storage_key, tentative, run_after, created_at)
      VALUES (${storageProviderProfileId ?? ""}, ${storageKey}, 1, ${now + EXPECTED_FOR_MS}, ${now})
      ON CONFLICT DO UPDATE SET run_after = excluded.run_after WHERE tentative = 1
      RETURNING storage_key`,
  );
  if (expected.length === 0) {
    throw new AppError(
      "storage_unavailable",
      `An older ${storageKey} is still being removed there. Try again later.`,
    );
  }
}

const OF_AN_ASSET = sql`EXISTS (SELECT 1 FROM assets a WHERE a.storage_key = removals.storage_key
    AND coalesce(a.storage_provider_profile_id, '') = removals.storage_provider_profile_id)
  OR EXISTS (SELECT 1 FROM derivatives d JOIN assets a ON a.id = d.asset_id WHERE d.storage_key = removals.storage_key
    AND coalesce(a.storage_provider_profile_id, '') = removals.storage_provider_profile_id)`;

/** With the profile went the keys to its storage: nothing can be removed there any more. */
const OF_A_STORAGE_THAT_IS_GONE = sql`storage_provider_profile_id <> ''
  AND NOT EXISTS (SELECT 1 FROM storage_profiles WHERE id = storage_provider_profile_id)`;

/**
 * What is due. An object that a row refers to is no longer nobody's: it is forgotten here and
 * stays. From now on nothing is stored under the keys of the others (see {@link expectObject}).
 */
export async function claimRemovals(db: Database, now: number, limit: number): Promise<Removal[]> {
  const due = sql`SELECT rowid FROM removals WHERE run_after <= ${now} ORDER BY run_after LIMIT ${limit}`;
  const [, claimed] = await transaction(db, [
    sql`DELETE FROM removals WHERE rowid IN (${due}) AND (${OF_AN_ASSET} OR ${OF_A_STORAGE_THAT_IS_GONE})`,
    sql`UPDATE removals SET tentative = 0 WHERE rowid IN (${due})
      RETURNING storage_provider_profile_id AS profile, storage_key AS storageKey, commit_message AS commitMessage`,
  ]);
  return ClaimedRows.parse(claimed?.results);
}

const ClaimedRows = z.array(
  z
    .object({ profile: z.string(), storageKey: z.string(), commitMessage: z.string().nullable() })
    .transform(({ profile, ...row }): Removal => ({ ...row, storageProviderProfileId: profile || null })),
);

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
