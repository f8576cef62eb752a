import { openWorkspace, type Workspace } from "../native/workspace.ts";
import { isPlanar, type Picture, type PlanarPicture } from "../picture.ts";

export interface WebpOptions {
  /** 0 to 100 */
  quality?: number;
  /** 0 fast to 6 small */
  method?: number;
  /** of pixels only */
  lossless?: boolean;
}

/**
 * Planes go in as they are, without a way over red, green and blue; their colours must be halved.
 *
 * @throws Error when the encoder gives nothing, which it does for a side over 16 383 pixels
 */
export function encodeWebp(
  picture: Picture | PlanarPicture,
  options: WebpOptions = {},
): Uint8Array<ArrayBuffer> {
  const space = openWorkspace();
  try {
    const bytes = isPlanar(picture)
      ? encodePlanes(space, picture, options)
      : encodePixels(space, picture, options);
    if (bytes === 0) throw new Error("The WebP encoder gave nothing.");
    const file = space.at(space.engine.webpFile(), bytes).slice();
    space.engine.webpRelease();
    return file;
  } finally {
    space.close();
  }
}

function encodePlanes(
  { engine, place }: Workspace,
  { y, cb, cr, width, height }: PlanarPicture,
  { quality = 80, method = 0 }: WebpOptions,
): number {
  return engine.webpEncodePlanes(place(y), place(cb), place(cr), width, height, quality, method);
}

function encodePixels(
  { engine, place }: Workspace,
  { data, width, height }: Picture,
  { quality = 80, method = 0, lossless = false }: WebpOptions,
): number {
  return engine.webpEncode(place(data), width, height, quality, method, lossless ? 1 : 0);
}
