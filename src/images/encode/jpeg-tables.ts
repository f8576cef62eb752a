/** The tables of ITU-T T.81, annex K: what nearly every baseline JPEG is made with. */

/** Table K.1, brightness, row by row. */
export const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/** Table K.2, colour: 99 where it says nothing else. */
export const CHROMINANCE = Array.from({ length: 64 }, (_, i) => {
  const corner = [
    [17, 18, 24, 47],
    [18, 21, 26, 66],
    [24, 26, 56, 99],
    [47, 66, 99, 99],
  ];
  return corner[i >> 3]?.[i & 7] ?? 99;
});

/** Where the coefficients stand in a block, in the order they are written (figure A.6). */
export const ZIGZAG = Uint8Array.from({ length: 64 }, (_, place) => place).toSorted(
  (a, b) => order(a) - order(b),
);

function order(place: number): number {
  const [row, column] = [place >> 3, place & 7];
  const diagonal = row + column;
  return diagonal * 8 + (diagonal % 2 === 0 ? column : row);
}

/** How many codes there are of each length from 1, and the symbols they stand for, in order. */
export interface HuffmanTable {
  lengths: readonly number[];
  symbols: readonly number[];
}

const DC_SYMBOLS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/** Every run of up to 15 zeros before a value of 1 to 10 bits, the end of a block and 16 zeros; rare ones in order. */
function acSymbols(frequent: readonly number[]): number[] {
  const all = [0x00, 0xf0];
  for (let run = 0; run < 16; run++) for (let size = 1; size <= 10; size++) all.push(run * 16 + size);
  return [...frequent, ...all.filter((symbol) => !frequent.includes(symbol)).toSorted((a, b) => a - b)];
}

/** Tables K.3 to K.6. */
export const HUFFMAN = {
  luminanceDc: { lengths: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], symbols: DC_SYMBOLS },
  luminanceAc: {
    lengths: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    symbols: acSymbols([
      0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22,
      0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33,
      0x62, 0x72, 0x82,
    ]),
  },
  chrominanceDc: { lengths: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], symbols: DC_SYMBOLS },
  chrominanceAc: {
    lengths: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
    symbols: acSymbols([
      0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13,
      0x22, 0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0, 0x15, 0x62,
      0x72, 0xd1, 0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1,
    ]),
  },
} as const satisfies Record<string, HuffmanTable>;
