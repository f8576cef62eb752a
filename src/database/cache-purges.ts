/** Tags that wait for a purge. */
import { and, asc, inArray, lte, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { cachePurges } from "./schema.ts";

export async function rememberPurges(db: Database, tags: string[], now: number): Promise<void> {
  const rows = tags.map((tag) => ({ tag, createdAt: now }));
  await db
    .insert(cachePurges)
    .values(rows)
    .onConflictDoUpdate({ target: cachePurges.tag, set: { createdAt: sql`excluded.created_at` } });
}

/** Oldest first. @param before - remembered no later than this */
export async function pendingPurges(db: Database, before: number, limit: number): Promise<string[]> {
  const rows = await db
    .select()
    .from(cachePurges)
    .where(lte(cachePurges.createdAt, before))
    .orderBy(asc(cachePurges.createdAt))
    .limit(limit);
  return rows.map((row) => row.tag);
}

/** What was remembered again meanwhile stays. */
export async function forgetPurges(db: Database, tags: string[], before: number): Promise<void> {
  await db.delete(cachePurges).where(and(inArray(cachePurges.tag, tags), lte(cachePurges.createdAt, before)));
}
