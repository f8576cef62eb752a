import { type Orientation, swapsSides } from "./facts.ts";
import {
  blankPicture,
  colourSize,
  isPlanar,
  type Picture,
  type PlanarPicture,
  type Size,
} from "./picture.ts";

/** Turns and mirrors a stored picture into the one a person sees (Exif 2.32, tag 0x0112). */
export function orient<P extends Picture | PlanarPicture>(picture: P, orientation: Orientation): P;
export function orient(picture: Picture | PlanarPicture, orientation: Orientation): Picture | PlanarPicture {
  if (orientation === 1) return picture;
  const seen = turned(picture, orientation);
  if (isPlanar(picture)) {
    const colours = colourSize(picture, picture.halved);
    const turn = (plane: Uint8Array, size: Size) => {
      const to = new Uint8Array(plane.length);
      move(plane, to, size, orientation);
      return to;
    };
    return {
      ...seen,
      halved: picture.halved,
      y: turn(picture.y, picture),
      cb: turn(picture.cb, colours),
      cr: turn(picture.cr, colours),
    };
  }
  const blank = blankPicture(seen.width, seen.height);
  move(new Uint32Array(picture.data.buffer), new Uint32Array(blank.data.buffer), picture, orientation);
  return blank;
}

function turned({ width, height }: Size, orientation: Orientation): Size {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height };
}

function move<A extends Uint8Array | Uint32Array>(
  from: A,
  to: A,
  stored: Size,
  orientation: Orientation,
): void {
  const seen = turned(stored, orientation);
  const [origin, right, down] = stepsOf(orientation, seen.width, seen.height);
  for (let y = 0, i = 0; y < stored.height; y++) {
    for (let x = 0, o = origin + y * down; x < stored.width; x++, o += right) to[o] = from[i++] ?? 0;
  }
}

/** Whether what is stored from left to right, and from top to bottom, is seen the other way round. */
export function mirrors(orientation: Orientation): { across: boolean; down: boolean } {
  const [, right, down] = stepsOf(orientation, 2, 2);
  return { across: right < 0, down: down < 0 };
}

/**
 * Where the first stored pixel is seen, and how far a step right and a step down in the stored picture leads.
 *
 * @param width - of the seen picture, as is `height`
 */
export function stepsOf(
  orientation: Orientation,
  width: number,
  height: number,
): [origin: number, right: number, down: number] {
  const lastColumn = width - 1;
  const lastRow = (height - 1) * width;
  switch (orientation) {
    case 1:
      return [0, 1, width];
    case 2:
      return [lastColumn, -1, width];
    case 3:
      return [lastRow + lastColumn, -1, -width];
    case 4:
      return [lastRow, 1, -width];
    case 5:
      return [0, width, 1];
    case 6:
      return [lastColumn, width, -1];
    case 7:
      return [lastRow + lastColumn, -width, -1];
    case 8:
      return [lastRow, -width, 1];
  }
}
