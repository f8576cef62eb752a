import { expect, it } from "vitest";
import { readHeader } from "../../src/images/header.ts";
import { render } from "../../src/images/render.ts";
import { RENDITIONS } from "../../src/images/renditions.ts";
import { decodeWhole } from "./decoding.ts";
import { FIXTURES } from "./fixtures.ts";
import { pixel, psnr, quarters } from "./scenes.ts";

const PLAIN = {
  orientation: 1,
  progressive: false,
  interlaced: false,
  alpha: false,
  animated: false,
  bitDepth: 8,
  icc: false,
};

const FACTS = [
  ["progressiveJpeg", { contentType: "image/jpeg", width: 64, height: 48, components: 3, progressive: true }],
  ["greyJpeg", { contentType: "image/jpeg", width: 64, height: 48, components: 3 }],
  ["cmykJpeg", { contentType: "image/jpeg", width: 64, height: 48, components: 4 }],
  ["interlacedGif", { contentType: "image/gif", width: 64, height: 48, components: 1, interlaced: true }],
  ["animatedGif", { contentType: "image/gif", width: 32, height: 24, components: 1, animated: true }],
  ["animatedWebp", { contentType: "image/webp", width: 32, height: 24, animated: true }],
  ["webpMetadata", { contentType: "image/webp", width: 64, height: 48, components: 3 }],
  ["avif", { contentType: "image/avif", width: 64, height: 48, components: 3 }],
  ["avifAlpha", { contentType: "image/avif", width: 64, height: 48, components: 4, alpha: true }],
] as const;

for (const [name, facts] of FACTS) {
  it(`reads the header of ${name}`, () => {
    const found = readHeader(FIXTURES[name]);
    expect({ ...found, components: 0, alpha: false }).toMatchObject({
      ...PLAIN,
      ...facts,
      components: 0,
      alpha: false,
    });
    if ("components" in facts) expect(found.components).toBe(facts.components);
    if ("alpha" in facts) expect(found.alpha).toBe(facts.alpha);
  });
}

for (const name of ["progressiveJpeg", "cmykJpeg", "interlacedGif", "webpMetadata"] as const) {
  it(`decodes ${name}`, async () => {
    expect(psnr(await decodeWhole(FIXTURES[name]), quarters(64, 48))).toBeGreaterThan(
      name === "cmykJpeg" ? 12 : 25,
    );
  });
}

it("decodes CMYK to the colours it stands for", async () => {
  const picture = await decodeWhole(FIXTURES.cmykJpeg);
  const [red, green, blue] = [pixel(picture, 16, 12), pixel(picture, 48, 12), pixel(picture, 16, 36)];
  const strongest = (colour: number[]) => colour.slice(0, 3).indexOf(Math.max(...colour.slice(0, 3)));
  expect([red, green, blue].map(strongest)).toEqual([0, 1, 2]);
});

for (const name of ["animatedGif", "animatedWebp"] as const) {
  it(`takes the first frame of ${name}`, async () => {
    const picture = await decodeWhole(FIXTURES[name]);
    expect(psnr(picture, quarters(32, 24))).toBeGreaterThan(30);
    const { renditions } = await render(FIXTURES[name], readHeader(FIXTURES[name]), RENDITIONS);
    expect(renditions.map((r) => `${r.kind} ${r.width}x${r.height}`)).toEqual([
      "thumbnail_256 32x24",
      "webp_320 32x24",
    ]);
  });
}
