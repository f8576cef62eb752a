import { globSync } from "node:fs";
import { ROOT } from "./project.ts";
import { Refusal, run } from "./refusal.ts";
import { tool } from "./tool.ts";

/** `npm run bench`: every test/bench/*.bench.ts, one after another, so that none disturbs another's figures. */
async function bench(): Promise<void> {
  const files = globSync("test/bench/*.bench.ts", { cwd: ROOT }).sort();
  if (files.length === 0) console.log("There is no benchmark in test/bench yet.");
  const failed: string[] = [];
  for (const file of files) {
    console.log(`\n${file}`);
    if (!(await tool(process.execPath, [file]))) failed.push(file);
  }
  if (failed.length > 0) throw new Refusal(`These benchmarks failed: ${failed.join(", ")}.`);
}

await run(bench);
