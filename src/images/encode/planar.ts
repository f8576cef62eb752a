import { openWorkspace } from "../native/workspace.ts";
import type { Picture, PlanarPicture } from "../picture.ts";

/** Red, green and blue of a picture in planes. */
export function pixelsOf({ width, height, halved, y, cb, cr }: PlanarPicture): Picture {
  const space = openWorkspace();
  try {
    const bytes = width * height * 4;
    const rgba = space.reserve(bytes);
    const planes = [y, cb, cr].map((plane) => space.place(plane)) as [number, number, number];
    space.engine.planesToRgba(...planes, width, height, halved ? 1 : 0, rgba);
    return { width, height, data: space.at(rgba, bytes).slice() };
  } finally {
    space.close();
  }
}
