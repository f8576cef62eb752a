import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Command, ROOT } from "./server.ts";

const folder = mkdtempSync(join(tmpdir(), "nekohub-vitest-"));
beforeAll(() => {
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "tests"));
  const reporter = JSON.stringify(join(ROOT, "test/closing-line.ts"));
  writeFileSync(
    join(folder, "vitest.config.ts"),
    `import { ClosingLine } from ${reporter};
     export default { test: { include: ["tests/*.ts"], reporters: ["default", new ClosingLine()] } };`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The last line of a run over these files, and its exit code. */
async function closing(
  files: Record<string, string>,
): Promise<[line: string | undefined, code: number | null]> {
  for (const [name, code] of Object.entries(files))
    writeFileSync(join(folder, "tests", name), `import { expect, it } from "vitest";\n${code}`);
  const vitest = new Command("vitest", ["run"], {
    cwd: folder,
    env: { NODE_OPTIONS: "", VITEST: undefined },
  });
  const code = await vitest.exit();
  for (const name of Object.keys(files)) rmSync(join(folder, "tests", name));
  const lines = vitest.printed.match(/^\d+ passed, \d+ failed$/gm) ?? [];
  return [lines.join("; "), code];
}

const GOOD = 'it("adds", () => expect(1 + 1).toBe(2));';
const BAD = 'it("errs", () => expect(1 + 1).toBe(3));';

it("counts the tests", async () => {
  expect(await closing({ "a.ts": `${GOOD}\n${BAD}`, "b.ts": GOOD })).toEqual(["2 passed, 1 failed", 1]);
});

it("says that all is well only when it is", async () => {
  expect(await closing({ "a.ts": GOOD })).toEqual(["1 passed, 0 failed", 0]);
});

it("counts a file that cannot be loaded as failed", async () => {
  expect(await closing({ "a.ts": GOOD, "b.ts": 'import "./absent.ts";' })).toEqual(["1 passed, 1 failed", 1]);
});

it("counts a failing hook, whose tests never ran", async () => {
  const hook = 'import { beforeAll } from "vitest"; beforeAll(() => { throw new Error("no"); });';
  expect(await closing({ "a.ts": `${hook}\n${GOOD}` })).toEqual(["0 passed, 1 failed", 1]);
});

it("counts an error outside any test", async () => {
  const stray =
    'setTimeout(() => { throw new Error("stray"); }); it("waits", () => new Promise((done) => setTimeout(done, 50)));';
  expect(await closing({ "a.ts": stray })).toEqual(["1 passed, 1 failed", 1]);
});

it("does not pass when there is nothing to run", async () => {
  expect(await closing({})).toEqual(["0 passed, 1 failed", 1]);
});
