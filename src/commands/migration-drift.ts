import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./project.ts";
import { tool } from "./tool.ts";

const SCHEMA = "src/database/schema.ts";

/** Generates from the schema into a copy of the migrations: when a file is added, the schema is ahead of them. */
export async function migrationsMatchSchema(): Promise<boolean> {
  if (!existsSync(join(ROOT, SCHEMA))) return true;
  const copy = mkdtempSync(join(ROOT, "node_modules/.migrations-")); // drizzle-kit takes a path below the project only
  try {
    cpSync(join(ROOT, "migrations"), copy, { recursive: true });
    const before = readdirSync(copy);
    const out = copy.slice(ROOT.length + 1);
    if (!(await tool("drizzle-kit", ["check", "--dialect", "sqlite", "--out", out]))) return false;
    const generated = await tool("drizzle-kit", [
      "generate",
      "--dialect",
      "sqlite",
      "--schema",
      SCHEMA,
      "--out",
      out,
    ]);
    const added = readdirSync(copy).filter((name) => !before.includes(name));
    if (added.length > 0)
      console.error("The schema has changes without a migration: run `npm run db:generate`.");
    return generated && added.length === 0;
  } finally {
    rmSync(copy, { recursive: true });
  }
}
