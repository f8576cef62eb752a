import { constants, deflateRawSync } from "node:zlib";
import { bytesOf, concat, viewOf } from "../bytes.ts";
import { chunkBytes, PNG_SIGNATURE } from "../formats/png.ts";
import type { Picture, Size } from "../picture.ts";
import { pushRows, type RowWriter } from "./row-writer.ts";

/** Rows are compressed in pieces of about this much, so that no large picture is ever there whole. */
const PIECE_BYTES = 1 << 20;

/** 8 bits a component, with alpha only when some pixel is not opaque. */
export function encodePng(picture: Picture): Uint8Array<ArrayBuffer> {
  return pushRows(picture, pngWriter(picture, !isOpaque(picture.data)));
}

function isOpaque(data: Uint8Array): boolean {
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] !== 255) return false;
  }
  return true;
}

/** Each row with the filter whose bytes, taken as signed, have the smallest sum (W3C PNG, chapter 12.7). */
export function pngWriter({ width, height }: Size, alpha: boolean): RowWriter {
  const channels = alpha ? 4 : 3;
  const length = width * channels;
  const header = new Uint8Array(13);
  viewOf(header).setUint32(0, width);
  viewOf(header).setUint32(4, height);
  header.set([8, alpha ? 6 : 2], 8);
  const chunks = [bytesOf(PNG_SIGNATURE), chunkBytes("IHDR", header)];
  const piece = new Uint8Array((length + 1) * Math.max(1, Math.floor(PIECE_BYTES / (length + 1))));
  const tries = [0, 1, 2, 3, 4].map(() => new Uint8Array(length));
  let above = new Uint8Array(length);
  let current = new Uint8Array(length);
  let filled = 0;
  let [low, high] = [1, 0];

  /** Ends a piece at a whole byte: raw deflate data so ended can stand one after another (RFC 1951; zlib manual). */
  function compress(): void {
    const raw = piece.subarray(0, filled);
    [low, high] = adler32(raw, low, high);
    const packed = deflateRawSync(raw, { finishFlush: constants.Z_SYNC_FLUSH });
    const zlibHeader = chunks.length === 2 ? Uint8Array.of(0x78, 0x9c) : new Uint8Array(0);
    chunks.push(chunkBytes("IDAT", concat([zlibHeader, packed])));
    filled = 0;
  }

  return {
    push(row, given) {
      if (given === channels) current.set(row);
      else repack(row, given, current, channels);
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (const [filter, target] of tries.entries()) {
        const sum = applyFilter(filter, current, above, channels, target);
        if (sum < least) [best, least] = [filter, sum];
      }
      piece[filled] = best;
      piece.set(tries[best] ?? current, filled + 1);
      filled += length + 1;
      [above, current] = [current, above];
      if (filled === piece.length) compress();
    },
    finish() {
      if (filled > 0) compress();
      // An empty last block, and the checksum of everything (RFC 1950).
      const end = Uint8Array.of(3, 0, high >> 8, high & 255, low >> 8, low & 255);
      return concat([...chunks, chunkBytes("IDAT", end), chunkBytes("IEND", new Uint8Array(0))]);
    },
  };
}

function repack(from: Uint8Array, given: number, to: Uint8Array, channels: number): void {
  for (let i = 0, o = 0; i < from.length; i += given, o += channels) {
    to[o] = from[i] ?? 0;
    to[o + 1] = from[i + 1] ?? 0;
    to[o + 2] = from[i + 2] ?? 0;
    if (channels === 4) to[o + 3] = 255;
  }
}

/** Sums are kept below 2^32 by taking the remainder every 5552 bytes (RFC 1950, chapter 9). */
function adler32(bytes: Uint8Array, low: number, high: number): [number, number] {
  for (let at = 0; at < bytes.length; at += 5552) {
    const end = Math.min(bytes.length, at + 5552);
    for (let i = at; i < end; i++) {
      low += bytes[i] ?? 0;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return [low, high];
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
