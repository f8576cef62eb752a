import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./server.ts";

/** A project with nothing but our linter's configuration. */
const project = mkdtempSync(join(tmpdir(), "nekohub-fence-"));
beforeAll(() => {
  for (const part of [".biome.json", ".biome", ".gitignore"])
    cpSync(join(ROOT, part), join(project, part), { recursive: true });
});
afterAll(() => rmSync(project, { recursive: true }));

/** What the linter says of the fence when this code stands in that file. */
function fence(path: string, code: string): string[] {
  const file = join(project, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const options = { cwd: project, encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, [biome, "lint", "--colors=off", path], options);
  rmSync(file);
  return [...`${stdout}${stderr}`.matchAll(/Import fence: (.*)/g)].map(([, sentence = ""]) => sentence);
}

describe("the import fence stops", () => {
  it.each([
    ["the core importing a door", "src/assets/upload.ts", 'import { app } from "../http/app.ts";'],
    [
      "the core importing even a door's type",
      "src/skills/run.ts",
      'import type { Tool } from "../mcp/tool.ts";',
    ],
    ["the core importing an event's entry", "src/upkeep/sweep.ts", 'import { onCron } from "../cron.ts";'],
    ["an adapter importing a door", "src/storage/r2.ts", 'import type { Route } from "../http/router.ts";'],
    ["an adapter running the core", "src/storage/r2.ts", 'import { upload } from "../assets/upload.ts";'],
    ["an adapter handing the core on", "src/ai/client.ts", 'export { upload } from "../assets/upload.ts";'],
    [
      "an adapter loading the core late",
      "src/net/outbound.ts",
      'export const late = import("../auth/tokens.ts");',
    ],
    ["an adapter wiring itself", "src/images/decode.ts", 'import { createServices } from "../services.ts";'],
    [
      "the cache adapter running the core",
      "src/edge-cache.ts",
      'import { upload } from "./assets/upload.ts";',
    ],
    [
      "the database running the core",
      "src/database/assets.ts",
      'import { upload } from "../assets/upload.ts";',
    ],
    ["SQL builders outside the database", "src/assets/library.ts", 'import { eq } from "drizzle-orm";'],
    ["SQL builders in the wiring", "src/services.ts", 'import { drizzle } from "drizzle-orm/d1";'],
    [
      "SQL outside the database",
      "src/upkeep/sweep.ts",
      'export const n = (db: D1Database) => db.prepare("SELECT 1");',
    ],
    [
      "a codec outside images",
      "src/skills/steps/thumbnail.ts",
      'import decode from "@jsquash/jpeg/decode.js";',
    ],
    ["wasm outside images", "src/http/app.ts", 'import WASM from "../images/turbo.wasm";'],
    ["a codec in auth", "src/auth/passwords.ts", 'import decode from "@jsquash/png/decode.js";'],
    [
      "the Worker importing browser code",
      "src/gallery/page.ts",
      'import { grid } from "../web/gallery/grid.ts";',
    ],
    [
      "the browser running the server",
      "src/web/gallery/main.ts",
      'import { upload } from "../../assets/upload.ts";',
    ],
    [
      "the browser importing the platform",
      "src/web/gallery/main.ts",
      'import { env } from "cloudflare:workers";',
    ],
  ])("%s", (_name, path, code) => {
    expect(fence(path, code)).toHaveLength(1);
  });
});

describe("the import fence lets through", () => {
  it.each([
    [
      "a door importing the core",
      "src/http/routes/assets.ts",
      'import { upload } from "../../assets/upload.ts";',
    ],
    [
      "the core importing an adapter",
      "src/assets/upload.ts",
      'import { insert } from "../database/assets.ts";',
    ],
    [
      "an adapter importing a core type",
      "src/storage/r2.ts",
      'import type { Asset } from "../assets/asset.ts";',
    ],
    ["an adapter importing errors", "src/storage/r2.ts", 'import { AppError } from "../errors.ts";'],
    ["an adapter importing its own folder", "src/storage/r2.ts", 'import { key } from "./driver.ts";'],
    ["an adapter importing another", "src/ai/client.ts", 'import { outbound } from "../net/outbound.ts";'],
    ["drizzle in the database", "src/database/assets.ts", 'import { eq } from "drizzle-orm";'],
    [
      "codecs in images",
      "src/images/decode.ts",
      'import WASM from "@jsquash/png/codec/pkg/squoosh_png_bg.wasm";',
    ],
    ["argon2id in auth", "src/auth/passwords.ts", 'import WASM from "argon2id/dist/simd.wasm";'],
    [
      "a server type in the browser",
      "src/web/gallery/main.ts",
      'import type { Asset } from "../../assets/asset.ts";',
    ],
    [
      "a zod shape in the browser",
      "src/web/console/api.ts",
      'import { AssetPage } from "../../assets/asset.ts";',
    ],
  ])("%s", (_name, path, code) => {
    expect(fence(path, code)).toEqual([]);
  });
});
