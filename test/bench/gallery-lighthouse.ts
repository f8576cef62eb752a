import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse from "lighthouse";
import { findChromium } from "../chromium.ts";
import { FLAGS } from "./gallery-visit.ts";

export type Scores = Record<"performance" | "accessibility" | "best-practices" | "seo", number>;

/** Lighthouse's mobile scores, 0 to 100, in a Chromium of its own. */
export async function audit(url: string): Promise<Scores> {
  const profile = mkdtempSync(join(tmpdir(), "nekohub-lighthouse-"));
  const flags = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, ...FLAGS];
  const chromium = spawn(findChromium() ?? "chromium", flags, { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const port = await debuggingPort(chromium);
    const result = await lighthouse(url, { port, logLevel: "error", output: "json" });
    const categories = Object.entries(result?.lhr.categories ?? {});
    return Object.fromEntries(
      categories.map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]),
    ) as Scores;
  } finally {
    chromium.kill();
    await once(chromium, "exit");
    rmSync(profile, { recursive: true, force: true });
  }
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
