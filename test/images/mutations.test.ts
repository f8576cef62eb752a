import { beforeAll, expect, it } from "vitest";
import { AppError } from "../../src/errors.ts";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import { type ImageFacts, readHeader } from "../../src/images/header.ts";
import { stripMetadata } from "../../src/images/metadata.ts";
import { heldBytes } from "../../src/images/native/engine.ts";
import { render } from "../../src/images/render.ts";
import { RENDITIONS } from "../../src/images/renditions.ts";
import { FIXTURES } from "./fixtures.ts";
import { jpegSegment, makeExif, withSegments } from "./make-exif.ts";
import { makePng, pngChunk } from "./make-png.ts";
import { scene } from "./scenes.ts";

const EACH = 150;
/** No file may hold a job longer than this. */
const MILLISECONDS_AT_MOST = 10_000;

/** A generator that gives the same numbers in every run (Numerical Recipes' constants). */
function randomFrom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Changes some bytes, most often in the first two hundred, where the structure is; cuts, repeats or blanks a part. */
function mutated(file: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = file.slice();
  const place = () => random(random(3) === 0 ? copy.length : Math.min(200, copy.length));
  switch (random(6)) {
    case 0:
      return copy.subarray(0, random(copy.length));
    case 1: {
      const at = place();
      copy.copyWithin(at, place(), place());
      return copy;
    }
    case 2: {
      const at = place();
      return copy.fill(random(2) * 255, at, at + random(40));
    }
    default:
      for (let i = 0; i <= random(8); i++) copy[place()] = random(256);
      return copy;
  }
}

const bases: [string, Uint8Array][] = [];
beforeAll(async () => {
  const exif = makeExif({ gps: true, orientation: 6 });
  const at = (x: number, y: number, c: number) => (x * y + c * 50) & 255;
  bases.push(
    ["a JPEG", withSegments(encodeJpeg(scene(90, 70)), jpegSegment(0xe1, "Exif\0\0", exif))],
    [
      "a PNG",
      makePng({ width: 60, height: 40, colourType: 6, bitDepth: 8, at, before: [pngChunk("eXIf", exif)] }),
    ],
    [
      "an interlaced PNG",
      makePng({ width: 30, height: 20, colourType: 0, bitDepth: 1, interlaced: true, at: () => 1 }),
    ],
    ["a WebP", await encodeWebp(scene(90, 70))],
    ["a lossless WebP", await encodeWebp(scene(50, 40), { lossless: true })],
    ...Object.entries(FIXTURES),
  );
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
