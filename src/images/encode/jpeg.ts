import { concat } from "../bytes.ts";
import { EOI, jpegSegmentBytes, SOI, SOS } from "../formats/jpeg.ts";
import type { Picture, Size } from "../picture.ts";
import { bitWriter, codesOf, transform, writeBlock } from "./jpeg-block.ts";
import { CHROMINANCE, HUFFMAN, type HuffmanTable, LUMINANCE, ZIGZAG } from "./jpeg-tables.ts";
import { pushRows, type RowWriter } from "./row-writer.ts";

const DEFAULT_QUALITY = 85;

const LUMINANCE_DC = codesOf(HUFFMAN.luminanceDc);
const LUMINANCE_AC = codesOf(HUFFMAN.luminanceAc);
const CHROMINANCE_DC = codesOf(HUFFMAN.chrominanceDc);
const CHROMINANCE_AC = codesOf(HUFFMAN.chrominanceAc);

/** @param quality - 1 to 100 */
export function encodeJpeg(picture: Picture, quality?: number): Uint8Array<ArrayBuffer> {
  return pushRows(picture, jpegWriter(picture, quality));
}

/** The tables of annex K, made finer or coarser as the widespread scale from 1 to 100 has it. */
function stepsOf(table: readonly number[], quality: number): Float32Array {
  const percent = quality < 50 ? 5000 / quality : 200 - quality * 2;
  return Float32Array.from(table, (step) =>
    Math.max(1, Math.min(255, Math.floor((step * percent + 50) / 100))),
  );
}

/**
 * Writes a baseline JPEG, colour at half the resolution each way, sixteen rows at a time: so a photo of any size can
 * be written, where a library that takes the whole picture needs seventeen bytes a pixel. Transparent pixels are
 * laid on white.
 */
export function jpegWriter({ width, height }: Size, quality = DEFAULT_QUALITY): RowWriter {
  const luminance = stepsOf(LUMINANCE, quality);
  const chrominance = stepsOf(CHROMINANCE, quality);
  const columns = Math.ceil(width / 16) * 16;
  const brightness = new Float32Array(columns * 16);
  const blueness = new Float32Array(columns * 16);
  const redness = new Float32Array(columns * 16);
  const block = new Float32Array(64);
  const bits = bitWriter();
  const before = { brightness: 0, blueness: 0, redness: 0 };
  let row = 0;
  let last = 0;

  function readRow(pixels: Uint8Array, channels: 3 | 4, at: number): void {
    for (let x = 0; x < columns; x++) {
      // Past the right edge its last pixel goes on, which costs the fewest bits.
      const i = Math.min(x, width - 1) * channels;
      const alpha = channels === 4 ? (pixels[i + 3] ?? 0) / 255 : 1;
      const white = 255 * (1 - alpha);
      const r = (pixels[i] ?? 0) * alpha + white;
      const g = (pixels[i + 1] ?? 0) * alpha + white;
      const b = (pixels[i + 2] ?? 0) * alpha + white;
      brightness[at + x] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
      blueness[at + x] = -0.168736 * r - 0.331264 * g + 0.5 * b;
      redness[at + x] = 0.5 * r - 0.418688 * g - 0.081312 * b;
    }
  }

  function writeStrip(): void {
    for (let left = 0; left < columns; left += 16) {
      for (const at of [0, 8, columns * 8, columns * 8 + 8]) {
        for (let i = 0; i < 64; i++) block[i] = brightness[at + left + (i >> 3) * columns + (i & 7)] ?? 0;
        transform(block);
        before.brightness = writeBlock(bits, block, luminance, before.brightness, LUMINANCE_DC, LUMINANCE_AC);
      }
      halve(blueness, left);
      before.blueness = writeBlock(bits, block, chrominance, before.blueness, CHROMINANCE_DC, CHROMINANCE_AC);
      halve(redness, left);
      before.redness = writeBlock(bits, block, chrominance, before.redness, CHROMINANCE_DC, CHROMINANCE_AC);
    }
  }

  /** The mean of each four samples, transformed, in `block`. */
  function halve(plane: Float32Array, left: number): void {
    for (let i = 0; i < 64; i++) {
      const at = left + (i >> 3) * 2 * columns + (i & 7) * 2;
      const above = (plane[at] ?? 0) + (plane[at + 1] ?? 0);
      block[i] = (above + (plane[at + columns] ?? 0) + (plane[at + columns + 1] ?? 0)) / 4;
    }
    transform(block);
  }

  return {
    push(pixels, channels) {
      last = row * columns;
      readRow(pixels, channels, last);
      if (++row === 16) {
        writeStrip();
        row = 0;
      }
    },
    finish() {
      if (row > 0) {
        for (const plane of [brightness, blueness, redness]) {
          for (let y = row; y < 16; y++) plane.copyWithin(y * columns, last, last + columns);
        }
        writeStrip();
      }
      return concat([
        ...headers(width, height, luminance, chrominance),
        bits.finish(),
        Uint8Array.of(0xff, EOI),
      ]);
    },
  };
}

function headers(
  width: number,
  height: number,
  luminance: Float32Array,
  chrominance: Float32Array,
): Uint8Array[] {
  const zigzag = (steps: Float32Array) => [...ZIGZAG].map((place) => steps[place] ?? 1);
  const huffman = (id: number, { lengths, symbols }: HuffmanTable) => [id, ...lengths, ...symbols];
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  return [
    Uint8Array.of(0xff, SOI),
    jpegSegmentBytes(0xe0, Uint8Array.of(0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0)),
    jpegSegmentBytes(0xdb, Uint8Array.of(0, ...zigzag(luminance), 1, ...zigzag(chrominance))),
    jpegSegmentBytes(0xc0, Uint8Array.of(8, ...size, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1)),
    jpegSegmentBytes(
      0xc4,
      Uint8Array.of(
        ...huffman(0x00, HUFFMAN.luminanceDc),
        ...huffman(0x10, HUFFMAN.luminanceAc),
        ...huffman(0x01, HUFFMAN.chrominanceDc),
        ...huffman(0x11, HUFFMAN.chrominanceAc),
      ),
    ),
    jpegSegmentBytes(SOS, Uint8Array.of(3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0)),
  ];
}
