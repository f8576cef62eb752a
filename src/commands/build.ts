import { readdirSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, context } from "esbuild";
import { buildConsole, watchConsole } from "./build-console.ts";
import { buildFonts } from "./build-fonts.ts";
import { ROOT } from "./project.ts";
import { run } from "./refusal.ts";
import { writeDiffering } from "./written-files.ts";

/** Browser code: every TypeScript file directly in `from` becomes a module of the same name in `to`. */
const BUNDLES = [{ from: "src/web/gallery", to: "public/_g" }];

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  format: "esm",
  splitting: true,
  target: "es2023",
  sourcemap: true,
  logLevel: "warning",
  write: false,
  plugins: [writeDiffering],
} satisfies BuildOptions;

interface Bundle {
  entryPoints: string[];
  outdir: string;
}

/** What there is to build now; a folder that does not exist yet has nothing. */
function bundles(): Bundle[] {
  return BUNDLES.map(({ from, to }) => ({
    entryPoints: modules(join(ROOT, from)),
    outdir: join(ROOT, to),
  })).filter(({ entryPoints }) => entryPoints.length > 0);
}

function modules(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /(?<!\.d|\.test)\.tsx?$/.test(name))
      .map((name) => join(folder, name));
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return [];
    throw thrown;
  }
}

export async function buildBrowserCode(): Promise<void> {
  await mkdir(join(ROOT, "public"), { recursive: true }); // wrangler refuses an assets folder that is not there
  for (const bundle of bundles()) {
    const { metafile } = await build({ ...OPTIONS, ...bundle, minify: true, metafile: true });
    await removeOthers(bundle.outdir, Object.keys(metafile.outputs));
  }
  await buildConsole();
}

/** What an earlier build left goes last, so that a running server never misses a file it still names. */
async function removeOthers(outdir: string, written: string[]): Promise<void> {
  const keep = new Set(written.map((path) => join(ROOT, path)));
  for (const name of await readdir(outdir)) {
    const path = join(outdir, name);
    if (!keep.has(path)) await rm(path, { recursive: true, force: true }); // a build beside this one may be first
  }
}

/** Builds, and builds again at each change, until the returned function is called. */
export async function watchBrowserCode(): Promise<() => Promise<void>> {
  await mkdir(join(ROOT, "public"), { recursive: true });
  const watchers = await Promise.all(bundles().map((bundle) => context({ ...OPTIONS, ...bundle })));
  for (const watcher of watchers) {
    await watcher.rebuild();
    await watcher.watch();
  }
  const stopConsole = await watchConsole();
  return async () => {
    await Promise.all([...watchers.map((watcher) => watcher.dispose()), stopConsole()]);
  };
}

async function buildAll(): Promise<void> {
  await buildFonts();
  await buildBrowserCode();
}

if (process.argv[1] === import.meta.filename) await run(buildAll);
