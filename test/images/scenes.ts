import type { Picture } from "../../src/images/picture.ts";

/** A picture with soft colours, an edge and a corner that differs from the others, so a turn shows. */
export function scene(width: number, height: number): Picture {
  return paint(width, height, (x, y) => {
    const [u, v] = [x / width, y / height];
    const edge = (u - 0.5) ** 2 + (v - 0.5) ** 2 < 0.06 ? 70 : 0;
    return [200 * u + 20, 180 * v + 30 + edge, 90 + 100 * u * v, 255];
  });
}

/** Four quarters of one colour each: red, green, blue, yellow, from the top left as one reads. */
export function quarters(width: number, height: number): Picture {
  const colours = [
    [220, 30, 30, 255],
    [30, 200, 40, 255],
    [40, 50, 220, 255],
    [230, 220, 40, 255],
  ];
  return paint(width, height, (x, y) => colours[(x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2)] ?? []);
}

export function paint(width: number, height: number, colour: (x: number, y: number) => number[]): Picture {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 4);
  }
  return { width, height, data };
}

export function pixel({ width, data }: Picture, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

/** Of any two values at the same place, 0 to 255. */
export function largestDifference(a: Picture, b: Picture): number {
  expectSameSize(a, b);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? 0))), 0);
}

function expectSameSize(a: Picture, b: Picture): void {
  if (a.width !== b.width || a.height !== b.height) throw new Error("pictures of different sizes");
}

/** How far two pictures of one size are apart, in decibels; Infinity when they are the same. */
export function psnr(a: Picture, b: Picture): number {
  expectSameSize(a, b);
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) {
    if (i % 4 !== 3) sum += ((a.data[i] ?? 0) - (b.data[i] ?? 0)) ** 2;
  }
  return 10 * Math.log10(255 ** 2 / (sum / (a.width * a.height * 3)));
}
