import { expect, it } from "vitest";
import { isPlanar, type Picture } from "../../src/images/picture.ts";
import { scaleAll } from "../../src/images/resize/ladder.ts";
import { axis, lanczosTaps, type Taps } from "../../src/images/resize/taps.ts";
import { paint, psnr, scene } from "./scenes.ts";
import { lanczosBySquoosh } from "./squoosh.ts";

/** Full-size Lanczos with three lobes in double precision, one output value at a time. */
function reference(picture: Picture, width: number, height: number): Picture {
  const kernel = (x: number) =>
    x === 0
      ? 1
      : Math.abs(x) >= 3
        ? 0
        : (3 * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / 3)) / (Math.PI * x) ** 2;
  const line = (source: number, target: number, i: number) => {
    const step = source / target;
    const centre = (i + 0.5) * step - 0.5;
    const taps: [number, number][] = [];
    for (let at = Math.ceil(centre - 3 * step); at <= centre + 3 * step; at++) {
      taps.push([Math.max(0, Math.min(source - 1, at)), kernel((at - centre) / step)]);
    }
    const sum = taps.reduce((total, [, weight]) => total + weight, 0);
    return taps.map(([at, weight]) => [at, weight / sum] as const);
  };
  return paint(width, height, (x, y) => {
    const colour = [0, 0, 0, 0];
    for (const [sy, down] of line(picture.height, height, y)) {
      for (const [sx, across] of line(picture.width, width, x)) {
        for (let c = 0; c < 4; c++)
          colour[c] =
            (colour[c] ?? 0) + (picture.data[(sy * picture.width + sx) * 4 + c] ?? 0) * down * across;
      }
    }
    return colour.map((value) => Math.max(0, Math.min(255, Math.round(value))));
  });
}

async function scaled(picture: Picture, sizes: { width: number; height: number }[], alpha = false) {
  const wanted = sizes.map((size) => ({ ...size, halved: false }));
  const source = { width: picture.width, height: picture.height, alpha, orientation: 1 } as const;
  const find = await scaleAll(source, wanted, async (sink, planes) => {
    planes.absent();
    for (let y = 0; y < picture.height; y++)
      sink(picture.data.subarray(y * picture.width * 4, (y + 1) * picture.width * 4), 4);
  });
  return wanted.map((each) => {
    const made = find(each);
    return isPlanar(made) ? picture : made;
  });
}

for (const [width, height] of [
  [100, 75],
  [133, 71],
  [1, 1],
  [199, 1],
  [200, 149],
] as const) {
  it(`scales 200 × 150 to ${width} × ${height} as a full-size Lanczos does`, async () => {
    const picture = scene(200, 150);
    const [small] = await scaled(picture, [{ width, height }]);
    expect(psnr(small ?? picture, reference(picture, width, height))).toBeGreaterThan(54);
  });
}

it.each([
  [100, 75],
  [133, 71],
  [200, 149],
])("scales 200 × 150 to %i × %i as another Lanczos does", async (width, height) => {
  const picture = scene(200, 150);
  const [small] = await scaled(picture, [{ width, height }]);
  expect(psnr(small ?? picture, await lanczosBySquoosh(picture, { width, height }))).toBeGreaterThan(50);
});

it("makes small sizes of larger ones without losing what shows", async () => {
  const picture = paint(240, 180, (x, y) => [
    128 + 90 * Math.sin(x / 7 + y / 11),
    128 + 90 * Math.sin((x * y) / 900),
    (x ^ y) & 255,
    255,
  ]);
  const sizes = [120, 56, 24].map((width) => ({ width, height: (width * 3) / 4 }));
  for (const small of await scaled(picture, sizes)) {
    expect(psnr(small, reference(picture, small.width, small.height))).toBeGreaterThan(50);
  }
});

it("lets no colour of transparent pixels show", async () => {
  const picture = paint(64, 64, (x) => (x % 2 === 0 ? [255, 0, 0, 255] : [0, 255, 0, 0]));
  const [small] = await scaled(picture, [{ width: 16, height: 16 }], true);
  const middle = [...(small?.data.subarray(4 * (8 * 16 + 8), 4 * (8 * 16 + 8) + 4) ?? [])];
  expect(middle.slice(0, 3)).toEqual([255, 0, 0]);
  expect(Math.abs((middle[3] ?? 0) - 128)).toBeLessThan(4);
});

it.each([
  ["smaller", 50, 31],
  ["the full size", 50, 100],
  ["in between", 50, 57],
])("scales halved colours to %s as if they had been enlarged first", (_, stored, wanted) => {
  const samples = Array.from({ length: stored }, (_, i) => 128 + 100 * Math.sin(i * i));
  const at = (i: number) => samples[Math.max(0, Math.min(stored - 1, i))] ?? 0;
  // libjpeg-turbo's "fancy upsampling".
  const enlarged = Array.from({ length: 2 * stored }, (_, i) => {
    const own = i >> 1;
    return 0.75 * at(own) + 0.25 * at(i % 2 === 0 ? own - 1 : own + 1);
  });
  const filtered = (line: number[], { starts, weights, count }: Taps) =>
    Array.from(starts, (start, i) =>
      line
        .slice(start, start + count)
        .reduce((sum, value, k) => sum + value * (weights[i * count + k] ?? 0), 0),
    );
  const once = filtered(samples, lanczosTaps({ ...axis(stored), doubled: 1 }, axis(wanted), 1));
  const twice = filtered(enlarged, lanczosTaps(axis(2 * stored), axis(wanted), 1));
  // Beyond the edge it is the enlarged samples that repeat.
  for (let i = 4; i < wanted - 4; i++) expect(once[i]).toBeCloseTo(twice[i] ?? 0, 2);
});
