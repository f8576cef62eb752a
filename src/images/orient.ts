import { type Orientation, swapsSides } from "./facts.ts";
import { blankPicture, type Picture } from "./picture.ts";

/** Turns and mirrors a stored picture into the one a person sees (Exif 2.32, tag 0x0112). */
export function orient(picture: Picture, orientation: Orientation): Picture {
  if (orientation === 1) return picture;
  const { width, height } = picture;
  const seen = swapsSides(orientation) ? blankPicture(height, width) : blankPicture(width, height);
  const from = new Uint32Array(picture.data.buffer);
  const to = new Uint32Array(seen.data.buffer);
  // Where the first stored pixel goes, and how far a step right and a step down in the stored picture leads.
  const [origin, right, down] = stepsOf(orientation, seen.width, seen.height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, o = origin + y * down; x < width; x++, o += right) to[o] = from[i++] ?? 0;
  }
  return seen;
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
