import { CHANNELS, type PngHead } from "../formats/png.ts";

/** What turns stored components into colours: the palette and the transparent colour of tRNS. */
export interface PngColours {
  palette: Uint8Array | null;
  transparency: Uint8Array | null;
}

/** Turns the first `width` pixels of an unfiltered row into four bytes each. */
export type Expand = (row: Uint8Array, width: number, to: Uint8Array) => void;

/**
 * Components of fewer than 8 bits are stretched, those of 16 rounded to 8 (W3C PNG, chapter 13.12).
 *
 * @throws RangeError when a palette picture has no palette
 */
export function expander(head: PngHead, colours: PngColours): Expand {
  if (head.colourType === 3) return paletteExpander(head.bitDepth, colours);
  if (head.colourType === 0) return greyExpander(head.bitDepth, colours.transparency);
  if (head.bitDepth === 16) return wideExpander(head, colours.transparency);
  if (head.colourType === 2) return rgbExpander(colours.transparency);
  return head.colourType === 4 ? expandGreyAlpha : expandRgba;
}

/** The component at a pixel's place in a row of 1, 2, 4 or 8 bits a pixel. */
function packedAt(row: Uint8Array, x: number, bits: number): number {
  const bit = x * bits;
  return ((row[bit >> 3] ?? 0) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
}

function paletteExpander(bits: number, { palette, transparency }: PngColours): Expand {
  if (!palette) throw new RangeError("no palette");
  // An index past the palette is an error in the file; it shows as opaque black, as browsers have it.
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    table.set(palette.subarray(i * 3, i * 3 + 3), i * 4);
    table[i * 4 + 3] = transparency?.[i] ?? 255;
  }
  return (row, width, to) => {
    for (let x = 0, o = 0; x < width; x++, o += 4) {
      const entry = packedAt(row, x, bits) * 4;
      for (let c = 0; c < 4; c++) to[o + c] = table[entry + c] ?? 0;
    }
  };
}

function greyExpander(bits: number, transparency: Uint8Array | null): Expand {
  const transparent = transparency ? component(transparency, 0) : -1;
  const stretch = 255 / (2 ** bits - 1);
  return (row, width, to) => {
    for (let x = 0, o = 0; x < width; x++, o += 4) {
      const value = bits === 16 ? component(row, x) : packedAt(row, x, bits);
      to.fill(Math.round(value * stretch), o, o + 3);
      to[o + 3] = value === transparent ? 0 : 255;
    }
  };
}

function rgbExpander(transparency: Uint8Array | null): Expand {
  const transparent = transparency ? [0, 1, 2].map((c) => component(transparency, c)) : null;
  return (row, width, to) => {
    for (let i = 0, o = 0; o < width * 4; i += 3, o += 4) {
      to[o] = row[i] ?? 0;
      to[o + 1] = row[i + 1] ?? 0;
      to[o + 2] = row[i + 2] ?? 0;
      to[o + 3] = 255;
      if (transparent?.every((value, c) => row[i + c] === value)) to[o + 3] = 0;
    }
  };
}

const expandGreyAlpha: Expand = (row, width, to) => {
  for (let x = 0; x < width; x++) {
    to.fill(row[x * 2] ?? 0, x * 4, x * 4 + 3);
    to[x * 4 + 3] = row[x * 2 + 1] ?? 0;
  }
};

const expandRgba: Expand = (row, width, to) => to.set(row.subarray(0, width * 4));

/** 16 bits: colour types 2, 4 and 6. */
function wideExpander({ colourType }: PngHead, transparency: Uint8Array | null): Expand {
  const channels = CHANNELS[colourType];
  const [green, blue] = channels > 2 ? [1, 2] : [0, 0];
  const alpha = channels === 4 ? 3 : channels === 2 ? 1 : null;
  const transparent =
    transparency && channels === 3 ? [0, 1, 2].map((c) => component(transparency, c)) : null;
  return (row, width, to) => {
    for (let x = 0, o = 0; x < width; x++, o += 4) {
      const first = x * channels;
      to[o] = narrow(component(row, first));
      to[o + 1] = narrow(component(row, first + green));
      to[o + 2] = narrow(component(row, first + blue));
      to[o + 3] = alpha === null ? 255 : narrow(component(row, first + alpha));
      if (transparent?.every((value, c) => component(row, first + c) === value)) to[o + 3] = 0;
    }
  };
}

function component(row: Uint8Array, index: number): number {
  return ((row[index * 2] ?? 0) << 8) | (row[index * 2 + 1] ?? 0);
}

/** 0 to 65535 as 0 to 255, rounded */
function narrow(value: number): number {
  return (value * 255 + 32895) >> 16;
}
