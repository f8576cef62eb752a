import { expect, it } from "vitest";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import { readHeader } from "../../src/images/header.ts";
import { decodeWhole } from "./decoding.ts";
import { paint, scene } from "./scenes.ts";

it("decodes lossless pictures exactly, with their alpha", async () => {
  const picture = paint(61, 40, (x, y) => [x * 4, y * 6, (x * y) & 255, 255 - x]);
  const file = await encodeWebp(picture, { lossless: true });
  expect(readHeader(file)).toMatchObject({ contentType: "image/webp", width: 61, height: 40, alpha: true });
  expect((await decodeWhole(file)).data).toEqual(picture.data);
});

it("refuses damaged data with a reason and goes on", async () => {
  const file = await encodeWebp(scene(80, 60));
  const damaged = file.slice();
  damaged.fill(0x55, 40);
  await expect(decodeWhole(damaged.subarray(0, 60))).rejects.toMatchObject({
    code: expect.stringMatching(/^(image_undecodable|asset_content_invalid)$/),
  });
  expect((await decodeWhole(file)).width).toBe(80);
});
