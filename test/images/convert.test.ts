import { describe, expect, it } from "vitest";
import { type ConvertTarget, convert, readConvertParameters } from "../../src/images/convert.ts";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { encodePng } from "../../src/images/encode/png.ts";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import { readHeader } from "../../src/images/header.ts";
import { decodeWhole } from "./decoding.ts";
import { jpegSegment, makeExif, withSegments } from "./make-exif.ts";
import { makePng, pngChunk } from "./make-png.ts";
import { paint, psnr, scene } from "./scenes.ts";

describe("parameters", () => {
  it("takes names and values in any case", () => {
    expect(readConvertParameters({ targetFORMAT: " JPG ", keeporiginal: "False" })).toEqual({
      target: "jpeg",
      keepOriginal: false,
    });
    expect(readConvertParameters({ TargetFormat: "webp" })).toEqual({ target: "webp", keepOriginal: true });
  });

  for (const [parameters, code] of [
    [undefined, "format_convert_target_format_required"],
    [["webp"], "format_convert_target_format_required"],
    [{ TargetFormat: "  " }, "format_convert_target_format_required"],
    [{ TargetFormat: "bmp" }, "format_convert_target_format_unsupported"],
    [{ TargetFormat: "docx" }, "format_convert_target_format_invalid"],
    [{ TargetFormat: "constructor" }, "format_convert_target_format_invalid"],
    [{ TargetFormat: 7 }, "format_convert_target_format_invalid"],
    [{ TargetFormat: "png", KeepOriginal: "maybe" }, "format_convert_keep_original_invalid"],
  ] as const) {
    it(`answers ${code} to ${JSON.stringify(parameters)}`, () => {
      expect(() => readConvertParameters(parameters)).toThrow(expect.objectContaining({ code }));
    });
  }
});

const SOURCES = {
  jpeg: async () => encodeJpeg(scene(93, 61), 95),
  png: async () => encodePng(scene(93, 61)),
  webp: () => encodeWebp(scene(93, 61), { quality: 95 }),
};

for (const [source, make] of Object.entries(SOURCES)) {
  for (const target of ["jpeg", "png", "webp"] as const) {
    it(`converts ${source} to ${target}`, async () => {
      const file = await make();
      const result = await convert(file, readHeader(file), target);
      expect(result).toMatchObject({
        kind: `format_${target}`,
        contentType: `image/${target}`,
        width: 93,
        height: 61,
      });
      const quality = psnr(await decodeWhole(result.bytes), await decodeWhole(file));
      expect(quality).toBeGreaterThan(target === "png" ? 1000 : 33);
    });
  }
}

for (const target of ["jpeg", "png", "webp"] as ConvertTarget[]) {
  it(`stands a picture upright as ${target}`, async () => {
    const file = withSegments(
      await encodeJpeg(scene(64, 32)),
      jpegSegment(0xe1, "Exif\0\0", makeExif({ orientation: 6 })),
    );
    const { bytes } = await convert(file, readHeader(file), target);
    expect(readHeader(bytes)).toMatchObject({ width: 32, height: 64, orientation: 1 });
    expect((await decodeWhole(bytes)).width).toBe(32);
  });
}

it("lays transparent pixels on white when the target has no alpha", async () => {
  const file = encodePng(paint(16, 16, () => [0, 0, 255, 0]));
  const { bytes } = await convert(file, readHeader(file), "jpeg");
  expect([...(await decodeWhole(bytes)).data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
});

it("does not make a still of an animation", async () => {
  const file = makePng({
    width: 4,
    height: 4,
    colourType: 2,
    bitDepth: 8,
    at: () => 1,
    before: [pngChunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])],
  });
  await expect(convert(file, readHeader(file), "webp")).rejects.toMatchObject({
    code: "format_convert_animated",
  });
});

it("says that AVIF takes the Images binding", async () => {
  const file = encodePng(scene(9, 9));
  await expect(convert(file, readHeader(file), "avif")).rejects.toMatchObject({
    code: "format_convert_target_format_unsupported",
    message: expect.stringContaining("Images binding"),
  });
});
