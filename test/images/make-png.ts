import { crc32, deflateSync } from "node:zlib";

/** A PNG to be written: how its components are stored, and their values. */
export interface PngRecipe {
  width: number;
  height: number;
  colourType: 0 | 2 | 3 | 4 | 6;
  bitDepth: 1 | 2 | 4 | 8 | 16;
  interlaced?: boolean;
  /** stored value of a component */
  at(x: number, y: number, channel: number): number;
  palette?: number[];
  transparency?: number[];
  /** the filter of a row; by default all five in turn */
  filter?(y: number): number;
  /** chunks put before the picture */
  before?: Uint8Array[];
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export function join(...parts: (Uint8Array | number[] | string)[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) =>
    typeof part === "string"
      ? Uint8Array.from(part, (letter) => letter.charCodeAt(0))
      : Uint8Array.from(part),
  );
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export function u32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

export function pngChunk(type: string, data: Uint8Array | number[] | string): Uint8Array {
  const body = join(type, data);
  return join(u32(body.length - 4), body, u32(crc32(body)));
}

function packRow(recipe: PngRecipe, xs: number[], y: number): Uint8Array {
  const channels = CHANNELS[recipe.colourType];
  const row = new Uint8Array(Math.ceil((xs.length * channels * recipe.bitDepth) / 8));
  let bit = 0;
  for (const x of xs) {
    for (let c = 0; c < channels; c++, bit += recipe.bitDepth) {
      const value = recipe.at(x, y, c);
      if (recipe.bitDepth === 16) row.set([value >> 8, value & 255], bit / 8);
      else row[bit >> 3] = (row[bit >> 3] ?? 0) | (value << (8 - recipe.bitDepth - (bit & 7)));
    }
  }
  return row;
}

function filtered(filter: number, row: Uint8Array, above: Uint8Array, step: number): Uint8Array {
  return row.map((value, i) => {
    const left = row[i - step] ?? 0;
    const up = above[i] ?? 0;
    const corner = i >= step ? (above[i - step] ?? 0) : 0;
    const estimate = left + up - corner;
    const distances = [left, up, corner].map((near) => Math.abs(estimate - near));
    const nearest = [left, up, corner][distances.indexOf(Math.min(...distances))] ?? 0;
    return value - ([0, left, up, (left + up) >> 1, nearest][filter] ?? 0);
  });
}

export function makePng(recipe: PngRecipe): Uint8Array<ArrayBuffer> {
  const { width, height, colourType, bitDepth, interlaced = false } = recipe;
  const step = Math.max(1, (CHANNELS[colourType] * bitDepth) / 8);
  const rows: Uint8Array[] = [];
  for (const [left, top, dx, dy] of interlaced ? PASSES : [[0, 0, 1, 1] as const]) {
    const xs = Array.from({ length: Math.ceil((width - left) / dx) }, (_, i) => left + i * dx);
    if (xs.length === 0) continue;
    let above = new Uint8Array(0);
    for (let y = top; y < height; y += dy) {
      const row = packRow(recipe, xs, y);
      const filter = recipe.filter?.(y) ?? y % 5;
      rows.push(Uint8Array.of(filter), filtered(filter, row, above, step));
      above = Uint8Array.from(row);
    }
  }
  return join(
    "\x89PNG\r\n\x1a\n",
    pngChunk("IHDR", [...u32(width), ...u32(height), bitDepth, colourType, 0, 0, interlaced ? 1 : 0]),
    ...(recipe.before ?? []),
    recipe.palette ? pngChunk("PLTE", recipe.palette) : [],
    recipe.transparency ? pngChunk("tRNS", recipe.transparency) : [],
    pngChunk("IDAT", deflateSync(join(...rows))),
    pngChunk("IEND", []),
  );
}
