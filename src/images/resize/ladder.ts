import type { Cost } from "../budget.ts";
import type { PlaneSink } from "../decode/jpeg.ts";
import type { ImageFacts, Orientation } from "../facts.ts";
import { openWorkspace } from "../native/workspace.ts";
import { isPlanar, type Picture, type PlanarPicture, type RowSink, type Size } from "../picture.ts";
import { createPixelScaler, type PixelScaler, pixelScalerBytes } from "./pixels.ts";
import { createPlanarScaler, type PlanarScaler, scalePlanar } from "./planar.ts";

/**
 * A picture made from one already made, instead of from the original, must be this many times smaller: then what
 * two filters after one another lose stays below what 8 bits can show.
 */
const STEP = 2;

/** What the engine starts with, and the slack of its allocator. */
const ENGINE_BYTES = 1e6;

/** A picture to be made. */
export interface Wanted extends Size {
  /** one colour for 2 × 2 pixels is enough, if the original has its colours apart from brightness */
  halved: boolean;
}

interface Rung extends Wanted {
  /** the rung it is made from; null: the decoder's rows */
  from: Rung | null;
}

export const keyOf = ({ width, height }: Size) => `${width}x${height}`;
const fullKey = (wanted: Wanted) => `${keyOf(wanted)}${wanted.halved ? "/2" : ""}`;

/** Which picture each is made from, the largest first. */
function ladder(wanted: readonly Wanted[]): Rung[] {
  const distinct = [...new Map(wanted.map((each) => [fullKey(each), each])).values()];
  const rungs: Rung[] = [];
  for (const size of distinct.toSorted((a, b) => b.width * b.height - a.width * a.height)) {
    const above = rungs.filter(
      (rung) => rung.width >= size.width * STEP && rung.height >= size.height * STEP,
    );
    rungs.push({ ...size, from: above.at(-1) ?? null });
  }
  return rungs;
}

/** What {@link scaleAll} holds: the scalers that work while the decoder does, the pictures, perhaps one turned. */
export function scalingCosts(
  source: Size,
  wanted: readonly Wanted[],
  alpha: boolean,
  turned: boolean,
): Cost[] {
  const rungs = ladder(wanted);
  const scalers = rungs.map((rung) => (rung.from ? 0 : pixelScalerBytes(source, rung, alpha)));
  const pictures = rungs.map(({ width, height }) => width * height * 4);
  return [
    { what: "the engine", bytes: ENGINE_BYTES, where: "engine" },
    { what: "scaling", bytes: scalers.reduce((a, b) => a + b, 0), where: "engine", while: "decoding" },
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

/** The decoder's picture: its sides as stored, and how it is seen. */
export interface Source extends Size {
  alpha: boolean;
  orientation: Orientation;
}

/** Finds the picture that was made for what was wanted. */
export type Scaled = (wanted: Wanted) => Picture | PlanarPicture;

/**
 * Makes all pictures in one pass: of the planes, if the decoder has any, each by itself; else of the pixels, and then
 * none has its colours halved.
 */
export async function scaleAll(
  source: Source,
  wanted: readonly Wanted[],
  decode: (rows: RowSink, planes: PlaneSink) => Promise<void>,
): Promise<Scaled> {
  const space = openWorkspace();
  const made = new Map<string, Picture | PlanarPicture>();
  let rungs: Rung[] = [];
  let pixels: [Rung, PixelScaler][] = [];
  let planes: [Rung, PlanarScaler][] = [];
  const direct = (all: readonly Wanted[]) => {
    rungs = ladder(all);
    return rungs.filter(({ from }) => !from);
  };
  try {
    await decode(
      (row, channels) => {
        for (const [, scaler] of pixels) scaler.push(row, channels);
      },
      {
        begin(shapes) {
          const { orientation } = source;
          planes = direct(wanted).map((rung) => [rung, createPlanarScaler(space, shapes, rung, orientation)]);
        },
        absent() {
          const whole = wanted.map((each) => ({ ...each, halved: false }));
          pixels = direct(whole).map((rung) => [rung, createPixelScaler(space, source, rung, source.alpha)]);
        },
        rows(plane, pointer, pitch, count) {
          for (const [, scaler] of planes) scaler.push(plane, pointer, pitch, count);
        },
      },
    );
    for (const [rung, scaler] of [...pixels, ...planes]) made.set(fullKey(rung), scaler.picture());
  } finally {
    space.close();
  }
  for (const rung of rungs) {
    const larger = rung.from && made.get(fullKey(rung.from));
    if (larger) made.set(fullKey(rung), smaller(larger, rung, source));
  }
  return (one) => {
    const picture = made.get(fullKey(one)) ?? made.get(keyOf(one));
    if (!picture) throw new Error(`no picture of ${keyOf(one)} was made`);
    return picture;
  };
}

function smaller(larger: Picture | PlanarPicture, wanted: Wanted, { alpha, orientation }: Source) {
  if (isPlanar(larger)) return scalePlanar(larger, wanted, orientation);
  const space = openWorkspace();
  const rowLength = larger.width * 4;
  try {
    const scaler = createPixelScaler(space, larger, wanted, alpha);
    for (let at = 0; at < larger.data.length; at += rowLength) {
      scaler.push(larger.data.subarray(at, at + rowLength), 4);
    }
    return scaler.picture();
  } finally {
    space.close();
  }
}
