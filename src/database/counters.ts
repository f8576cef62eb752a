/** Counters that triggers keep; see the migration `counters_and_search`. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

export async function countDerivatives(db: Database): Promise<number> {
  const row = await db.get<{ count: number }>(sql`SELECT count FROM derivative_counter`);
  return row?.count ?? 0;
}

/** By executions on existing assets, whatever their outcome; the first name among equals. */
export async function mostActiveSkill(db: Database): Promise<{ skillName: string; runCount: number } | null> {
  const row = await db.get<{ skillName: string; runCount: number }>(
    sql`SELECT skill_name AS skillName, runs AS runCount FROM skill_counters WHERE runs > 0
      ORDER BY runs DESC, skill_name LIMIT 1`,
  );
  return row ?? null;
}
