import { asc, inArray } from "drizzle-orm";
import type { Database } from "./database.ts";
import { cachePurges } from "./schema.ts";

export async function rememberPurges(db: Database, tags: string[], now: number): Promise<void> {
  const rows = tags.map((tag) => ({ tag, createdAt: now }));
  await db.insert(cachePurges).values(rows).onConflictDoNothing();
}

/** Oldest first. */
export async function pendingPurges(db: Database, limit: number): Promise<string[]> {
  const rows = await db.select().from(cachePurges).orderBy(asc(cachePurges.createdAt)).limit(limit);
  return rows.map((row) => row.tag);
}

export async function forgetPurges(db: Database, tags: string[]): Promise<void> {
  await db.delete(cachePurges).where(inArray(cachePurges.tag, tags));
}
