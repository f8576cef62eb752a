/** The database as a deployment has it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const MIGRATIONS = join(import.meta.dirname, "../../migrations");

/** Every statement of every migration, in order. */
export function migrationStatements(): string[] {
  return readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .flatMap((name) => readFileSync(join(MIGRATIONS, name), "utf8").split("--> statement-breakpoint"));
}

export async function migrate(db: { prepare(sql: string): { run(): Promise<unknown> } }): Promise<void> {
  for (const statement of migrationStatements()) await db.prepare(statement).run();
}
