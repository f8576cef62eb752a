import { type HuffmanTable, ZIGZAG } from "./jpeg-tables.ts";

/** Coded bits as bytes; a zero follows each 0xFF, which would be a marker otherwise (T.81, F.1.2.3). */
export function bitWriter() {
  let bytes = new Uint8Array(1 << 16);
  let length = 0;
  let held = 0;
  let count = 0;
  const put = (byte: number) => {
    if (length + 2 > bytes.length) {
      const longer = new Uint8Array(bytes.length * 2);
      longer.set(bytes);
      bytes = longer;
    }
    bytes[length++] = byte;
    if (byte === 0xff) bytes[length++] = 0;
  };
  return {
    /** the lowest `bits` bits of `value`, at most 16 */
    write(value: number, bits: number): void {
      held = (held << bits) | (value & ((1 << bits) - 1));
      count += bits;
      while (count >= 8) {
        count -= 8;
        put((held >> count) & 255);
      }
      held &= (1 << count) - 1;
    },
    /** The bytes so far, the last one filled up with ones. */
    finish(): Uint8Array {
      if (count > 0) put(((held << (8 - count)) | ((1 << (8 - count)) - 1)) & 255);
      return bytes.subarray(0, length);
    },
  };
}

export type BitWriter = ReturnType<typeof bitWriter>;

/** For each symbol its code, and the code's length (T.81, annex C). */
export interface Codes {
  codes: Uint16Array;
  lengths: Uint8Array;
}

export function codesOf({ lengths, symbols }: HuffmanTable): Codes {
  const table = { codes: new Uint16Array(256), lengths: new Uint8Array(256) };
  let [code, next] = [0, 0];
  for (const [i, count] of lengths.entries()) {
    for (let k = 0; k < count; k++) {
      const symbol = symbols[next++] ?? 0;
      table.codes[symbol] = code++;
      table.lengths[symbol] = i + 1;
    }
    code <<= 1;
  }
  return table;
}

/** cos((2x + 1)uπ/16), scaled so that the transform keeps lengths (T.81, A.3.3) */
const COSINES = Float32Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

const work = new Float32Array(64);

/** The cosine transform of 64 samples around 0, in place: even and odd frequencies from sums and differences. */
export function transform(block: Float32Array): void {
  transformLines(block, work);
  transformLines(work, block);
}

/** Transforms the rows and turns the block over its diagonal, so that twice does rows and columns. */
function transformLines(from: Float32Array, to: Float32Array): void {
  for (let row = 0; row < 64; row += 8) {
    for (let u = 0; u < 8; u++) {
      const sign = u & 1 ? -1 : 1;
      let sum = 0;
      for (let x = 0; x < 4; x++) {
        sum += ((from[row + x] ?? 0) + sign * (from[row + 7 - x] ?? 0)) * (COSINES[u * 8 + x] ?? 0);
      }
      to[u * 8 + (row >> 3)] = sum;
    }
  }
}

/**
 * Quantises and writes one block (T.81, F.1.2).
 *
 * @param steps - the quantisation, row by row
 * @param before - the previous block's first coefficient
 * @returns this block's first coefficient
 */
export function writeBlock(
  bits: BitWriter,
  block: Float32Array,
  steps: Float32Array,
  before: number,
  dc: Codes,
  ac: Codes,
): number {
  const first = Math.round((block[0] ?? 0) / (steps[0] ?? 1));
  writeValue(bits, dc, 0, first - before);
  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    const place = ZIGZAG[k] ?? 0;
    const value = Math.round((block[place] ?? 0) / (steps[place] ?? 1));
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.write(ac.codes[0xf0] ?? 0, ac.lengths[0xf0] ?? 0);
    writeValue(bits, ac, zeros, value);
    zeros = 0;
  }
  if (zeros > 0) bits.write(ac.codes[0] ?? 0, ac.lengths[0] ?? 0);
  return first;
}

/** The run of zeros and the value's size as a symbol, then its bits; a negative value less one. */
function writeValue(bits: BitWriter, table: Codes, zeros: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value));
  const symbol = zeros * 16 + size;
  bits.write(table.codes[symbol] ?? 0, table.lengths[symbol] ?? 0);
  if (size > 0) bits.write(value < 0 ? value - 1 : value, size);
}
