import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, type TomlTable, type TomlValue } from "smol-toml";
import { Refusal } from "./refusal.ts";

/** The folder of package.json and wrangler.toml; every command works there, wherever it was called from. */
export const ROOT = join(import.meta.dirname, "../..");

export function readConfig(): TomlTable {
  return parse(readFileSync(join(ROOT, "wrangler.toml"), "utf8"));
}

/** A table of wrangler.toml, empty when absent: `table(config, "dev")`. */
export function table(parent: TomlTable, key: string): TomlTable {
  const value = parent[key];
  return isTable(value) ? value : {};
}

/** The tables under a `[[double.bracket]]` heading. */
export function tables(parent: TomlTable, key: string): TomlTable[] {
  const value = parent[key];
  return Array.isArray(value) ? value.filter(isTable) : [];
}

export function text(parent: TomlTable, key: string): string {
  const value = parent[key];
  if (typeof value !== "string") throw new Refusal(`wrangler.toml has no ${key} where one is needed.`);
  return value;
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Date);
}
