import { blankPicture, type RowSink } from "../picture.ts";

/** A picture whose pixels arrive in another order than from the top: interlaced PNG. */
export interface InPlace {
  /** Adds pixels of one row, `stepX` apart from `left`. */
  add(pixels: Uint8Array, left: number, y: number, stepX: number): void;
  /** Gives the rows out when all pixels have been added. */
  drain(sink: RowSink): void;
}

/** Sides of what {@link inPlace} gives out. */
export function reducedSide(side: number, reduce: number): number {
  return Math.ceil(side / reduce);
}

/**
 * @param reduce - how many pixels to a side become one, by their mean: 1 keeps every pixel, at 4 bytes each;
 *   more costs 16 bytes for each pixel that is left
 */
export function inPlace(size: { width: number; height: number }, reduce: number): InPlace {
  return reduce === 1 ? exact(size) : averaged(size, reduce);
}

function exact({ width, height }: { width: number; height: number }): InPlace {
  const { data } = blankPicture(width, height);
  // Whole pixels are moved as one number each.
  const whole = new Uint32Array(data.buffer);
  return {
    add(pixels, left, y, stepX) {
      const from = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length >> 2);
      for (let i = 0, o = y * width + left; i < from.length; i++, o += stepX) whole[o] = from[i] ?? 0;
    },
    drain(sink) {
      for (let y = 0; y < height; y++) sink(data.subarray(y * width * 4, (y + 1) * width * 4), 4);
    },
  };
}

/** Sums of colour times alpha, and of alpha: a transparent pixel's colour must not show in the mean. */
function averaged({ width, height }: { width: number; height: number }, reduce: number): InPlace {
  const columns = reducedSide(width, reduce);
  const rows = reducedSide(height, reduce);
  const sums = new Float32Array(columns * rows * 4);
  return {
    add(pixels, left, y, stepX) {
      const rowAt = Math.floor(y / reduce) * columns;
      for (let i = 0, x = left; i < pixels.length; i += 4, x += stepX) {
        const o = (rowAt + Math.floor(x / reduce)) * 4;
        const alpha = pixels[i + 3] ?? 0;
        for (let c = 0; c < 3; c++) sums[o + c] = (sums[o + c] ?? 0) + (pixels[i + c] ?? 0) * alpha;
        sums[o + 3] = (sums[o + 3] ?? 0) + alpha;
      }
    },
    drain(sink) {
      const row = new Uint8Array(columns * 4);
      for (let y = 0; y < rows; y++) {
        const high = Math.min(reduce, height - y * reduce);
        for (let x = 0; x < columns; x++) {
          const o = (y * columns + x) * 4;
          const alpha = sums[o + 3] ?? 0;
          const wide = Math.min(reduce, width - x * reduce);
          for (let c = 0; c < 3; c++)
            row[x * 4 + c] = alpha === 0 ? 0 : Math.round((sums[o + c] ?? 0) / alpha);
          row[x * 4 + 3] = Math.round(alpha / (wide * high));
        }
        sink(row, 4);
      }
    },
  };
}
