import { eq } from "drizzle-orm";
import type { Database } from "./database.ts";
import { upkeepState } from "./schema.ts";

export async function readUpkeepState(db: Database, name: string): Promise<string | null> {
  const row = await db.select().from(upkeepState).where(eq(upkeepState.name, name)).get();
  return row?.value ?? null;
}

export async function writeUpkeepState(db: Database, name: string, value: string): Promise<void> {
  await db
    .insert(upkeepState)
    .values({ name, value })
    .onConflictDoUpdate({ target: upkeepState.name, set: { value } });
}
