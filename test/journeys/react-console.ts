/** The console's same source on React 19 instead of Preact, in the place of the built one. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { ROOT } from "../node/server.ts";

export async function onReact(page: Page): Promise<void> {
  const addressOf = (name: RegExp) =>
    JSON.stringify(`/_app/${readdirSync(join(ROOT, "public/_app")).find((file) => name.test(file))}`);
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "src/web/console/main.tsx")],
    outdir: "/",
    write: false,
    bundle: true,
    format: "esm",
    target: "es2023",
    jsx: "automatic",
    define: {
      "process.env.NODE_ENV": '"production"',
      HASH_WORKER: addressOf(/^hash\.worker-.*\.js$/),
      CANVAS_STYLE: addressOf(/^canvas-.*\.css$/),
    },
  });
  const main = outputFiles.find(({ path }) => path.endsWith("main.js"));
  if (main === undefined) throw new Error("The console was not built on React.");
  await page.route(/\/_app\/main-[^.]*\.js$/, (route) =>
    route.fulfill({ contentType: "text/javascript", body: main.text }),
  );
}
