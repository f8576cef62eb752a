/** AI profiles as rows. That at most one is active is the index's affair; here the others give way in the same transaction. */
import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import type { AiProfile } from "../providers/ai-profile.ts";
import { type Database, type Statement, transaction } from "./database.ts";
import { aiProfiles } from "./schema.ts";

type Row = typeof aiProfiles.$inferSelect;

const toProfile = ({ nameKey: _, ...profile }: Row): AiProfile => profile;

/** The active one first, then by name. */
export async function listAiProfiles(db: Database): Promise<AiProfile[]> {
  const rows = await db.select().from(aiProfiles).orderBy(desc(aiProfiles.isActive), asc(aiProfiles.nameKey));
  return rows.map(toProfile);
}

export async function aiProfileById(db: Database, id: string): Promise<AiProfile | null> {
  const row = await db.select().from(aiProfiles).where(eq(aiProfiles.id, id.toLowerCase())).get();
  return row === undefined ? null : toProfile(row);
}

export async function activeAiProfile(db: Database): Promise<AiProfile | null> {
  const row = await db.select().from(aiProfiles).where(eq(aiProfiles.isActive, true)).get();
  return row === undefined ? null : toProfile(row);
}

/** @param isActive - null = only if no other is */
export async function insertAiProfile(
  db: Database,
  profile: Omit<AiProfile, "isActive">,
  isActive: boolean | null,
): Promise<void> {
  const nothingActive = sql<boolean>`NOT EXISTS (SELECT 1 FROM ai_profiles WHERE is_active = 1)`;
  await transaction(db, [
    ...(isActive === true ? [deactivateOthers(db, profile.id)] : []),
    db.insert(aiProfiles).values({
      ...profile,
      nameKey: profile.name.toLowerCase(),
      isActive: isActive ?? sql`(${nothingActive})`,
    }),
  ]);
}

export async function updateAiProfile(db: Database, { id, ...profile }: AiProfile): Promise<void> {
  await transaction(db, [
    ...(profile.isActive ? [deactivateOthers(db, id)] : []),
    db
      .update(aiProfiles)
      .set({ ...profile, nameKey: profile.name.toLowerCase() })
      .where(eq(aiProfiles.id, id)),
  ]);
}

/** @returns what it was; null when it was gone already */
export async function deleteAiProfile(db: Database, id: string): Promise<AiProfile | null> {
  const rows = await db.delete(aiProfiles).where(eq(aiProfiles.id, id.toLowerCase())).returning();
  return rows[0] === undefined ? null : toProfile(rows[0]);
}

function deactivateOthers(db: Database, id: string): Statement {
  return db
    .update(aiProfiles)
    .set({ isActive: false })
    .where(and(eq(aiProfiles.isActive, true), ne(aiProfiles.id, id)));
}
