/**
 * The console: hashed modules in `public/_app/`, which browsers keep for ever, and the shell that names them, which
 * the Worker hands out with `no-cache`.
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { type BuildOptions, type BuildResult, build, context, type Plugin } from "esbuild";
import { ROOT } from "./project.ts";
import { writeDiffering, writeIfDifferent } from "./written-files.ts";

const SOURCE = join(ROOT, "src/web/console");
export const CONSOLE_FOLDER = join(ROOT, "public/_app");
const SHELL = "shell.html";
/** Reaches all that is needed before any page is. */
const START = join(SOURCE, "frame/app.tsx");

/** Written against React's API, run on Preact: the same source builds on React 19 without these lines. */
const PREACT = {
  react: "preact/compat",
  "react-dom": "preact/compat",
  "react-dom/client": "preact/compat/client",
  "react/jsx-runtime": "preact/jsx-runtime",
};

const OPTIONS = {
  absWorkingDir: ROOT,
  outdir: CONSOLE_FOLDER,
  bundle: true,
  minify: true,
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  target: "es2023",
  // Escaped, Chinese takes six characters for one.
  charset: "utf8",
  jsx: "automatic",
  logLevel: "warning",
  write: false,
  plugins: [writeDiffering],
} satisfies BuildOptions;

export type Outputs = NonNullable<BuildResult["metafile"]>["outputs"];

/** @returns every file that was written, with what it imports and what it was made from */
export async function buildConsole(): Promise<Outputs> {
  const apart = await buildPartsApart();
  const { metafile } = await build(await appOptions(apart));
  await finish(apart, metafile.outputs);
  return { ...apart, ...metafile.outputs };
}

/** Builds, and builds again at each change, until the returned function is called. */
export async function watchConsole(): Promise<() => Promise<void>> {
  const apart = await buildPartsApart();
  const options = await appOptions(apart, "linked");
  const rewriteShell: Plugin = {
    name: "shell",
    setup({ onEnd }) {
      onEnd(async ({ errors, metafile }) => {
        if (errors.length === 0) await finish(apart, metafile?.outputs ?? {});
      });
    },
  };
  const watcher = await context({
    ...options,
    plugins: [...options.plugins, rewriteShell],
  });
  await watcher.rebuild();
  await watcher.watch();
  return () => watcher.dispose();
}

/** What the modules name by its address: the worker thread that hashes, the canvas' stylesheet, the theme script. */
async function buildPartsApart(): Promise<Outputs> {
  const { metafile } = await build({
    ...OPTIONS,
    format: "iife",
    entryPoints: ["upload/hash.worker.ts", "theme.ts", "canvas/canvas.css"].map((name) => join(SOURCE, name)),
  });
  return metafile?.outputs ?? {};
}

/** Visitors get no address of a source map: its name is that of the module and `.map`, for who looks for it. */
async function appOptions(apart: Outputs, sourcemap: "external" | "linked" = "external") {
  const options = {
    ...OPTIONS,
    format: "esm",
    splitting: true,
    sourcemap,
    entryPoints: [join(SOURCE, "main.tsx")],
    alias: PREACT,
    define: {
      "process.env.NODE_ENV": '"production"',
      HASH_WORKER: JSON.stringify(addressOf(apart, "hash.worker.ts")),
      CANVAS_STYLE: JSON.stringify(addressOf(apart, "canvas.css")),
    },
  } satisfies BuildOptions;
  // Nothing of the first build is written but its list of what is loaded later.
  const { metafile } = await build({ ...options, plugins: [] });
  return { ...options, plugins: [...options.plugins, startInOne(metafile.outputs)] };
}

/**
 * What the console starts with comes as one module. esbuild puts together what the same parts need, so it would cut
 * the start into a module for each set of pages that share something of it; with this, each of them needs all of it.
 */
function startInOne(outputs: Outputs): Plugin {
  const later = new Set(
    Object.values(outputs)
      .map(({ entryPoint }) => join(ROOT, entryPoint ?? ""))
      .filter((path) => path.endsWith(".tsx") || path.endsWith(".ts"))
      .filter((path) => path !== join(SOURCE, "main.tsx")),
  );
  return {
    name: "start-in-one",
    setup({ onLoad }) {
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        if (!later.has(path)) return;
        const contents = `${await readFile(path, "utf8")}\nimport ${JSON.stringify(START)};\n`;
        return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };
}

/** The shell goes before the old files: whoever has the old shell still finds what it names until then. */
async function finish(apart: Outputs, app: Outputs): Promise<void> {
  const main = Object.entries(app).find(([, { entryPoint }]) => entryPoint?.endsWith("/main.tsx"));
  if (main === undefined) throw new Error("The console's main module was not built.");
  const [path, { imports, cssBundle }] = main;
  const preload = imports
    .filter(({ kind }) => kind === "import-statement")
    .map((chunk) => address(chunk.path));
  const template = await readFile(join(SOURCE, SHELL), "utf8");
  const shell = template
    .replace("%THEME%", addressOf(apart, "theme.ts"))
    .replace("%STYLE%", address(cssBundle ?? ""))
    .replace("%PRELOAD%", preload.map((href) => `<link rel="modulepreload" href="${href}">`).join("\n"))
    .replace("%MAIN%", address(path));
  await writeIfDifferent(join(CONSOLE_FOLDER, SHELL), Buffer.from(shell));
  const keep = new Set([SHELL, ...Object.keys({ ...apart, ...app }).map((output) => basename(output))]);
  for (const name of await readdir(CONSOLE_FOLDER)) {
    if (!keep.has(name)) await rm(join(CONSOLE_FOLDER, name), { recursive: true, force: true });
  }
}

function addressOf(outputs: Outputs, source: string): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(`/${source}`));
  if (found === undefined) throw new Error(`${source} was not built.`);
  return address(found[0]);
}

function address(output: string): string {
  return `/_app/${basename(output)}`;
}
