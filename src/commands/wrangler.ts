import { type ChildProcess, execFile, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ROOT } from "./project.ts";

/** Wrangler without telemetry, update checks, log files and the lookup of a sample `request.cf`: all of them need a network. */
export const CALM = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_WRITE_LOGS: "false",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
};

/** `NEKOHUB_WRANGLER` names another executable: how the tests play Cloudflare's part. */
function command(args: readonly string[]): [file: string, args: string[]] {
  const wrangler = process.env.NEKOHUB_WRANGLER ?? installed();
  return [process.execPath, ["--no-warnings", wrangler, ...args]];
}

function installed(): string {
  const manifest = createRequire(import.meta.url).resolve("wrangler/package.json");
  return join(dirname(manifest), "bin/wrangler.js");
}

export function spawnWrangler(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const [file, all] = command(args);
  return spawn(file, all, { cwd: ROOT, ...options, env: { ...process.env, ...CALM, ...options.env } });
}

/** Runs wrangler before the person's eyes; it may ask them. */
export async function runWrangler(args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const [code] = await once(spawnWrangler(args, { stdio: "inherit", env }), "exit");
  return code === 0;
}

export interface Answer {
  ok: boolean;
  stdout: string;
  /** Everything wrangler said, for a person to read when it failed. */
  said: string;
}

/** Runs wrangler to its end and keeps what it says; it never asks, as its input is closed. */
export function askWrangler(args: readonly string[], signal?: AbortSignal): Promise<Answer> {
  const [file, all] = command(args);
  const options = { cwd: ROOT, env: { ...process.env, ...CALM }, signal, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    const child = execFile(file, all, options, (error, stdout, stderr) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve({ ok: error === null, stdout, said: `${stdout}${stderr}`.trim() });
    });
    child.stdin?.end();
  });
}
