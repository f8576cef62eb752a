import { expect, it } from "vitest";
import { decodeWhole } from "./decoding.ts";
import { makePng, type PngRecipe } from "./make-png.ts";
import { largestDifference, pixel } from "./scenes.ts";
import { pngBySquoosh } from "./squoosh.ts";

const KINDS = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
] as const;

const PALETTE = Array.from({ length: 256 * 3 }, (_, i) => (i * 37 + 11) & 255);

/** A value for each component that is spread over its range and different at each place. */
function spread(bitDepth: number) {
  return (x: number, y: number, channel: number) =>
    (x * 7919 + y * 104729 + channel * 1299709 + x * y) % 2 ** bitDepth;
}

/** What the specification says a pixel looks like, from the stored values: no code shared with the decoder. */
function expected(recipe: PngRecipe, x: number, y: number): number[] {
  const stored = (channel: number) => recipe.at(x, y, channel);
  const byte = (value: number) => Math.round((value * 255) / (2 ** recipe.bitDepth - 1));
  const transparent = (channels: number) =>
    recipe.transparency !== undefined &&
    Array.from({ length: channels }).every(
      (_, c) =>
        stored(c) === (recipe.transparency?.[c * 2] ?? 0) * 256 + (recipe.transparency?.[c * 2 + 1] ?? 0),
    );
  switch (recipe.colourType) {
    case 0:
      return [byte(stored(0)), byte(stored(0)), byte(stored(0)), transparent(1) ? 0 : 255];
    case 2:
      return [byte(stored(0)), byte(stored(1)), byte(stored(2)), transparent(3) ? 0 : 255];
    case 3:
      return [
        ...[0, 1, 2].map((c) => recipe.palette?.[stored(0) * 3 + c] ?? 0),
        recipe.transparency?.[stored(0)] ?? 255,
      ];
    case 4:
      return [byte(stored(0)), byte(stored(0)), byte(stored(0)), byte(stored(1))];
    case 6:
      return [0, 1, 2, 3].map((c) => byte(stored(c)));
  }
}

async function expectExact(recipe: PngRecipe) {
  const picture = await decodeWhole(makePng(recipe));
  for (let y = 0; y < recipe.height; y++) {
    for (let x = 0; x < recipe.width; x++) {
      expect(pixel(picture, x, y), `pixel ${x}, ${y}`).toEqual(expected(recipe, x, y));
    }
  }
}

for (const [colourType, depths] of KINDS) {
  for (const bitDepth of depths) {
    for (const interlaced of [false, true]) {
      const name = `colour type ${colourType}, ${bitDepth} bit${interlaced ? ", interlaced" : ""}`;
      const recipe: PngRecipe = {
        width: 33,
        height: 19,
        colourType,
        bitDepth,
        interlaced,
        at: spread(bitDepth),
      };
      if (colourType === 3) recipe.palette = PALETTE.slice(0, 3 * 2 ** bitDepth);

      it(`decodes ${name}`, () => expectExact(recipe));

      it(`decodes ${name} as another decoder does`, async () => {
        const file = makePng(recipe);
        const apart = largestDifference(await decodeWhole(file), await pngBySquoosh(file));
        // They cut 16 bits off after eight; here they are rounded.
        expect(apart).toBeLessThanOrEqual(bitDepth === 16 ? 1 : 0);
      });

      if (colourType === 4 || colourType === 6) continue;
      it(`decodes ${name} with a transparent colour`, () => {
        const colour = [0, 1, 2].map((c) => recipe.at(3, 4, c));
        const wide = colour.slice(0, colourType === 0 ? 1 : 3).flatMap((value) => [value >> 8, value & 255]);
        return expectExact({ ...recipe, transparency: colourType === 3 ? [0, 128, 77] : wide });
      });
    }
  }
}

for (const [width, height] of [
  [1, 1],
  [2, 1],
  [1, 5],
  [3, 3],
  [5, 8],
] as const) {
  it(`decodes an interlaced picture of ${width} × ${height}, where passes are empty`, () =>
    expectExact({ width, height, colourType: 2, bitDepth: 8, interlaced: true, at: spread(8) }));
}

it("refuses a picture whose rows end early", async () => {
  const whole = makePng({ width: 40, height: 40, colourType: 2, bitDepth: 8, at: spread(8) });
  await expect(decodeWhole(whole.subarray(0, whole.length - 900))).rejects.toMatchObject({
    code: "image_undecodable",
  });
});
