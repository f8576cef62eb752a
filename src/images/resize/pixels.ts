import type { Workspace } from "../native/workspace.ts";
import { blankPicture, type Picture, type RowSink, type Size } from "../picture.ts";
import { createPlaneScaler, planeScalerBytes } from "./plane.ts";
import { axis, lanczosTaps } from "./taps.ts";

/** Makes one smaller picture of rows of pixels that come one by one. */
export interface PixelScaler {
  push: RowSink;
  /** The picture; all rows must have been pushed. */
  picture(): Picture;
}

/** @param alpha - whether pixels may be transparent: then colours count by their alpha */
export function createPixelScaler(space: Workspace, source: Size, target: Size, alpha: boolean): PixelScaler {
  if (source.width === target.width && source.height === target.height) return createCopier(source);
  return alpha ? createBlender(space, source, target) : createOpaqueScaler(space, source, target);
}

const shapeOf = ({ width, height }: Size) => ({ across: axis(width), down: axis(height) });
const PLANES = 3;

/** Colour by colour. */
function createOpaqueScaler(space: Workspace, source: Size, target: Size): PixelScaler {
  const bytes = target.width * target.height * 4;
  const result = space.reserve(bytes);
  space.at(result, bytes).fill(255);
  const pitch = source.width + 64;
  const planes = space.reserve(pitch * PLANES);
  const row = space.reserve(source.width * 4 + 64);
  const scalers = Array.from({ length: PLANES }, (_, i) =>
    createPlaneScaler(space, shapeOf(source), shapeOf(target), {
      pointer: result + i,
      step: 4,
      pitch: target.width * 4,
    }),
  );
  const { engine } = space;
  return {
    push(pixels, channels) {
      // What is in the engine already is read in place: there, rows have bytes to spare.
      const inside = pixels.buffer === engine.memory.buffer;
      if (!inside) space.at(row, pixels.length).set(pixels);
      engine.splitRow(inside ? pixels.byteOffset : row, source.width, channels, planes, pitch);
      for (const [i, scale] of scalers.entries()) scale(planes + i * pitch, pitch, 1);
    },
    picture: () => ({ ...target, data: space.at(result, bytes).slice() }),
  };
}

/** bytes of a pixel on a line of numbers */
const LINE_PIXEL_BYTES = 16;

/** Colours multiplied by alpha, in floating point: what is nearly transparent would lose its colour otherwise. */
function createBlender(space: Workspace, source: Size, target: Size): PixelScaler {
  const across = lanczosTaps(axis(source.width), axis(target.width), 2);
  const down = lanczosTaps(axis(source.height), axis(target.height), 1);
  const result = blankPicture(target.width, target.height);
  const starts = space.place(across.starts);
  const weightsAcross = space.place(across.weights);
  const weightsDown = space.place(down.weights);
  const input = space.reserve(source.width * 4);
  const line = space.reserve((source.width + 1) * LINE_PIXEL_BYTES);
  // The pixel past the end counts with weight 0, which only numbers can have.
  space.at(line, (source.width + 1) * LINE_PIXEL_BYTES).fill(0);
  const held = Array.from({ length: down.count }, () => space.reserve(target.width * LINE_PIXEL_BYTES));
  // The lines are a ring: written twice in a row, any window of them is there in order.
  const ring = space.place(Uint32Array.from([...held, ...held]));
  const output = space.reserve(target.width * 4);
  const { widenRow, filterAcross, filterDown } = space.engine;
  const rowLength = target.width * 4;
  let y = 0;
  let next = 0;
  return {
    push(row, channels) {
      const pixels = space.at(input, source.width * 4);
      if (channels === 4) pixels.set(row);
      else widenOpaque(row, pixels);
      widenRow(input, line, source.width);
      filterAcross(line, starts, weightsAcross, across.count, held[y % down.count] ?? 0, target.width);
      y++;
      for (; next < target.height && (down.starts[next] ?? 0) + down.count <= y; next++) {
        const window = ring + ((down.starts[next] ?? 0) % down.count) * 4;
        filterDown(window, weightsDown + next * down.count * 4, down.count, output, target.width);
        result.data.set(space.at(output, rowLength), next * rowLength);
      }
    },
    picture: () => result,
  };
}

/** Nothing to scale. */
function createCopier({ width, height }: Size): PixelScaler {
  const result = blankPicture(width, height);
  let at = 0;
  return {
    push(row, channels) {
      if (channels === 4) result.data.set(row, at);
      else widenOpaque(row, result.data.subarray(at, at + width * 4));
      at += width * 4;
    },
    picture: () => result,
  };
}

function widenOpaque(from: Uint8Array, to: Uint8Array): void {
  for (let i = 0, o = 0; o < to.length; i += 3, o += 4) {
    to[o] = from[i] ?? 0;
    to[o + 1] = from[i + 1] ?? 0;
    to[o + 2] = from[i + 2] ?? 0;
    to[o + 3] = 255;
  }
}

/** bytes that {@link createPixelScaler} takes of the engine's memory */
export function pixelScalerBytes(source: Size, target: Size, alpha: boolean): number {
  if (!alpha) {
    const planes = PLANES * planeScalerBytes(shapeOf(source), shapeOf(target));
    return planes + source.width * 7 + target.width * target.height * 4;
  }
  const across = 6 * (source.width / target.width) + 4;
  const down = 6 * (source.height / target.height) + 4;
  const lines = source.width * (LINE_PIXEL_BYTES + 4) + target.width * (4 + down * LINE_PIXEL_BYTES);
  return lines + 4 * (target.width * (across + 1) + target.height * down);
}
