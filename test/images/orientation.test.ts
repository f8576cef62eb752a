import { expect, it } from "vitest";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import { isOrientation } from "../../src/images/facts.ts";
import { readHeader } from "../../src/images/header.ts";
import { orient } from "../../src/images/orient.ts";
import { render } from "../../src/images/render.ts";
import { decodeWhole } from "./decoding.ts";
import { jpegSegment, makeExif, withSegments } from "./make-exif.ts";
import { makePng, pngChunk } from "./make-png.ts";
import { paint, pixel, quarters } from "./scenes.ts";

/** The corners as a person sees them, clockwise from the top left, of a stored red, green, yellow, blue. */
const SEEN: Record<number, string> = {
  1: "red green yellow blue",
  2: "green red blue yellow",
  3: "yellow blue red green",
  4: "blue yellow green red",
  5: "red blue yellow green",
  6: "blue red green yellow",
  7: "yellow green red blue",
  8: "green yellow blue red",
};

const COLOURS: [string, number[]][] = [
  ["red", [220, 30, 30]],
  ["green", [30, 200, 40]],
  ["blue", [40, 50, 220]],
  ["yellow", [230, 220, 40]],
];

function nameOf(colour: number[]): string {
  const distance = (to: number[]) =>
    to.reduce((sum, value, i) => sum + Math.abs(value - (colour[i] ?? 0)), 0);
  return COLOURS.toSorted((a, b) => distance(a[1]) - distance(b[1]))[0]?.[0] ?? "";
}

for (const [orientation, seen] of Object.entries(SEEN)) {
  const exif = makeExif({ orientation: Number(orientation) });
  const files: [string, () => Promise<Uint8Array>][] = [
    [
      "JPEG",
      async () => withSegments(await encodeJpeg(quarters(64, 32)), jpegSegment(0xe1, "Exif\0\0", exif)),
    ],
    [
      "PNG",
      async () => {
        const { data } = quarters(64, 32);
        const at = (x: number, y: number, c: number) => data[(y * 64 + x) * 4 + c] ?? 0;
        return makePng({
          width: 64,
          height: 32,
          colourType: 2,
          bitDepth: 8,
          at,
          before: [pngChunk("eXIf", exif)],
        });
      },
    ],
  ];
  for (const [format, make] of files) {
    it(`shows a ${format} of orientation ${orientation} upright`, async () => {
      const file = await make();
      const facts = readHeader(file);
      expect([facts.width, facts.height]).toEqual(Number(orientation) < 5 ? [64, 32] : [32, 64]);
      const { renditions } = await render(file, facts, [
        { kind: "small", format: "png", maxWidth: 32, maxHeight: 32 },
      ]);
      const picture = await decodeWhole(renditions[0]?.bytes ?? file);
      expect([picture.width, picture.height]).toEqual(Number(orientation) < 5 ? [32, 16] : [16, 32]);
      const [right, bottom] = [picture.width - 3, picture.height - 3];
      const corners = [
        pixel(picture, 2, 2),
        pixel(picture, right, 2),
        pixel(picture, right, bottom),
        pixel(picture, 2, bottom),
      ];
      expect(corners.map(nameOf).join(" ")).toBe(seen);
    });
  }
}

it("moves every pixel where the orientation says, and back", () => {
  const stored = paint(5, 3, (x, y) => [x * 40, y * 80, x + y, 255]);
  for (let orientation = 1; orientation <= 8; orientation++) {
    if (!isOrientation(orientation)) continue;
    const back = orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;
    expect(orient(orient(stored, orientation), back).data).toEqual(stored.data);
  }
});

it("carries no orientation into renditions", async () => {
  const file = withSegments(
    await encodeJpeg(quarters(64, 32)),
    jpegSegment(0xe1, "Exif\0\0", makeExif({ orientation: 6, gps: true })),
  );
  const { renditions } = await render(file, readHeader(file), [
    { kind: "w", format: "webp", maxWidth: 32, maxHeight: 32 },
  ]);
  const bytes = renditions[0]?.bytes ?? file;
  expect(readHeader(bytes)).toMatchObject({ orientation: 1, width: 16, height: 32 });
  expect(bytes.length).toBeLessThan((await encodeWebp(quarters(16, 32))).length + 200);
});
