import { expect, it } from "vitest";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { readHeader } from "../../src/images/header.ts";
import { type RenditionSpec, render } from "../../src/images/render.ts";
import { decodeWhole } from "./decoding.ts";
import { makePng } from "./make-png.ts";
import { scene } from "./scenes.ts";

const THUMBNAIL: RenditionSpec = { kind: "thumbnail_256", format: "png", maxWidth: 256, maxHeight: 256 };

it("makes a PNG thumbnail that fits 256 × 256", async () => {
  const file = await encodeJpeg(scene(900, 600));
  const { renditions, dominantColor } = await render(file, readHeader(file), [THUMBNAIL]);
  const [thumbnail] = renditions;
  expect(thumbnail).toMatchObject({
    kind: "thumbnail_256",
    contentType: "image/png",
    extension: ".png",
    width: 256,
    height: 171,
  });
  const picture = await decodeWhole(thumbnail?.bytes ?? file);
  expect([picture.width, picture.height]).toEqual([256, 171]);
  expect(dominantColor).toMatch(/^#[0-9a-f]{6}$/);
});

it("never enlarges", async () => {
  const file = makePng({ width: 40, height: 30, colourType: 2, bitDepth: 8, at: (x, y, c) => x + y + c });
  const { renditions } = await render(file, readHeader(file), [THUMBNAIL]);
  expect(renditions).toMatchObject([{ width: 40, height: 30 }]);
});

it("refuses a bomb before decoding it", async () => {
  const bomb = makePng({ width: 8, height: 8, colourType: 2, bitDepth: 8, at: () => 0 });
  new DataView(bomb.buffer).setUint32(16, 30_000);
  new DataView(bomb.buffer).setUint32(20, 30_000);
  await expect(render(bomb, readHeader(bomb), [THUMBNAIL])).rejects.toMatchObject({
    code: "image_over_budget",
    message: expect.stringContaining("900 megapixels"),
  });
});
