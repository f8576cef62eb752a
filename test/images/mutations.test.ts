import { beforeAll, expect, it } from "vitest";
import { AppError } from "../../src/errors.ts";
import { type ImageFacts, readHeader } from "../../src/images/header.ts";
import { stripMetadata } from "../../src/images/metadata.ts";
import { heldBytes } from "../../src/images/native/engine.ts";
import { render } from "../../src/images/render.ts";
import { RENDITIONS } from "../../src/images/renditions.ts";
import { mutated, randomFrom, WHOLE_FILES } from "./mutated.ts";

const EACH = 120;
/** No file may hold a job longer than this. */
const MILLISECONDS_AT_MOST = 10_000;

const bases: [string, Uint8Array][] = [];
beforeAll(async () => {
  for (const { name, make } of WHOLE_FILES) bases.push([name, await make()]);
});

it("survives mutated files of every format: an answer or an AppError, and nothing stuck", {
  timeout: 300_000,
}, async () => {
  const random = randomFrom(20261121);
  let count = 0;
  for (const [name, base] of bases) {
    for (let i = 0; i < EACH; i++) {
      const file = mutated(base, random);
      const started = Date.now();
      const outcome = await tryOut(file);
      expect(outcome, `${name}, mutation ${i}`).toBe("fine");
      expect(Date.now() - started).toBeLessThan(MILLISECONDS_AT_MOST);
      count++;
    }
  }
  expect(count).toBeGreaterThanOrEqual(2000);
});

async function tryOut(file: Uint8Array): Promise<string> {
  try {
    const facts = readHeader(file);
    for (const what of ["location", "all"] as const) {
      const stripped = stripMetadata(file, facts.contentType, what);
      if (!sameAfter(facts, readHeader(stripped))) return `${what} changed what the header says`;
    }
    await render(file, facts, RENDITIONS.slice(0, 2));
    return "fine";
  } catch (thrown) {
    return thrown instanceof AppError && thrown.status === 400 ? "fine" : String(thrown);
  }
}

function sameAfter(a: ImageFacts, b: ImageFacts): boolean {
  return a.width === b.width && a.height === b.height && a.orientation === b.orientation;
}

it("holds no more memory after fifty damaged files than before", async () => {
  const random = randomFrom(7);

  for (const [, base] of bases) await tryOut(base);
  const before = heldBytes();
  for (let i = 0; i < 50; i++) {
    for (const [, base] of bases) await tryOut(base.subarray(0, base.length - 1 - random(base.length >> 1)));
  }
  for (const [, base] of bases) await tryOut(base);
  expect(heldBytes() - before).toBeLessThanOrEqual(2e6);
});
