import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ROOT } from "./project.ts";
import { Refusal, run } from "./refusal.ts";

/**
 * `npm test`: everything, in two runs side by side that take about as long, as each of them keeps one core busy.
 * With arguments it is one run of what they name, as Vitest understands them.
 */
const RUNS = [
  ["--project", "journeys", "--project", "node"],
  ["--project", "workerd"],
];

const CLOSING_LINE = /^(\d+) passed, (\d+) failed$/m;

async function test(): Promise<void> {
  const wanted = process.argv.slice(2);
  const runs = wanted.length > 0 ? [wanted] : RUNS;
  const all = runs.map((args) => {
    const child = vitest(args);
    return { child, printed: collect(child), ended: once(child, "close") };
  });
  // The first is followed as it goes; what the others said is read out afterwards.
  all[0]?.child.stdout?.pipe(process.stdout, { end: false });
  let [passed, failed] = [0, 0];
  for (const [index, { printed, ended }] of all.entries()) {
    const [code] = await ended;
    const text = printed();
    if (index > 0) process.stdout.write(text);
    const counts = CLOSING_LINE.exec(text);
    passed += Number(counts?.[1] ?? 0);
    // A run that ends badly without saying why is a failure, too.
    failed += Number(counts?.[2] ?? 0) || (code === 0 && counts ? 0 : 1);
  }
  if (all.length > 1) console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0) throw new Refusal("Not all tests pass.");
}

function vitest(args: string[]): ChildProcess {
  const script = join(ROOT, "node_modules/vitest/vitest.mjs");
  return spawn(process.execPath, [script, "run", "--root", "test", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) },
  });
}

function collect({ stdout }: ChildProcess): () => string {
  let text = "";
  stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

await run(test);
