import webpDecoder from "@jsquash/webp/codec/dec/webp_dec.js";
import webpDecoderWasm from "@jsquash/webp/codec/dec/webp_dec.wasm";
import { viewOf } from "../bytes.ts";
import { emscriptenCodec } from "../codec.ts";
import { type ImageFacts, storedSize } from "../facts.ts";
import { extendedHeader, readBitstream, riffChunk, riffChunks, riffFile } from "../formats/webp.ts";
import type { RowSink, Size } from "../picture.ts";
import { undecodable } from "./failure.ts";

interface WebpDecoder {
  decode(file: Uint8Array): { width: number; height: number; data: Uint8ClampedArray } | null;
}

export const webpDecoderCodec = emscriptenCodec<WebpDecoder>(webpDecoder, webpDecoderWasm);

/**
 * Decodes a still WebP, or the first frame of an animation on its canvas.
 *
 * @throws {AppError} `image_undecodable`
 */
export async function decodeWebp(bytes: Uint8Array, facts: ImageFacts, sink: RowSink): Promise<void> {
  const { width, height } = storedSize(facts);
  const frame = facts.animated ? firstFrame(bytes, { width, height }) : { left: 0, top: 0, file: bytes };
  const picture = await decodeStill(frame.file);
  if (picture.width === width && picture.height === height) {
    for (let y = 0; y < height; y++) sink(picture.data.subarray(y * width * 4, (y + 1) * width * 4), 4);
    return;
  }
  if (!facts.animated) throw undecodable("the WebP's picture is of another size than its header says");
  const row = new Uint8Array(width * 4);
  const visible = Math.max(0, Math.min(picture.width, width - frame.left));
  for (let y = 0; y < height; y++) {
    row.fill(0);
    const from = (y - frame.top) * picture.width * 4;
    if (y >= frame.top && y < frame.top + picture.height) {
      row.set(picture.data.subarray(from, from + visible * 4), frame.left * 4);
    }
    sink(row, 4);
  }
}

interface Decoded {
  width: number;
  height: number;
  data: Uint8Array;
}

async function decodeStill(file: Uint8Array): Promise<Decoded> {
  const codec = await webpDecoderCodec.start();
  const image = codec.decode(file);
  if (!image) throw undecodable("the WebP data is damaged");
  const { buffer, byteOffset, length } = image.data;
  return { width: image.width, height: image.height, data: new Uint8Array(buffer, byteOffset, length) };
}

/** The first ANMF chunk (RFC 9649, chapter 2.7.1.1) as a WebP of its own, and its place on the canvas. */
function firstFrame(bytes: Uint8Array, canvas: Size): { left: number; top: number; file: Uint8Array } {
  try {
    for (const { type, data } of riffChunks(bytes)) {
      if (type !== "ANMF") continue;
      const number24 = (at: number) =>
        viewOf(data).getUint16(at, true) + (viewOf(data).getUint8(at + 2) << 16);
      return { left: number24(0) * 2, top: number24(3) * 2, file: stillFile(data.subarray(16), canvas) };
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  throw undecodable("the WebP ends before its first frame");
}

function stillFile(frameData: Uint8Array, canvas: Size): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { type, data } of riffChunks(frameData, 0)) {
    if (type === "ALPH") parts.push(riffChunk(type, data));
    const bitstream = type === "VP8 " || type === "VP8L" ? readBitstream(type, data) : null;
    if (!bitstream) continue;
    // The memory was planned for the canvas.
    if (bitstream.width > canvas.width || bitstream.height > canvas.height) {
      throw undecodable("a frame of the WebP is larger than its canvas");
    }
    // Without an extended header that says alpha, a decoder passes over ALPH.
    if (parts.length > 0) parts.unshift(extendedHeader(bitstream.width, bitstream.height, true));
    parts.push(riffChunk(type, data));
    break;
  }
  return riffFile(parts);
}
