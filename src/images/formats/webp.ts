import { concat, latin1, slice, viewOf } from "../bytes.ts";
import { readOrientation } from "../exif.ts";
import type { StoredFacts } from "../facts.ts";

/** One chunk of a RIFF file (RFC 9649, chapter 2.3); `end` counts the padding byte. */
export interface RiffChunk {
  type: string;
  start: number;
  end: number;
  data: Uint8Array;
}

/** @throws RangeError when a chunk ends past the bytes */
export function* riffChunks(bytes: Uint8Array, from = 12): Generator<RiffChunk> {
  const view = viewOf(bytes);
  let start = from;
  while (start + 8 <= bytes.length) {
    const size = view.getUint32(start + 4, true);
    const data = slice(bytes, start + 8, start + 8 + size);
    const end = Math.min(bytes.length, start + 8 + size + (size & 1));
    yield { type: latin1(bytes, start, 4), start, end, data };
    start = end;
  }
}

/** VP8X flags (RFC 9649, figure 7). */
export const WEBP_FLAGS = { animation: 0x02, xmp: 0x04, exif: 0x08, alpha: 0x10, icc: 0x20 } as const;

interface Bitstream {
  width: number;
  height: number;
  alpha: boolean;
}

/** Lossy: RFC 6386 chapter 9.1; lossless: RFC 9649 chapter 3.4. Null when the data begins as neither. */
export function readBitstream(type: string, data: Uint8Array): Bitstream | null {
  const view = viewOf(data);
  if (type === "VP8 ") {
    if (view.getUint16(3) !== 0x9d01 || view.getUint8(5) !== 0x2a) return null;
    return {
      width: view.getUint16(6, true) & 0x3fff,
      height: view.getUint16(8, true) & 0x3fff,
      alpha: false,
    };
  }
  if (view.getUint8(0) !== 0x2f) return null;
  const bits = view.getUint32(1, true);
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    alpha: (bits & 0x10000000) !== 0,
  };
}

function plainFacts({ width, height, alpha }: Bitstream): StoredFacts {
  return {
    width,
    height,
    orientation: 1,
    progressive: false,
    interlaced: false,
    components: alpha ? 4 : 3,
    alpha,
    animated: false,
    bitDepth: 8,
    icc: false,
  };
}

/** @returns null when the first chunk is none that a WebP begins with */
export function readWebpFacts(bytes: Uint8Array): StoredFacts | null {
  const type = latin1(bytes, 12, 4);
  if (type === "VP8 " || type === "VP8L") {
    const bitstream = readBitstream(type, bytes.subarray(20));
    return bitstream && plainFacts(bitstream);
  }
  if (type !== "VP8X") return null;
  const view = viewOf(bytes);
  const flags = view.getUint8(20);
  const width = 1 + view.getUint16(24, true) + (view.getUint8(26) << 16);
  const height = 1 + view.getUint16(27, true) + (view.getUint8(29) << 16);
  const facts: StoredFacts = {
    ...plainFacts({ width, height, alpha: (flags & WEBP_FLAGS.alpha) !== 0 }),
    animated: (flags & WEBP_FLAGS.animation) !== 0,
    icc: (flags & WEBP_FLAGS.icc) !== 0,
  };
  let picture = false;
  try {
    for (const chunk of riffChunks(bytes)) {
      if (chunk.type === "EXIF") facts.orientation = readOrientation(exifBlock(chunk.data));
      if (chunk.type === "VP8 " || chunk.type === "VP8L" || chunk.type === "ANMF") picture = true;
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError && picture)) throw thrown;
  }
  if (!picture) throw new RangeError("no picture");
  return facts;
}

/** Some writers put JPEG's "Exif\0\0" before the TIFF block, which RFC 9649 does not. */
export function exifBlock(data: Uint8Array): Uint8Array {
  return latin1(data, 0, 6) === "Exif\0\0" ? data.subarray(6) : data;
}

/** How the picture, or an animation's first frame, is coded: it decides what a decoder needs. */
export function webpKind(bytes: Uint8Array, from = 12): "lossy" | "lossyWithAlpha" | "lossless" {
  let alpha = false;
  try {
    for (const { type, data } of riffChunks(bytes, from)) {
      if (type === "ANMF") return webpKind(data, 16);
      if (type === "VP8L") return "lossless";
      if (type === "ALPH") alpha = true;
      if (type === "VP8 ") return alpha ? "lossyWithAlpha" : "lossy";
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return "lossless"; // cut off or unknown: what costs most
}

/** Type, little-endian size, data, a zero when the size is odd. */
export function riffChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(8 + data.length + (data.length & 1));
  for (let i = 0; i < 4; i++) chunk[i] = type.charCodeAt(i);
  viewOf(chunk).setUint32(4, data.length, true);
  chunk.set(data, 8);
  return chunk;
}

/** A WebP file of its chunks. */
export function riffFile(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const file = concat([new Uint8Array(12), ...parts]);
  file.set([0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50]);
  viewOf(file).setUint32(4, file.length - 8, true);
  return file;
}

/** A VP8X chunk. */
export function extendedHeader(width: number, height: number, alpha: boolean): Uint8Array {
  const data = new Uint8Array(10);
  const view = viewOf(data);
  view.setUint8(0, alpha ? WEBP_FLAGS.alpha : 0);
  view.setUint16(4, (width - 1) & 0xffff, true);
  view.setUint8(6, (width - 1) >> 16);
  view.setUint16(7, (height - 1) & 0xffff, true);
  view.setUint8(9, (height - 1) >> 16);
  return riffChunk("VP8X", data);
}
