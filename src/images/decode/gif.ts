import { byteAt, concat, slice } from "../bytes.ts";
import { firstGifFrame, type GifFrame, readGifScreen } from "../formats/gif.ts";
import type { RowSink } from "../picture.ts";
import { undecodable } from "./failure.ts";

/** Codes have at most 12 bits (GIF89a, appendix F). */
const CODES = 4096;

/**
 * Draws the first frame on the file's screen; what it leaves free is transparent.
 *
 * @throws {AppError} `image_undecodable`
 */
export function decodeGif(bytes: Uint8Array, sink: RowSink): void {
  const screen = readGifScreen(bytes);
  const { frame, transparentIndex } = firstGifFrame(bytes);
  const palette = frame.palette ?? screen.palette;
  if (!palette) throw undecodable("the GIF has no colour table");
  const indices = new Uint8Array(frame.width * frame.height);
  const filled = unpack(frame, codesOf(bytes, frame.dataAt), indices);
  if (filled < indices.length) throw undecodable("the GIF ends before its last pixel");
  const rowOrder = frame.interlaced ? interlacedRows(frame.height) : null;
  const row = new Uint8Array(screen.width * 4);
  const visible = Math.min(frame.width, screen.width - frame.left);
  for (let y = 0; y < screen.height; y++) {
    row.fill(0);
    const inFrame = y - frame.top;
    if (inFrame >= 0 && inFrame < frame.height) {
      const from = (rowOrder?.[inFrame] ?? inFrame) * frame.width;
      for (let x = 0; x < visible; x++) {
        const index = indices[from + x] ?? 0;
        if (index === transparentIndex) continue;
        const o = (frame.left + x) * 4;
        row[o] = palette[index * 3] ?? 0;
        row[o + 1] = palette[index * 3 + 1] ?? 0;
        row[o + 2] = palette[index * 3 + 2] ?? 0;
        row[o + 3] = 255;
      }
    }
    sink(row, 4);
  }
}

/** Where each row of the picture stands among the stored ones (GIF89a, appendix E). */
function interlacedRows(height: number): Uint32Array {
  const order = new Uint32Array(height);
  let stored = 0;
  for (const [start, step] of [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const) {
    for (let y = start; y < height; y += step) order[y] = stored++;
  }
  return order;
}

/** The sub-blocks' bytes in one piece. */
function codesOf(bytes: Uint8Array, start: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  try {
    for (let at = start, size = byteAt(bytes, at); size > 0; at += size + 1, size = byteAt(bytes, at)) {
      pieces.push(slice(bytes, at + 1, at + 1 + size));
    }
  } catch (thrown) {
    if (thrown instanceof RangeError) throw undecodable("the GIF ends before its last pixel", thrown);
    throw thrown;
  }
  return concat(pieces);
}

/**
 * LZW with growing codes. A string is its last index and the code of what comes before; it is written backwards.
 *
 * @returns how many indices there are
 */
function unpack({ minimumCodeSize }: GifFrame, codes: Uint8Array, indices: Uint8Array): number {
  if (minimumCodeSize < 1 || minimumCodeSize > 11) throw undecodable("the GIF's code size is none");
  const clear = 1 << minimumCodeSize;
  const prefix = new Uint16Array(CODES);
  const last = new Uint8Array(CODES);
  const length = new Uint32Array(CODES).fill(1, 0, clear);
  const first = new Uint8Array(CODES);
  for (let i = 0; i < clear; i++) {
    last[i] = i;
    first[i] = i;
  }
  let [bits, free, previous, filled, buffer, held] = [minimumCodeSize + 1, clear + 2, -1, 0, 0, 0];
  for (const byte of codes) {
    buffer |= byte << held;
    held += 8;
    while (held >= bits) {
      const code = buffer & ((1 << bits) - 1);
      buffer >>>= bits;
      held -= bits;
      if (code === clear) {
        [bits, free, previous] = [minimumCodeSize + 1, clear + 2, -1];
        continue;
      }
      if (code === clear + 1 || filled === indices.length) return filled;
      if (code > free || (previous < 0 && code >= clear) || (code === free && free === CODES)) {
        throw undecodable("the GIF data is damaged");
      }
      if (previous >= 0 && free < CODES) {
        prefix[free] = previous;
        first[free] = first[previous] ?? 0;
        last[free] = first[code === free ? previous : code] ?? 0;
        length[free] = (length[previous] ?? 0) + 1;
        free++;
        if (free === 1 << bits && bits < 12) bits++;
      }
      const end = filled + (length[code] ?? 0);
      for (let at = end - 1, c = code; at >= filled; at--, c = prefix[c] ?? 0) {
        if (at < indices.length) indices[at] = last[c] ?? 0;
      }
      filled = Math.min(end, indices.length);
      previous = code;
    }
  }
  return filled;
}
