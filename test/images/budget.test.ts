import { expect, it } from "vitest";
import { AppError } from "../../src/errors.ts";
import { askBinding, type ImagesTier } from "../../src/images/binding.ts";
import { concat } from "../../src/images/bytes.ts";
import { decodePng } from "../../src/images/decode/png.ts";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { encodePng } from "../../src/images/encode/png.ts";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import type { ImageFacts } from "../../src/images/facts.ts";
import { firstGifFrame } from "../../src/images/formats/gif.ts";
import { readPngHead } from "../../src/images/formats/png.ts";
import { extendedHeader, riffChunk, riffFile, WEBP_FLAGS } from "../../src/images/formats/webp.ts";
import { readHeader } from "../../src/images/header.ts";
import { heldBytes } from "../../src/images/native/engine.ts";
import { planDecoding } from "../../src/images/plan.ts";
import { render } from "../../src/images/render.ts";
import { RENDITIONS } from "../../src/images/renditions.ts";
import { decodeWhole } from "./decoding.ts";
import { FIXTURES } from "./fixtures.ts";
import { makePng } from "./make-png.ts";
import { scene } from "./scenes.ts";

/** A JPEG whose header says another size: what is planned depends on the header alone. */
async function jpegOf(width: number, height: number): Promise<Uint8Array> {
  const file = await encodeJpeg(scene(64, 48));
  const at = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xc0);
  new DataView(file.buffer).setUint16(at + 5, height);
  new DataView(file.buffer).setUint16(at + 7, width);
  return file;
}

async function eighthsFor(width: number, height: number, wanted: number) {
  const file = await jpegOf(width, height);
  const plan = planDecoding(file, readHeader(file), {
    width: wanted,
    height: Math.round((wanted * height) / width),
  });
  return plan.decoder === "jpeg" ? plan.scale.eighths : null;
}

it("decodes a JPEG at the smallest scale that covers what is wanted and two fifths more", async () => {
  expect(await eighthsFor(4000, 3000, 1280)).toBe(4);
  expect(await eighthsFor(4000, 3000, 2048)).toBe(6);
  expect(await eighthsFor(8000, 6000, 2048)).toBe(3);
  expect(await eighthsFor(3584, 2688, 1280)).toBe(4);
  expect(await eighthsFor(3582, 2686, 1280)).toBe(5);
  expect(await eighthsFor(1000, 750, 1000)).toBe(8);
});

function fakePng(width: number, height: number, interlaced = false): Uint8Array<ArrayBuffer> {
  const file = makePng({ width: 8, height: 8, colourType: 2, bitDepth: 8, interlaced, at: () => 0 });
  new DataView(file.buffer).setUint32(16, width);
  new DataView(file.buffer).setUint32(20, height);
  return file;
}

it("takes PNGs to 120 megapixels and not one row more", () => {
  const plan = (height: number) => {
    const file = fakePng(12_000, height);
    return planDecoding(file, readHeader(file), { width: 2048, height: 1024 });
  };
  expect(plan(10_000).decoder).toBe("png");
  expect(() => plan(10_001)).toThrow(expect.objectContaining({ code: "image_over_budget" }));
});

it("keeps every pixel of an interlaced PNG to 10 megapixels, and averages above", () => {
  const reduce = (height: number) => {
    const file = fakePng(4000, height, true);
    const plan = planDecoding(file, readHeader(file), { width: 2048, height: 1024 });
    return plan.decoder === "png" ? plan.reduce : null;
  };
  expect(reduce(2500)).toBe(1);
  expect(reduce(2501)).toBe(3);
});

it("averages an interlaced PNG while it comes", async () => {
  const at = (x: number, y: number, c: number) => (c === 0 ? x * 4 : c === 1 ? y * 5 : 60);
  const file = makePng({ width: 62, height: 44, colourType: 2, bitDepth: 8, interlaced: true, at });
  const head = readPngHead(file);
  const rows: number[][] = [];
  if (head) await decodePng(file, head, 3, (row) => rows.push([...row.subarray(0, 8), ...row.subarray(-4)]));
  expect(rows).toHaveLength(15);
  expect(rows[0]).toEqual([4, 5, 60, 255, 16, 5, 60, 255, 242, 5, 60, 255]);
  expect(rows[14]?.[1]).toBe(Math.round((42 * 5 + 43 * 5) / 2));
});

it("refuses a WebP that its decoder would need too much for, with the arithmetic", async () => {
  const file = await encodeWebp(scene(64, 48));
  new DataView(file.buffer).setUint16(26, 5000, true);
  new DataView(file.buffer).setUint16(28, 4000, true);
  await expect(render(file, readHeader(file), RENDITIONS)).rejects.toMatchObject({
    code: "image_over_budget",
    message: expect.stringMatching(/100 MB for the WebP decoder .* come to \d+ MB, and 112 MB may be used/),
  });
});

it("plans a GIF by its first frame, which may be larger than its screen", async () => {
  const file = FIXTURES.animatedGif.slice();
  const { frame } = firstGifFrame(file);
  const pixelsAt = frame.dataAt - 1 - (frame.palette?.length ?? 0) - 5;
  const say = (width: number, height: number) => {
    new DataView(file.buffer).setUint16(pixelsAt, width, true);
    new DataView(file.buffer).setUint16(pixelsAt + 2, height, true);
    expect(readHeader(file)).toMatchObject({ width: 32, height: 24 });
    return render(file, readHeader(file), RENDITIONS);
  };
  await expect(say(65_535, 65_535)).rejects.toMatchObject({
    code: "image_over_budget",
    message: expect.stringContaining("it has 4295 megapixels; up to 120 are decoded"),
  });
  await expect(say(11_800, 10_000)).rejects.toMatchObject({
    code: "image_over_budget",
    message: expect.stringContaining("118 MB for its pixels"),
  });
});

it("makes no room for an animated WebP's frame that is larger than its canvas", async () => {
  const still = await encodeWebp(scene(64, 48), { lossless: true });
  const frame = riffChunk("ANMF", concat([new Uint8Array(16), still.subarray(12)]));
  const file = riffFile([extendedHeader(64, 48, false), frame]);
  file[20] = WEBP_FLAGS.animation;
  expect((await decodeWhole(file)).width).toBe(64);
  const picture = file.findIndex((byte, i) => byte === 0x2f && i > 60);
  new DataView(file.buffer).setUint32(picture + 1, 16_382 | (16_382 << 14), true);
  const before = heldBytes();
  await expect(render(file, readHeader(file), RENDITIONS)).rejects.toMatchObject({
    code: "image_undecodable",
    message: expect.stringContaining("larger than its header says"),
  });
  expect(heldBytes() - before).toBeLessThan(1e6);
});

it("makes kinds up to the first that the original does not reach, at the original's size", async () => {
  const widths = async (width: number, height: number) => {
    const file = encodePng(scene(width, height));
    const { renditions } = await render(file, readHeader(file), RENDITIONS);
    return renditions.map((r) => `${r.kind} ${r.width}x${r.height}`);
  };
  expect(await widths(700, 100)).toEqual([
    "thumbnail_256 256x37",
    "webp_320 320x46",
    "webp_480 480x69",
    "webp_640 640x91",
    "webp_960 700x100",
  ]);
  expect(await widths(100, 80)).toEqual(["thumbnail_256 100x80", "webp_320 100x80"]);
});

/** An Images binding that gives a picture of what it was asked for. */
function fakeBinding(answer: () => Uint8Array<ArrayBuffer>): ImagesTier {
  const transformer: ImageTransformer = {
    transform: () => transformer,
    draw: () => transformer,
    output: async () => {
      const image = new Blob([answer()]);
      return {
        response: () => new Response(image),
        contentType: () => "image/png",
        image: () => image.stream(),
      };
    },
  };
  return { input: () => transformer };
}

const AVIF: ImageFacts = {
  contentType: "image/avif",
  width: 4000,
  height: 3000,
  orientation: 1,
  progressive: false,
  interlaced: false,
  components: 3,
  alpha: false,
  animated: false,
  bitDepth: 8,
  icc: false,
};

it("gives what is over the budget to the Images binding", async () => {
  const binding = fakeBinding(() => encodePng(scene(400, 300)));
  const { renditions } = await render(new Uint8Array(9), AVIF, RENDITIONS, binding);
  expect(renditions.map((r) => r.kind)).toEqual(["thumbnail_256", "webp_320", "webp_480"]);
});

it("says why both failed", async () => {
  const binding = fakeBinding(() => {
    throw new Error("quota used up");
  });
  await expect(render(new Uint8Array(9), AVIF, RENDITIONS, binding)).rejects.toMatchObject({
    code: "image_over_budget",
    message: expect.stringMatching(/AVIF decoder .* quota used up/),
  });
});

it("does not ask the binding for more than its 100 megapixels", async () => {
  const binding: ImagesTier = { input: () => expect.unreachable("asked") };
  const file = fakePng(12_500, 10_000);
  await expect(render(file, readHeader(file), RENDITIONS, binding)).rejects.toMatchObject({
    code: "image_over_budget",
    message: expect.stringMatching(
      /up to 120 are decoded.* it takes up to 100 megapixels, and these are 125/,
    ),
  });
});

it("does not wait for ever for the binding", async () => {
  const refusal = new AppError("image_over_budget", "Too large.");
  const question = { bytes: new Uint8Array(9), facts: AVIF, refusal, seconds: 0.05 };
  const binding = fakeBinding(() => encodePng(scene(4, 3)));
  await expect(askBinding(binding, question, () => new Promise(() => {}))).rejects.toMatchObject({
    code: "image_over_budget",
    message: expect.stringContaining("Too large. The Images binding failed too: it gave no answer"),
  });
});

it("refuses AVIF without the binding", async () => {
  await expect(render(new Uint8Array(9), AVIF, RENDITIONS)).rejects.toMatchObject({
    code: "image_over_budget",
  });
});
