import { byteAt, slice, startsWith, viewOf } from "../bytes.ts";
import type { StoredFacts } from "../facts.ts";

/** One block of a GIF after its global colour table (GIF89a specification, appendix A). */
export type GifBlock =
  | { kind: "frame"; start: number; end: number; frame: GifFrame }
  | { kind: "control"; start: number; end: number; transparentIndex: number | null }
  | { kind: "comment" | "application" | "text" | "unknown"; start: number; end: number; data: Uint8Array };

export interface GifFrame {
  left: number;
  top: number;
  width: number;
  height: number;
  interlaced: boolean;
  /** three bytes a colour; null when the frame uses the file's own table */
  palette: Uint8Array | null;
  minimumCodeSize: number;
  /** offset of the first sub-block of coded pixels */
  dataAt: number;
}

export interface GifScreen {
  width: number;
  height: number;
  palette: Uint8Array | null;
  /** where the blocks begin */
  blocksAt: number;
}

function readPalette(bytes: Uint8Array, flags: number, at: number): Uint8Array | null {
  return flags & 0x80 ? slice(bytes, at, at + 3 * 2 ** ((flags & 7) + 1)) : null;
}

export function readGifScreen(bytes: Uint8Array): GifScreen {
  const view = viewOf(bytes);
  const palette = readPalette(bytes, view.getUint8(10), 13);
  return {
    width: view.getUint16(6, true),
    height: view.getUint16(8, true),
    palette,
    blocksAt: 13 + (palette?.length ?? 0),
  };
}

/** @returns the offset after the empty sub-block that ends a run of sub-blocks */
function skipSubBlocks(bytes: Uint8Array, at: number): number {
  let here = at;
  for (let size = byteAt(bytes, here); size !== 0; size = byteAt(bytes, here)) here += size + 1;
  return here + 1;
}

function readFrame(bytes: Uint8Array, at: number): GifFrame {
  const view = viewOf(bytes);
  const flags = view.getUint8(at + 9);
  const palette = readPalette(bytes, flags, at + 10);
  const codeAt = at + 10 + (palette?.length ?? 0);
  return {
    left: view.getUint16(at + 1, true),
    top: view.getUint16(at + 3, true),
    width: view.getUint16(at + 5, true),
    height: view.getUint16(at + 7, true),
    interlaced: (flags & 0x40) !== 0,
    palette,
    minimumCodeSize: byteAt(bytes, codeAt),
    dataAt: codeAt + 1,
  };
}

const EXTENSIONS: Record<number, "comment" | "application" | "text"> = {
  254: "comment",
  255: "application",
  1: "text",
};

/**
 * The blocks up to the trailer.
 *
 * @throws RangeError when the file ends before
 */
export function* gifBlocks(bytes: Uint8Array, start: number): Generator<GifBlock> {
  let at = start;
  for (;;) {
    const introducer = byteAt(bytes, at);
    if (introducer === 0x2c) {
      const frame = readFrame(bytes, at);
      const end = skipSubBlocks(bytes, frame.dataAt);
      yield { kind: "frame", start: at, end, frame };
      at = end;
    } else if (introducer === 0x21) {
      const label = byteAt(bytes, at + 1);
      const end = skipSubBlocks(bytes, at + 2);
      if (label === 0xf9) {
        const transparentIndex = byteAt(bytes, at + 3) & 1 ? byteAt(bytes, at + 6) : null;
        yield { kind: "control", start: at, end, transparentIndex };
      } else
        yield { kind: EXTENSIONS[label] ?? "unknown", start: at, end, data: bytes.subarray(at + 2, end) };
      at = end;
    } else return;
  }
}

/** The first frame and what the extension before it says; the frame's own data may end early. */
export function firstGifFrame(bytes: Uint8Array): { frame: GifFrame; transparentIndex: number | null } {
  let transparentIndex: number | null = null;
  let at = readGifScreen(bytes).blocksAt;
  while (byteAt(bytes, at) === 0x21) {
    if (byteAt(bytes, at + 1) === 0xf9) {
      transparentIndex = byteAt(bytes, at + 3) & 1 ? byteAt(bytes, at + 6) : null;
    }
    at = skipSubBlocks(bytes, at + 2);
  }
  if (byteAt(bytes, at) !== 0x2c) throw new RangeError("no frame");
  return { frame: readFrame(bytes, at), transparentIndex };
}

export function readGifFacts(bytes: Uint8Array): StoredFacts {
  const screen = readGifScreen(bytes);
  const { frame, transparentIndex } = firstGifFrame(bytes);
  let frames = 0;
  let icc = false;
  try {
    for (const block of gifBlocks(bytes, screen.blocksAt)) {
      if (block.kind === "frame") frames++;
      else if (block.kind === "application" && startsWith(block.data, "ICCRGBG1012", 1)) icc = true;
      if (frames > 1) break;
    }
  } catch (thrown) {
    // The first frame is there; a tail that is cut off only hides later frames.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return {
    width: screen.width,
    height: screen.height,
    orientation: 1,
    progressive: false,
    interlaced: frame.interlaced,
    components: 1,
    alpha: transparentIndex !== null,
    animated: frames > 1,
    bitDepth: 8,
    icc,
  };
}
