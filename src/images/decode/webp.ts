import { viewOf } from "../bytes.ts";
import { type ImageFacts, storedSize } from "../facts.ts";
import { extendedHeader, readBitstream, riffChunk, riffChunks, riffFile } from "../formats/webp.ts";
import { openWorkspace, type Workspace } from "../native/workspace.ts";
import type { RowSink, Size } from "../picture.ts";
import { undecodable } from "./failure.ts";

/**
 * Decodes a still WebP, or the first frame of an animation on its canvas.
 *
 * @throws {AppError} `image_undecodable`
 */
export function decodeWebp(bytes: Uint8Array, facts: ImageFacts, sink: RowSink): void {
  const { width, height } = storedSize(facts);
  const frame = facts.animated ? firstFrame(bytes) : { left: 0, top: 0, file: bytes };
  const space = openWorkspace();
  try {
    const picture = decodeStill(space, frame.file, { width, height });
    const rowAt = (y: number) => space.at(picture.pointer + y * picture.width * 4, picture.width * 4);
    if (picture.width === width && picture.height === height) {
      for (let y = 0; y < height; y++) sink(rowAt(y), 4);
      return;
    }
    if (!facts.animated) throw undecodable("the WebP's picture is of another size than its header says");
    const row = new Uint8Array(width * 4);
    const visible = Math.max(0, Math.min(picture.width, width - frame.left));
    for (let y = 0; y < height; y++) {
      row.fill(0);
      if (y >= frame.top && y < frame.top + picture.height) {
        row.set(rowAt(y - frame.top).subarray(0, visible * 4), frame.left * 4);
      }
      sink(row, 4);
    }
  } finally {
    space.close();
  }
}

interface Decoded extends Size {
  pointer: number;
}

function decodeStill(space: Workspace, file: Uint8Array, planned: Size): Decoded {
  const { engine } = space;
  const source = space.place(file);
  const width = engine.webpSide(source, file.length, 0);
  const height = engine.webpSide(source, file.length, 1);
  // Its own header may say more than the file's, by which the memory was planned.
  if (width > planned.width || height > planned.height) {
    throw undecodable("the WebP's picture is larger than its header says");
  }
  const pointer = space.reserve(width * height * 4);
  if (engine.webpDecode(source, file.length, pointer, width, height) === 0) {
    throw undecodable("the WebP data is damaged");
  }
  return { pointer, width, height };
}

/** The first ANMF chunk (RFC 9649, chapter 2.7.1.1) as a WebP of its own, and its place on the canvas. */
function firstFrame(bytes: Uint8Array): { left: number; top: number; file: Uint8Array } {
  try {
    for (const { type, data } of riffChunks(bytes)) {
      if (type !== "ANMF") continue;
      const number24 = (at: number) =>
        viewOf(data).getUint16(at, true) + (viewOf(data).getUint8(at + 2) << 16);
      return { left: number24(0) * 2, top: number24(3) * 2, file: stillFile(data.subarray(16)) };
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  throw undecodable("the WebP ends before its first frame");
}

function stillFile(frameData: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { type, data } of riffChunks(frameData, 0)) {
    if (type === "ALPH") parts.push(riffChunk(type, data));
    const bitstream = type === "VP8 " || type === "VP8L" ? readBitstream(type, data) : null;
    if (!bitstream) continue;
    // Without an extended header that says alpha, a decoder passes over ALPH.
    if (parts.length > 0) parts.unshift(extendedHeader(bitstream.width, bitstream.height, true));
    parts.push(riffChunk(type, data));
    break;
  }
  return riffFile(parts);
}
