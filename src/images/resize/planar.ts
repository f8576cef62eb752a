import type { Plane } from "../decode/jpeg.ts";
import type { Orientation } from "../facts.ts";
import { openWorkspace, type Workspace } from "../native/workspace.ts";
import { mirrors } from "../orient.ts";
import { colourSize, type PlanarPicture, type Size } from "../picture.ts";
import { createPlaneScaler, type PlaneShape } from "./plane.ts";
import { type Axis, axis } from "./taps.ts";

/** Makes one smaller picture of planes whose rows come in strips. */
export interface PlanarScaler {
  push(plane: number, rows: number, pitch: number, count: number): void;
  /** The picture; all rows must have been pushed. */
  picture(): PlanarPicture;
}

export interface PlanarTarget extends Size {
  halved: boolean;
}

export function createPlanarScaler(
  space: Workspace,
  sources: readonly Plane[],
  target: PlanarTarget,
  orientation: Orientation,
): PlanarScaler {
  const shapes = shapesOf(target, orientation);
  const planes = sources.map((source, i) => {
    const shape = i === 0 ? shapes.brightness : shapes.colours;
    const pitch = shape.across.samples;
    const bytes = pitch * shape.down.samples;
    const pointer = space.reserve(bytes);
    const scale = createPlaneScaler(space, target.halved ? undoubled(source) : source, shape, {
      pointer,
      step: 1,
      pitch,
    });
    return { scale, copy: () => space.at(pointer, bytes).slice() };
  });
  const colours = colourSize(target, target.halved);
  const grey = () => new Uint8Array(colours.width * colours.height).fill(128);
  const plane = (i: number) => planes[i]?.copy() ?? grey();
  return {
    push: (i, rows, pitch, count) => planes[i]?.scale(rows, pitch, count),
    picture: () => ({
      width: target.width,
      height: target.height,
      halved: target.halved,
      y: plane(0),
      cb: plane(1),
      cr: plane(2),
    }),
  };
}

/** Halved colours stay halved: whoever shows them doubles them, once. */
function undoubled({ across, down }: PlaneShape): PlaneShape {
  return { across: { ...across, doubled: 0 }, down: { ...down, doubled: 0 } };
}

export function scalePlanar(
  picture: PlanarPicture,
  target: PlanarTarget,
  orientation: Orientation,
): PlanarPicture {
  const space = openWorkspace();
  try {
    const { brightness, colours } = shapesOf(picture, orientation);
    const scaler = createPlanarScaler(space, [brightness, colours, colours], target, orientation);
    for (const [i, plane] of [picture.y, picture.cb, picture.cr].entries()) {
      const { across, down } = i === 0 ? brightness : colours;
      scaler.push(i, space.place(plane), across.samples, down.samples);
    }
    return scaler.picture();
  } finally {
    space.close();
  }
}

function shapesOf({ width, height, halved }: PlanarTarget, orientation: Orientation) {
  const brightness: PlaneShape = { across: axis(width), down: axis(height) };
  if (!halved) return { brightness, colours: brightness };
  const mirrored = mirrors(orientation);
  const colours = { across: pairs(width, mirrored.across), down: pairs(height, mirrored.down) };
  return { brightness, colours };
}

/**
 * One sample for two pixels. Pairs begin where the picture is seen to begin, so in a side of an odd number of pixels
 * that is stored the other way round, the first pixel is half of a pair.
 */
function pairs(pixels: number, mirrored: boolean): Axis {
  return {
    samples: (pixels + 1) >> 1,
    extent: pixels / 2,
    offset: mirrored && pixels % 2 === 1 ? -0.5 : 0,
  };
}
