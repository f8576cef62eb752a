import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./project.ts";
import { Refusal } from "./refusal.ts";
import { askWrangler } from "./wrangler.ts";

/** Where the migrations go: the database of the local server, or the deployed one through its derived configuration. */
export type Target = { persistTo?: string | undefined } | { remoteConfig: string };

export async function migrate(target: Target, signal?: AbortSignal): Promise<string> {
  if (!readdirSync(join(ROOT, "migrations")).some((name) => name.endsWith(".sql"))) return "";
  const answer = await askWrangler(["d1", "migrations", "apply", "DB", ...place(target)], signal);
  if (!answer.ok) throw new Refusal(`The database could not be brought up to date:\n${answer.said}`);
  return answer.stdout.trim();
}

function place(target: Target): string[] {
  if ("remoteConfig" in target) return ["--remote", "--config", target.remoteConfig];
  return ["--local", ...(target.persistTo ? ["--persist-to", target.persistTo] : [])];
}
