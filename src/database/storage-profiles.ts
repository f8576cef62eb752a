/** Storage profiles as rows. A unique index allows one default at most; the rest of the rules is in providers/. */
import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { StorageProfile } from "../providers/storage-profile.ts";
import { isStopped, STOP_WHEN_NOTHING_CHANGED } from "./assets.ts";
import { type Database, transaction } from "./database.ts";
import { storageProfiles } from "./schema.ts";

type Row = typeof storageProfiles.$inferSelect;

function toProfile({ configurationJson, nameKey: _, ...row }: Row): StorageProfile {
  return { ...row, configuration: JSON.parse(configurationJson) };
}

function toRow({ configuration, ...profile }: StorageProfile): Row {
  return {
    ...profile,
    nameKey: nameKey(profile.name),
    configurationJson: JSON.stringify(configuration),
  };
}

function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

export async function storageProfileById(db: Database, id: string): Promise<StorageProfile | null> {
  const row = await db.select().from(storageProfiles).where(eq(storageProfiles.id, id.toLowerCase())).get();
  return row === undefined ? null : toProfile(row);
}

export async function defaultStorageProfile(db: Database): Promise<StorageProfile | null> {
  const row = await db.select().from(storageProfiles).where(eq(storageProfiles.isDefault, true)).get();
  return row === undefined ? null : toProfile(row);
}

/** The default first, then enabled ones, then by name. */
export async function listStorageProfiles(db: Database): Promise<StorageProfile[]> {
  const rows = await db
    .select()
    .from(storageProfiles)
    .orderBy(desc(storageProfiles.isDefault), desc(storageProfiles.isEnabled), asc(storageProfiles.nameKey));
  return rows.map(toProfile);
}

/** @param except - the profile that may have the name */
export async function isStorageNameTaken(
  db: Database,
  name: string,
  except: string | null,
): Promise<boolean> {
  const row = await db
    .select({ id: storageProfiles.id })
    .from(storageProfiles)
    .where(eq(storageProfiles.nameKey, nameKey(name)))
    .get();
  return row !== undefined && row.id !== except;
}

/** @returns false when another profile has taken the name meanwhile */
export async function insertStorageProfile(db: Database, profile: StorageProfile): Promise<boolean> {
  return unlessNameTaken(async () => {
    await transaction(db, [
      ...(profile.isDefault ? [clearDefault(profile.id, profile.updatedAt)] : []),
      db.insert(storageProfiles).values(toRow(profile)),
    ]);
    return true;
  });
}

export type UpdateOutcome = "written" | "changed meanwhile" | "name taken";

/** Writes only when the profile is still as it was read: `updatedAt` is its version. */
export async function updateStorageProfile(
  db: Database,
  before: StorageProfile,
  after: StorageProfile,
): Promise<UpdateOutcome> {
  const written = await unlessNameTaken(() =>
    unlessStopped(async () => {
      await transaction(db, [
        db
          .update(storageProfiles)
          .set(toRow(after))
          .where(and(eq(storageProfiles.id, before.id), eq(storageProfiles.updatedAt, before.updatedAt))),
        STOP_WHEN_NOTHING_CHANGED,
      ]);
      return "written" as const;
    }),
  );
  return written === false ? "name taken" : (written ?? "changed meanwhile");
}

/** @returns false when the profile is gone or disabled; the default stays what it was then */
export async function makeDefaultStorage(db: Database, id: string, now: number): Promise<boolean> {
  const done = await unlessStopped(async () => {
    await transaction(db, [
      clearDefault(id, now),
      sql`UPDATE storage_profiles SET is_default = 1, updated_at = max(${now}, updated_at + 1)
        WHERE id = ${id} AND is_enabled = 1`,
      STOP_WHEN_NOTHING_CHANGED,
    ]);
    return true;
  });
  return done ?? false;
}

function clearDefault(except: string, now: number) {
  return sql`UPDATE storage_profiles SET is_default = 0, updated_at = max(${now}, updated_at + 1)
    WHERE is_default = 1 AND id <> ${except}`;
}

/**
 * Removes a profile that no asset is bound to, together with the removals it can no longer carry out; one with
 * assets is disabled and no longer the default. Which of both is decided where it is done.
 *
 * @returns null when there is no such profile
 */
export async function retireStorageProfile(
  db: Database,
  id: string,
  now: number,
): Promise<"deleted" | "disabled" | null> {
  const [removed, , disabled] = await transaction(db, [
    sql`DELETE FROM storage_profiles WHERE id = ${id}
      AND NOT EXISTS (SELECT 1 FROM assets WHERE storage_provider_profile_id = ${id}) RETURNING id`,
    sql`DELETE FROM removals WHERE storage_provider_profile_id = ${id}
      AND NOT EXISTS (SELECT 1 FROM storage_profiles WHERE id = ${id})`,
    sql`UPDATE storage_profiles SET is_enabled = 0, is_default = 0, updated_at = max(${now}, updated_at + 1)
      WHERE id = ${id} RETURNING id`,
  ]);
  if (removed?.results.length === 1) return "deleted";
  return disabled?.results.length === 1 ? "disabled" : null;
}

/** Keys of originals that are bound to a profile: some of the newest and the oldest, as a sample. */
export async function sampleOfStorage(db: Database, id: string): Promise<string[]> {
  const rows = await db.all<{ key: string }>(
    sql`SELECT storage_key AS key FROM (SELECT storage_key FROM assets
        WHERE storage_provider_profile_id = ${id} ORDER BY seq DESC LIMIT 1)
      UNION SELECT storage_key FROM (SELECT storage_key FROM assets
        WHERE storage_provider_profile_id = ${id} ORDER BY seq LIMIT 1)`,
  );
  return rows.map(({ key }) => key);
}

async function unlessNameTaken<T>(write: () => Promise<T>): Promise<T | false> {
  try {
    return await write();
  } catch (error) {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      if (cause.message.includes("UNIQUE constraint failed: storage_profiles.name_key")) return false;
    }
    throw error;
  }
}

async function unlessStopped<T>(write: () => Promise<T>): Promise<T | null> {
  try {
    return await write();
  } catch (error) {
    if (isStopped(error)) return null;
    throw error;
  }
}
