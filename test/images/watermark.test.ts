import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { encodePng } from "../../src/images/encode/png.ts";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import { glyphFiles } from "../../src/images/font/glyph-files.ts";
import { type ImageFacts, readHeader } from "../../src/images/header.ts";
import type { Picture } from "../../src/images/picture.ts";
import { render } from "../../src/images/render.ts";
import {
  readWatermarkParameters,
  type WatermarkParameters,
  watermark as watermarkWith,
} from "../../src/images/watermark.ts";
import { decodeWhole } from "./decoding.ts";
import { jpegSegment, makeExif, withSegments } from "./make-exif.ts";
import { paint } from "./scenes.ts";

const files = glyphFiles(env.ASSETS);
const watermark = (bytes: Uint8Array, facts: ImageFacts, parameters: WatermarkParameters) =>
  watermarkWith(bytes, facts, parameters, files);

const DEFAULTS = {
  text: "NekoHub",
  opacity: 0.5,
  fontSize: 36,
  position: "BottomRight",
  replaceOriginal: false,
};

describe("parameters", () => {
  it("has defaults, and takes numbers as text", () => {
    expect(readWatermarkParameters(undefined)).toEqual(DEFAULTS);
    expect(readWatermarkParameters({ Text: "  ", Opacity: null })).toEqual(DEFAULTS);
    expect(readWatermarkParameters({ Text: "\u200b " })).toEqual(DEFAULTS);
    expect(readWatermarkParameters({ Text: "©\ufe0f me" })).toEqual({ ...DEFAULTS, text: "© me" });
    expect(
      readWatermarkParameters({
        TEXT: " © me ",
        opacity: "0.25",
        fontsize: " 12 ",
        position: "topleft",
        ReplaceOriginal: "TRUE",
      }),
    ).toEqual({ text: "© me", opacity: 0.25, fontSize: 12, position: "TopLeft", replaceOriginal: true });
  });

  it("counts a text as the contract does, in UTF-16 units", () => {
    expect(readWatermarkParameters({ Text: "𠮷".repeat(100) }).text).toHaveLength(200);
    expect(() => readWatermarkParameters({ Text: "𠮷".repeat(101) })).toThrow("up to 200 characters");
  });

  for (const [parameters, code] of [
    [{ Text: "x".repeat(201) }, "watermark_text_too_long"],
    [{ Opacity: "much" }, "watermark_opacity_invalid"],
    [{ Opacity: "" }, "watermark_opacity_invalid"],
    [{ Opacity: "0x1" }, "watermark_opacity_invalid"],
    [{ Opacity: true }, "watermark_opacity_invalid"],
    [{ Opacity: 1.01 }, "watermark_opacity_out_of_range"],
    [{ FontSize: 12.5 }, "watermark_font_size_invalid"],
    [{ FontSize: {} }, "watermark_font_size_invalid"],
    [{ FontSize: 0 }, "watermark_font_size_out_of_range"],
    [{ FontSize: 513 }, "watermark_font_size_out_of_range"],
    [{ Position: "Middle" }, "watermark_position_invalid"],
    [{ ReplaceOriginal: 1 }, "watermark_replace_original_invalid"],
  ] as const) {
    it(`answers ${code} to ${JSON.stringify(parameters).slice(0, 40)}`, () => {
      expect(() => readWatermarkParameters(parameters)).toThrow(expect.objectContaining({ code }));
    });
  }
});

/** Where pixels differ from a plain dark picture: left, top, right, bottom. */
function box({ width, height, data }: Picture): number[] {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 4] ?? 0) < 60) continue;
      [left, top, right, bottom] = [
        Math.min(left, x),
        Math.min(top, y),
        Math.max(right, x),
        Math.max(bottom, y),
      ];
    }
  }
  return [left, top, right, bottom];
}

const dark = (width: number, height: number) => paint(width, height, () => [20, 20, 20, 255]);

const MAKERS = {
  jpeg: async () => encodeJpeg(dark(300, 200), 95),
  png: async () => encodePng(dark(300, 200)),
  webp: () => encodeWebp(dark(300, 200), { quality: 95 }),
};

for (const [format, make] of Object.entries(MAKERS)) {
  it(`draws into the corner of a ${format}, a margin away from its edges`, async () => {
    const file = await make();
    const result = await watermark(
      file,
      readHeader(file),
      readWatermarkParameters({ Text: "Hx", FontSize: 40, Opacity: 1 }),
    );
    expect(result).toMatchObject({
      kind: "watermark",
      contentType: `image/${format}`,
      width: 300,
      height: 200,
    });
    const [left = 0, top = 0, right = 0, bottom = 0] = box(await decodeWhole(result.bytes));
    expect(left).toBeGreaterThan(200);
    expect(top).toBeGreaterThan(120);
    expect(right).toBeLessThanOrEqual(280);
    expect(right).toBeGreaterThan(270);
    expect(bottom).toBeLessThanOrEqual(180);
  });
}

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  it(`is read upright in the seen top left corner of orientation ${orientation}`, async () => {
    const plain = encodeJpeg(orientation < 5 ? dark(300, 200) : dark(200, 300), 95);
    const file = withSegments(plain, jpegSegment(0xe1, "Exif\0\0", makeExif({ orientation })));
    const parameters = readWatermarkParameters({ Text: "L", FontSize: 80, Opacity: 1, Position: "TopLeft" });
    const { bytes } = await watermark(file, readHeader(file), parameters);
    expect(readHeader(bytes)).toMatchObject({ width: 300, height: 200, orientation });
    const { renditions } = await render(bytes, readHeader(bytes), [
      { kind: "p", format: "png", maxWidth: 300, maxHeight: 300 },
    ]);
    const picture = await decodeWhole(renditions[0]?.bytes ?? bytes);
    const [left = 0, top = 0, right = 0, bottom = 0] = box(picture);
    expect([left > 40 && left < 56, top > 40 && top < 90, right < 100, bottom < 130]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    // An L: its stem stands on the left, its foot at the bottom.
    const ink = (x: number, y: number) => (picture.data[(Math.round(y) * 300 + Math.round(x)) * 4] ?? 0) > 60;
    expect([ink(left + 4, top + 4), ink(right - 4, bottom - 4), ink(right - 4, top + 4)]).toEqual([
      true,
      true,
      false,
    ]);
  });
}

it("shows half through at half opacity", async () => {
  const file = encodePng(paint(200, 100, () => [0, 0, 0, 255]));
  const { bytes } = await watermark(
    file,
    readHeader(file),
    readWatermarkParameters({ Text: "MMM", FontSize: 60, Position: "Center" }),
  );
  const { data } = await decodeWhole(bytes);
  expect(Math.max(...data.filter((_, i) => i % 4 === 0))).toBe(128);
});

it("keeps a text inside that is larger than the picture", async () => {
  const file = encodePng(dark(20, 10));
  const { bytes } = await watermark(
    file,
    readHeader(file),
    readWatermarkParameters({ FontSize: 512, Opacity: 1, Position: "Center" }),
  );
  expect(await decodeWhole(bytes)).toMatchObject({ width: 20, height: 10 });
});
