import { crc32 } from "node:zlib";
import { bytesOf, concat, latin1, viewOf } from "../bytes.ts";
import { readOrientation } from "../exif.ts";
import type { StoredFacts } from "../facts.ts";

export const PNG_SIGNATURE = "\x89PNG\r\n\x1a\n";

export interface Chunk {
  type: string;
  /** offset of the length field, and of the first byte after the checksum */
  start: number;
  end: number;
  data: Uint8Array;
}

/**
 * The chunks up to and with IEND (W3C PNG, chapter 5). One that the file cuts off comes too, with what there is.
 *
 * @throws RangeError when the file ends before IEND
 */
export function* chunks(bytes: Uint8Array): Generator<Chunk> {
  const view = viewOf(bytes);
  let start = PNG_SIGNATURE.length;
  for (;;) {
    const length = view.getUint32(start);
    const dataAt = start + 8;
    const data = bytes.subarray(dataAt, dataAt + length);
    const type = latin1(bytes, start + 4, 4);
    const end = dataAt + length + 4;
    yield { type, start, end, data };
    if (data.length < length) throw new RangeError("a chunk ends past the file");
    if (type === "IEND") return;
    start = end;
  }
}

/** Colour types (W3C PNG, table 9). */
export type ColourType = 0 | 2 | 3 | 4 | 6;

export interface PngHead {
  width: number;
  height: number;
  bitDepth: number;
  colourType: ColourType;
  interlaced: boolean;
}

export const CHANNELS: Record<ColourType, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** bits of a component that each colour type allows (W3C PNG, table 9) */
const DEPTHS: Record<ColourType, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

function isColourType(value: number): value is ColourType {
  return value in CHANNELS;
}

/** @returns null when the header's values are not a PNG's */
export function readPngHead(bytes: Uint8Array): PngHead | null {
  const view = viewOf(bytes);
  const colourType = view.getUint8(25);
  const bitDepth = view.getUint8(24);
  const interlace = view.getUint8(28);
  if (latin1(bytes, 12, 4) !== "IHDR" || !isColourType(colourType) || interlace > 1) return null;
  if (!DEPTHS[colourType].includes(bitDepth)) return null;
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    bitDepth,
    colourType,
    interlaced: interlace === 1,
  };
}

/** @returns null when the header's values are not a PNG's */
export function readPngFacts(bytes: Uint8Array): StoredFacts | null {
  const head = readPngHead(bytes);
  if (!head) return null;
  const facts: StoredFacts = {
    width: head.width,
    height: head.height,
    orientation: 1,
    progressive: false,
    interlaced: head.interlaced,
    components: CHANNELS[head.colourType],
    alpha: head.colourType >= 4,
    animated: false,
    bitDepth: head.bitDepth,
    icc: false,
  };
  // eXIf may stand on either side of the picture data, so the walk goes on past it; each step is one read.
  let pictureBegun = false;
  try {
    for (const { type, data } of chunks(bytes)) {
      if (type === "tRNS") facts.alpha = true;
      else if (type === "iCCP") facts.icc = true;
      else if (type === "acTL") facts.animated = true;
      else if (type === "eXIf") facts.orientation = readOrientation(data);
      else if (type === "IDAT") pictureBegun = true;
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError && pictureBegun)) throw thrown;
  }
  return facts;
}

/** Length, type, data, CRC-32 of type and data. */
export function chunkBytes(type: string, data: Uint8Array): Uint8Array {
  const chunk = concat([new Uint8Array(4), bytesOf(type), data, new Uint8Array(4)]);
  const view = viewOf(chunk);
  view.setUint32(0, data.length);
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
  return chunk;
}
