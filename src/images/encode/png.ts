import { deflateSync } from "node:zlib";
import { bytesOf, concat, viewOf } from "../bytes.ts";
import { chunkBytes, PNG_SIGNATURE } from "../formats/png.ts";
import type { Picture } from "../picture.ts";

/** 8 bits a component, with alpha only when some pixel is not opaque. */
export function encodePng({ width, height, data }: Picture): Uint8Array<ArrayBuffer> {
  const channels = isOpaque(data) ? 3 : 4;
  const header = new Uint8Array(13);
  const view = viewOf(header);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, channels === 3 ? 2 : 6], 8);
  return concat([
    bytesOf(PNG_SIGNATURE),
    chunkBytes("IHDR", header),
    chunkBytes("IDAT", deflateSync(filteredRows(width, height, data, channels))),
    chunkBytes("IEND", new Uint8Array(0)),
  ]);
}

function isOpaque(data: Uint8Array): boolean {
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] !== 255) return false;
  }
  return true;
}

/** Each row with the filter whose bytes, taken as signed, have the smallest sum (W3C PNG, chapter 12.7). */
function filteredRows(width: number, height: number, data: Uint8Array, channels: number): Uint8Array {
  const length = width * channels;
  const rows = new Uint8Array((length + 1) * height);
  let above = new Uint8Array(length);
  let current = new Uint8Array(length);
  const tries = [0, 1, 2, 3, 4].map(() => new Uint8Array(length));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) current[x * channels + c] = data[(y * width + x) * 4 + c] ?? 0;
    }
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [filter, target] of tries.entries()) {
      const sum = applyFilter(filter, current, above, channels, target);
      if (sum < least) [best, least] = [filter, sum];
    }
    rows[y * (length + 1)] = best;
    rows.set(tries[best] ?? current, y * (length + 1) + 1);
    [above, current] = [current, above];
  }
  return rows;
}

function applyFilter(
  filter: number,
  row: Uint8Array,
  above: Uint8Array,
  step: number,
  to: Uint8Array,
): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    const left = i >= step ? (row[i - step] ?? 0) : 0;
    const up = above[i] ?? 0;
    const corner = i >= step ? (above[i - step] ?? 0) : 0;
    const value = ((row[i] ?? 0) - predicted(filter, left, up, corner)) & 255;
    to[i] = value;
    sum += value < 128 ? value : 256 - value;
  }
  return sum;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}
