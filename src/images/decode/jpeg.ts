import { EOI, type JpegHead, SOS } from "../formats/jpeg.ts";
import type { RowSink } from "../picture.ts";
import { undecodable } from "./failure.ts";
import { PIXEL_FORMAT, turboCodec } from "./turbo.ts";

/** Passes a file may make over its picture: real ones make about ten, a crafted one thousands. */
const SCANS_AT_MOST = 200;

/** A side after scaling by eighths, as TurboJPEG rounds it. */
export function scaledSide(side: number, eighths: number): number {
  return Math.ceil((side * eighths) / 8);
}

/**
 * Decodes at `eighths`/8 of the size: the inverse cosine transform makes the small picture at once, so the large
 * one never exists.
 *
 * @throws {AppError} `image_undecodable` when the file ends early or is of a kind no browser shows
 * @throws FatalJpegError, or what WebAssembly throws, when it is broken beyond that; the instance is then lost
 */
export function decodeJpeg(bytes: Uint8Array, head: JpegHead, eighths: number, sink: RowSink): void {
  const { process, bitDepth, components } = head.frame;
  if (process > 2 || bitDepth !== 8) {
    throw undecodable("this kind of JPEG (lossless, arithmetic or 12 bit) is not supported");
  }
  if (components.length !== 1 && components.length !== 3 && components.length !== 4) {
    throw undecodable(`a JPEG with ${components.length} colour components is not supported`);
  }
  if (countMarkers(bytes, SOS, head.codedDataAt, SCANS_AT_MOST) === SCANS_AT_MOST) {
    throw undecodable(`the JPEG has more than ${SCANS_AT_MOST} scans`);
  }
  const codec = turboCodec.start();
  const handle = codec.tjInitDecompress();
  const pointers: number[] = [];
  const release = () => {
    for (const pointer of pointers) codec.free(pointer);
    codec.tjDestroy(handle);
  };
  const refuse = (reason: string) => {
    release();
    return undecodable(reason);
  };
  const allocate = (size: number) => {
    const pointer = codec.malloc(size);
    if (pointer === 0) throw refuse("the decoder has no memory left");
    pointers.push(pointer);
    return pointer;
  };
  const width = scaledSide(head.frame.width, eighths);
  const height = scaledSide(head.frame.height, eighths);
  const cmyk = components.length === 4;
  const pitch = width * (cmyk ? 4 : 3);
  const file = allocate(bytes.length);
  const target = allocate(pitch * height);
  const sizes = allocate(16);
  new Uint8Array(codec.memory.buffer).set(bytes, file);
  if (codec.tjDecompressHeader3(handle, file, bytes.length, sizes, sizes + 4, sizes + 8, sizes + 12) !== 0) {
    throw refuse("the JPEG header is damaged");
  }
  const [foundWidth, foundHeight] = new Int32Array(codec.memory.buffer, sizes, 2);
  // The memory was planned for what this Worker read; a decoder that reads otherwise may not go on.
  if (foundWidth !== head.frame.width || foundHeight !== head.frame.height) {
    throw refuse("the JPEG says two different sizes");
  }
  const format = cmyk ? PIXEL_FORMAT.cmyk : PIXEL_FORMAT.rgb;
  const status = codec.tjDecompress2(handle, file, bytes.length, target, width, pitch, height, format, 0);
  // A status other than 0 without an exception is a warning: the picture is there, perhaps with a grey rest.
  if (status !== 0 && countMarkers(bytes, EOI, head.codedDataAt, 1) === 0) {
    throw refuse("the JPEG ends before its last pixel");
  }
  const pixels = new Uint8Array(codec.memory.buffer, target, pitch * height);
  const colours = new Uint8Array(cmyk ? pitch : 0);
  const fromInks = head.adobeTransform === null ? fromCmyk : fromInvertedCmyk;
  for (let at = 0; at < pixels.length; at += pitch) {
    const row = pixels.subarray(at, at + pitch);
    if (!cmyk) sink(row, 3);
    else {
      fromInks(row, colours);
      sink(colours, 4);
    }
  }
  release();
}

/** Adobe stores inks inverted (Technical Note 5116): 255 is no ink, so the product of two is the colour. */
function fromInvertedCmyk(from: Uint8Array, to: Uint8Array): void {
  for (let i = 0; i < to.length; i += 4) {
    const key = from[i + 3] ?? 0;
    to[i] = Math.round(((from[i] ?? 0) * key) / 255);
    to[i + 1] = Math.round(((from[i + 1] ?? 0) * key) / 255);
    to[i + 2] = Math.round(((from[i + 2] ?? 0) * key) / 255);
    to[i + 3] = 255;
  }
}

function fromCmyk(from: Uint8Array, to: Uint8Array): void {
  fromInvertedCmyk(
    from.map((ink) => 255 - ink),
    to,
  );
}

/** Zeros are put behind every 0xFF of the coded data, so a marker found there is one. */
function countMarkers(bytes: Uint8Array, marker: number, from: number, enough: number): number {
  let count = 0;
  for (let at = bytes.indexOf(0xff, from); at >= 0 && count < enough; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === marker) count++;
  }
  return count;
}
