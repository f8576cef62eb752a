import { expect, it } from "vitest";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { readHeader } from "../../src/images/header.ts";
import { decodeWhole } from "./decoding.ts";
import { psnr, scene } from "./scenes.ts";
import { jpegBySquoosh } from "./squoosh.ts";

it("decodes what an encoder wrote", async () => {
  const picture = scene(203, 97);
  const file = await encodeJpeg(picture, 95);
  expect(readHeader(file)).toMatchObject({
    contentType: "image/jpeg",
    width: 203,
    height: 97,
    components: 3,
  });
  expect(psnr(await decodeWhole(file), picture)).toBeGreaterThan(37);
});

it("decodes as another decoder does", async () => {
  const file = await encodeJpeg(scene(203, 97), 90);
  expect(psnr(await decodeWhole(file), await jpegBySquoosh(file))).toBeGreaterThan(50);
});

it("refuses a file that ends before its last pixel", async () => {
  const file = await encodeJpeg(scene(203, 97), 90);
  await expect(decodeWhole(file.subarray(0, file.length / 2))).rejects.toMatchObject({
    code: "image_undecodable",
    message: expect.stringContaining("ends before"),
  });
});
