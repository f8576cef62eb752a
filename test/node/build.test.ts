import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildBrowserCode } from "../../src/commands/build.ts";
import { ROOT } from "./server.ts";

/** When each file was last written, in milliseconds since 1970. */
function written(): [path: string, time: number][] {
  return ["public/_app", "public/_g"].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name): [string, number] => {
      const path = join(folder, name);
      return [path, statSync(join(ROOT, path)).mtimeMs];
    }),
  );
}

it("a second build writes nothing, so that a server that runs beside it has nothing to reload", async () => {
  await buildBrowserCode();
  const before = written();
  await buildBrowserCode();
  expect(written()).toEqual(before);
  expect(before.length).toBeGreaterThan(20);
});
