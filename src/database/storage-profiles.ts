import { eq } from "drizzle-orm";
import type { StorageProfile } from "../providers/storage-profile.ts";
import type { Database } from "./database.ts";
import { storageProfiles } from "./schema.ts";

type Row = typeof storageProfiles.$inferSelect;

function toProfile({ configurationJson, nameKey: _, ...row }: Row): StorageProfile {
  return { ...row, configuration: JSON.parse(configurationJson) };
}

export async function storageProfileById(db: Database, id: string): Promise<StorageProfile | null> {
  const row = await db.select().from(storageProfiles).where(eq(storageProfiles.id, id.toLowerCase())).get();
  return row === undefined ? null : toProfile(row);
}

export async function defaultStorageProfile(db: Database): Promise<StorageProfile | null> {
  const row = await db.select().from(storageProfiles).where(eq(storageProfiles.isDefault, true)).get();
  return row === undefined ? null : toProfile(row);
}
