import { globSync } from "node:fs";
import { basename } from "node:path";
import { ROOT } from "./project.ts";
import { Refusal, run } from "./refusal.ts";
import { tool } from "./tool.ts";

/** `npm run bench [-- name…]`: test/bench/*.bench.ts, one after another, so that none disturbs another's figures. */
async function bench(): Promise<void> {
  const names = process.argv.slice(2);
  const files = globSync("test/bench/*.bench.ts", { cwd: ROOT })
    .filter((file) => names.length === 0 || names.some((name) => basename(file, ".bench.ts") === name))
    .sort();
  if (files.length === 0)
    throw new Refusal(`There is no benchmark of that name in test/bench: ${names.join(", ")}.`);
  const failed: string[] = [];
  for (const file of files) {
    console.log(`\n${file}`);
    if (!(await tool(process.execPath, [file]))) failed.push(file);
  }
  if (failed.length > 0) throw new Refusal(`These benchmarks failed: ${failed.join(", ")}.`);
}

await run(bench);
