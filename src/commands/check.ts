import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { migrationsMatchSchema } from "./migration-drift.ts";
import { ROOT } from "./project.ts";
import { Refusal, run } from "./refusal.ts";
import { tool } from "./tool.ts";
import { CALM } from "./wrangler.ts";

/** `npm run check`: everything that is known without running the product. All of it runs, so that one look shows all. */
const CHECKS: Record<string, () => Promise<boolean>> = {
  types: checkTypes,
  "lint, format and import fence": () =>
    tool("biome", ["ci", ...(process.stdout.isTTY ? [] : ["--colors=off"])]),
  "generated bindings": checkBindings,
  migrations: migrationsMatchSchema,
};

async function check(): Promise<void> {
  const failed: string[] = [];
  for (const [name, holds] of Object.entries(CHECKS)) {
    const ok = await holds();
    console.log(`${ok ? "ok    " : "FAILED"}  ${name}`);
    if (!ok) failed.push(name);
  }
  if (failed.length > 0) throw new Refusal(`These checks failed: ${failed.join("; ")}.`);
}

/** Each part is checked against its own world: the Worker, Node, the browser. */
async function checkTypes(): Promise<boolean> {
  const projects = ["tsconfig.json", ...globSync("{src,test}/**/tsconfig.json", { cwd: ROOT })];
  const results: boolean[] = [];
  for (const project of projects) results.push(await tool("tsc", ["-p", project]));
  return results.every(Boolean);
}

/** With exactly the flags that `npm run types` wrote the file with: they are part of what is compared. */
async function checkBindings(): Promise<boolean> {
  const manifest: { scripts: { types: string } } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  );
  const [name = "", ...args] = manifest.scripts.types.split(" ");
  Object.assign(process.env, CALM);
  return tool(name, [...args, "--check"]);
}

await run(check);
