/** What a page of the console costs a visitor in script, as it is sent: the promises that keep its start fast. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { buildConsole, type Outputs } from "../../src/commands/build-console.ts";
import { ROOT } from "./server.ts";

const KIB = 1024;
const FIRST_ROUTE = 45 * KIB;
const OTHER_ROUTE = 20 * KIB;
/** With the node editor. */
const WORKFLOWS = 75 * KIB;

/** Where one lands; the others come after it. */
const FIRST_PAGE = "library/page.tsx";
const LANGUAGES = ["words/en.ts", "words/zh-cn.ts"];

let outputs: Outputs;
beforeAll(async () => {
  outputs = await buildConsole();
});

it.each(LANGUAGES)("starts with at most 45 KiB, speaking %s", (language) => {
  expect(sizeOf(startedWith(language))).toBeLessThanOrEqual(FIRST_ROUTE);
});

it("asks for at most 20 KiB more on each other route, and for 75 KiB more on /workflows", () => {
  const started = startedWith(LANGUAGES[0] ?? "");
  const pages = Object.values(outputs).flatMap(({ entryPoint }) => {
    const page = /^src\/web\/console\/(\w+\/page\.tsx)$/.exec(entryPoint ?? "")?.[1];
    return page === undefined || page === FIRST_PAGE ? [] : [page];
  });
  expect(pages).toHaveLength(10);
  for (const page of pages) {
    const more = [...loadedBy(page)].filter((file) => !started.has(file));
    const limit = page === "canvas/page.tsx" ? WORKFLOWS : OTHER_ROUTE;
    expect(sizeOf(more), page).toBeLessThanOrEqual(limit);
  }
});

it("takes the API's shapes along as types only", () => {
  const sources = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  expect(sources).toContain("src/web/console/api/library.ts");
  expect(sources.filter((source) => source.includes("node_modules/zod"))).toEqual([]);
});

function startedWith(language: string): Set<string> {
  return new Set(["theme.ts", "main.tsx", FIRST_PAGE, language].flatMap((source) => [...loadedBy(source)]));
}

/** The file that a source became, and every file that it can't start without. */
function loadedBy(source: string): Set<string> {
  const entry = Object.keys(outputs).find(
    (file) => outputs[file]?.entryPoint === `src/web/console/${source}` && file.endsWith(".js"),
  );
  if (entry === undefined) throw new Error(`${source} became no file of its own.`);
  const loaded = new Set([entry]);
  // A set that grows while it is walked is walked to its end.
  for (const file of loaded) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === "import-statement") loaded.add(path);
    }
  }
  return loaded;
}

function sizeOf(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(ROOT, file))).length, 0);
}
