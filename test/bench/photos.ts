/** Pictures like photographs, the same in every run: noise of each scale, weaker the finer, and some hard edges. */
import sharp, { type Sharp } from "sharp";

export interface Raw {
  data: Buffer;
  width: number;
  height: number;
}

/** Numerical Recipes' generator: the same bytes in every run. */
function noise(width: number, height: number, seed: number): Buffer {
  let state = seed;
  return Buffer.from(
    Uint8Array.from({ length: width * height * 3 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    }),
  );
}

export async function photo(width: number, height: number): Promise<Raw> {
  const sums = new Float32Array(width * height * 3).fill(128);
  for (let octave = 2; 2 ** octave <= width; octave++) {
    const [across, down] = [2 ** octave, Math.max(1, Math.round((2 ** octave * height) / width))];
    const layer = await sharp(noise(across, down, octave), {
      raw: { width: across, height: down, channels: 3 },
    })
      .resize(width, height, { kernel: "cubic", fit: "fill" })
      .raw()
      .toBuffer();
    const weight = 0.9 * 0.62 ** (octave - 2);
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + ((layer[i] ?? 0) - 128) * weight;
  }
  const lines = Array.from(
    { length: 30 },
    (_, i) => `<line x1="${width * 0.02 * i}" x2="${width * 0.3}" y2="${height}"/>`,
  );
  const edges = `<svg width="${width}" height="${height}"><circle cx="30%" cy="50%" r="20%" fill="#c33"/>
    <g stroke="#112" stroke-width="7">${lines.join("")}</g></svg>`;
  const data = await sharp(Buffer.from(Uint8ClampedArray.from(sums)), { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(edges) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width, height };
}

/** A larger picture of the same detail, by repeating one. */
export async function tiled({ data, width, height }: Raw, across: number, down: number): Promise<Sharp> {
  return sharp({
    create: { width: across, height: down, channels: 3, background: "#000" },
    limitInputPixels: false,
  }).composite([{ input: data, raw: { width, height, channels: 3 }, tile: true, gravity: "northwest" }]);
}

/** Full-size Lanczos with three lobes in double precision: what the renditions are compared with. */
export function lanczos({ data, width, height }: Raw, toWidth: number, toHeight: number): Uint8Array {
  const across = taps(width, toWidth);
  const down = taps(height, toHeight);
  const lines = new Float64Array(toWidth * height * 3);
  for (let y = 0; y < height; y++) {
    for (const [x, line] of across.entries()) {
      for (const [at, weight] of line) {
        for (let c = 0; c < 3; c++) {
          lines[(y * toWidth + x) * 3 + c] =
            (lines[(y * toWidth + x) * 3 + c] ?? 0) + (data[(y * width + at) * 3 + c] ?? 0) * weight;
        }
      }
    }
  }
  const row = new Float64Array(toWidth * 3);
  const result = new Uint8ClampedArray(toWidth * toHeight * 3);
  for (const [y, line] of down.entries()) {
    row.fill(0);
    for (const [at, weight] of line) {
      for (let i = 0; i < row.length; i++)
        row[i] = (row[i] ?? 0) + (lines[at * row.length + i] ?? 0) * weight;
    }
    result.set(row, y * row.length);
  }
  return new Uint8Array(result.buffer);
}

function taps(source: number, target: number): [at: number, weight: number][][] {
  const step = source / target;
  const kernel = (x: number) =>
    x === 0
      ? 1
      : Math.abs(x) >= 3
        ? 0
        : (3 * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / 3)) / (Math.PI * x) ** 2;
  return Array.from({ length: target }, (_, i) => {
    const centre = (i + 0.5) * step - 0.5;
    const line: [number, number][] = [];
    for (let at = Math.ceil(centre - 3 * step); at <= centre + 3 * step; at++) {
      line.push([Math.max(0, Math.min(source - 1, at)), kernel((at - centre) / step)]);
    }
    const sum = line.reduce((total, [, weight]) => total + weight, 0);
    return line.map(([at, weight]) => [at, weight / sum]);
  });
}

export function decibels(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / a.length));
}
