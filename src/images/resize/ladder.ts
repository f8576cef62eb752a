import type { Cost } from "../budget.ts";
import type { ImageFacts } from "../facts.ts";
import type { Picture, RowSink, Size } from "../picture.ts";
import { createScaler, scalerBytes } from "./scaler.ts";

/**
 * A picture made from one already made, instead of from the original, must be this many times smaller: then what
 * two filters after one another lose stays below what 8 bits can show.
 */
const STEP = 2;

/** What the kernels start with, and the slack of their allocator. */
const KERNEL_BYTES = 0.5e6;

interface Rung {
  size: Size;
  /** the rung it is made from; null: the decoder's rows */
  from: Rung | null;
}

export const keyOf = ({ width, height }: Size) => `${width}x${height}`;

/** Which picture each size is made from, the largest first. */
function ladder(sizes: readonly Size[]): Rung[] {
  const distinct = [...new Map(sizes.map((size) => [keyOf(size), size])).values()];
  const rungs: Rung[] = [];
  for (const size of distinct.toSorted((a, b) => b.width * b.height - a.width * a.height)) {
    const above = rungs.filter(
      (rung) => rung.size.width >= size.width * STEP && rung.size.height >= size.height * STEP,
    );
    rungs.push({ size, from: above.at(-1) ?? null });
  }
  return rungs;
}

/** What {@link scaleAll} holds: the scalers that work while the decoder does, the pictures, perhaps one turned. */
export function scalingCosts(source: Size, sizes: readonly Size[], turned: boolean): Cost[] {
  const rungs = ladder(sizes);
  const scalers = rungs.reduce((sum, { size, from }) => sum + (from ? 0 : scalerBytes(source, size)), 0);
  const pictures = rungs.map(({ size }) => size.width * size.height * 4);
  return [
    { what: "scaling", bytes: KERNEL_BYTES + scalers, where: "kernels" },
    {
      what: "the smaller pictures",
      bytes: pictures.reduce((a, b) => a + b, turned ? (pictures[0] ?? 0) : 0),
      where: "heap",
    },
  ];
}

/** Whether pixels can be transparent: frames of animations may leave parts of their canvas free. */
export function mayBeTransparent({ alpha, animated, contentType }: ImageFacts): boolean {
  return alpha || animated || contentType === "image/gif";
}

/**
 * Makes all sizes from one pass over a picture's rows.
 *
 * @param source - the sides of what `decode` gives out
 * @returns the pictures by {@link keyOf} their size
 */
export async function scaleAll(
  source: Size,
  sizes: readonly Size[],
  alpha: boolean,
  decode: (sink: RowSink) => Promise<void>,
): Promise<Map<string, Picture>> {
  const rungs = ladder(sizes);
  const scalers = rungs.flatMap(({ size, from }) => (from ? [] : [createScaler(source, size, alpha)]));
  const pictures = new Map<string, Picture>();
  try {
    await decode((row, channels) => {
      for (const scaler of scalers) scaler.push(row, channels);
    });
    for (const scaler of scalers) pictures.set(keyOf(scaler.picture()), scaler.picture());
  } finally {
    for (const scaler of scalers) scaler.close();
  }
  for (const { size, from } of rungs) {
    const larger = from && pictures.get(keyOf(from.size));
    if (larger) pictures.set(keyOf(size), scalePicture(larger, size, alpha));
  }
  return pictures;
}

function scalePicture(picture: Picture, size: Size, alpha: boolean): Picture {
  const scaler = createScaler(picture, size, alpha);
  const rowLength = picture.width * 4;
  try {
    for (let at = 0; at < picture.data.length; at += rowLength) {
      scaler.push(picture.data.subarray(at, at + rowLength), 4);
    }
    return scaler.picture();
  } finally {
    scaler.close();
  }
}
