import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse from "lighthouse";
import { findChromium } from "../chromium.ts";
import { FLAGS } from "./gallery-visit.ts";

export interface Audit {
  /** Each category's score, 0 to 100. */
  scores: Record<string, number>;
  /** Milliseconds of the page's start in which a tap would have waited. */
  blocked: number;
  /** How fast the machine was just then; Lighthouse doubts its own verdict below 1000. */
  benchmarkIndex: number;
}

/** Lighthouse's mobile verdicts on an address, in a Chromium of their own that has seen the page once. */
export async function audits(url: string, times: number): Promise<Audit[]> {
  const profile = mkdtempSync(join(tmpdir(), "nekohub-lighthouse-"));
  const flags = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, ...FLAGS];
  const chromium = spawn(findChromium() ?? "chromium", flags, { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const port = await debuggingPort(chromium);
    const made: Audit[] = [];
    for (let i = 0; i <= times; i++) made.push(await audit(url, port));
    return made.slice(1);
  } finally {
    chromium.kill();
    await once(chromium, "exit");
    rmSync(profile, { recursive: true, force: true });
  }
}

async function audit(url: string, port: number): Promise<Audit> {
  const result = await lighthouse(url, { port, logLevel: "error", output: "json" });
  if (!result) throw new Error(`Lighthouse has no verdict on ${url}`);
  const { categories, audits, environment } = result.lhr;
  return {
    scores: Object.fromEntries(
      Object.entries(categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]),
    ),
    blocked: audits["total-blocking-time"]?.numericValue ?? Number.NaN,
    benchmarkIndex: environment.benchmarkIndex,
  };
}

async function debuggingPort(chromium: ChildProcess): Promise<number> {
  let said = "";
  for await (const chunk of chromium.stderr ?? []) {
    said += String(chunk);
    const port = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(said)?.[1];
    if (port) {
      chromium.stderr?.resume();
      return Number(port);
    }
  }
  throw new Error(`Chromium did not start: ${said}`);
}
