import type { Workspace } from "../native/workspace.ts";
import { type Axis, lanczosTaps, wholeTaps } from "./taps.ts";

/** A grid of samples, one byte each. */
export interface PlaneShape {
  across: Axis;
  down: Axis;
}

/** Where the bytes of a plane go. */
export interface PlaneTarget {
  pointer: number;
  /** bytes from sample to sample, and from row to row */
  step: number;
  pitch: number;
}

/** Takes rows of the source from the top; `pitch` is the bytes from one to the next. */
export type PlaneScaler = (rows: number, pitch: number, count: number) => void;

/** Sums across are of bytes, those down of numbers with six more bits. */
const SHIFT_ACROSS = 21;
const SHIFT_DOWN = 16;

const paddedTo16 = (samples: number) => Math.ceil(samples / 16) * 16;

/** Only as many rows are held as the filter is high. */
export function createPlaneScaler(
  space: Workspace,
  source: PlaneShape,
  target: PlaneShape,
  { pointer, step, pitch }: PlaneTarget,
): PlaneScaler {
  const across = wholeTaps(lanczosTaps(source.across, target.across, 8), SHIFT_ACROSS);
  const down = wholeTaps(lanczosTaps(source.down, target.down, 2), SHIFT_DOWN);
  const linePitch = paddedTo16(target.across.samples);
  const lines = space.reserve(linePitch * 2 * down.count);
  const scaler = space.place(
    Int32Array.of(
      target.across.samples,
      target.down.samples,
      across.count,
      down.count,
      down.reach,
      across.shift,
      down.shift,
      space.place(across.starts),
      space.place(down.starts),
      space.place(across.weights),
      space.place(down.weights),
      lines,
      linePitch,
      pointer,
      step,
      pitch,
      0,
      0,
    ),
  );
  return (rows, rowPitch, count) => space.engine.scaleRows(scaler, rows, rowPitch, count);
}

/** bytes that {@link createPlaneScaler} takes of the engine's memory */
export function planeScalerBytes(source: PlaneShape, target: PlaneShape): number {
  const taps = (from: Axis, to: Axis) =>
    6 * Math.max(1, from.extent / to.extent) + 1.5 * (from.doubled ?? 0) + 9;
  const lines = paddedTo16(target.across.samples) * 2 * taps(source.down, target.down);
  const weights = (from: Axis, to: Axis) => (to.samples + 16) * (4 + 2 * taps(from, to));
  return lines + weights(source.across, target.across) + weights(source.down, target.down);
}
