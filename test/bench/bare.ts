/** A Worker in bare Miniflare: workerd without the development proxy, which would be most of what is measured. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { childrenOf, cpuMilliseconds } from "./cpu-time.ts";

const ROOT = join(import.meta.dirname, "../..");

export interface BareWorker {
  url: URL;
  /** milliseconds of CPU time so far; NaN where the system does not say */
  cpu(): number;
  stop(): Promise<void>;
}

/**
 * Bundles a Worker as a deployment would.
 *
 * @param entry - path from the project's root of the Worker's main module
 */
export function buildBare(entry: string, outdir: string): void {
  execFileSync("wrangler", ["deploy", entry, "--dry-run", "--outdir", outdir], { cwd: ROOT, stdio: "pipe" });
}

/** What Miniflare needs to know to run what was built. */
export function bareOptions(outdir: string) {
  const files = readdirSync(outdir);
  const main = files.find((name) => name.endsWith(".js"));
  if (main === undefined) throw new Error(`There is no Worker in ${outdir}.`);
  return {
    host: "127.0.0.1",
    port: 0,
    modulesRoot: outdir,
    modules: [
      { type: "ESModule" as const, path: join(outdir, main) },
      ...files
        .filter((name) => /\.(wasm|bin)$/.test(name))
        .map((name) => ({
          type: name.endsWith(".wasm") ? ("CompiledWasm" as const) : ("Data" as const),
          path: join(outdir, name),
        })),
    ],
    compatibilityDate: "2026-10-23",
    compatibilityFlags: ["nodejs_compat"],
  };
}

/** @param entry - path from the project's root of the Worker's main module */
export async function startBare(entry: string, bindings: Record<string, string> = {}): Promise<BareWorker> {
  const outdir = mkdtempSync(join(tmpdir(), "nekohub-bench-"));
  buildBare(entry, outdir);
  const before = new Set(childrenOf(process.pid));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...bareOptions(outdir),
      bindings,
      // A line a request would bury the figures.
      handleStructuredLogs: ({ level, message }) => {
        if (level === "error") console.error(message);
      },
      d1Databases: { DB: "bench" },
      r2Buckets: { BUCKET: "bench" },
      queueProducers: { JOBS: "bench-jobs" },
    }),
  );
  const url = await miniflare.ready;
  const own = childrenOf(process.pid).filter((pid) => !before.has(pid));
  const cpu = () => (own.length === 0 ? Number.NaN : own.reduce((sum, pid) => sum + cpuMilliseconds(pid), 0));
  return { url, cpu, stop: () => miniflare.dispose() };
}
