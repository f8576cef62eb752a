import { AppError } from "../../errors.ts";
import type { Cost } from "../budget.ts";
import { withProfile } from "../icc.ts";
import { dropEngine } from "../native/engine.ts";
import { isPlanar, type Picture, type PlanarPicture } from "../picture.ts";
import { encodeJpeg } from "./jpeg.ts";
import { pixelsOf } from "./planar.ts";
import { encodePng } from "./png.ts";
import { encodeWebp } from "./webp.ts";

export type OutputFormat = "png" | "webp" | "jpeg";

export const OUTPUT = {
  png: { contentType: "image/png", extension: ".png" },
  webp: { contentType: "image/webp", extension: ".webp" },
  jpeg: { contentType: "image/jpeg", extension: ".jpg" },
} as const satisfies Record<OutputFormat, { contentType: string; extension: string }>;

export interface EncodeOptions {
  /** 0 to 100, where the format has one */
  quality?: number;
  /** an ICC profile to carry */
  profile?: Uint8Array | null;
}

/**
 * @throws {AppError} `image_undecodable` when the encoder fails; its instance is then not used again
 */
export function encode(
  picture: Picture | PlanarPicture,
  format: OutputFormat,
  { quality, profile = null }: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  try {
    const file = encodePlain(picture, format, quality);
    return profile ? withProfile(file, OUTPUT[format].contentType, profile) : file;
  } catch (thrown) {
    if (format === "webp") dropEngine();
    const size = `${picture.width} × ${picture.height}`;
    throw new AppError("image_undecodable", `A ${size} picture could not be encoded as ${format}.`, {
      cause: thrown,
    });
  }
}

function encodePlain(picture: Picture | PlanarPicture, format: OutputFormat, quality?: number) {
  if (format === "webp" && !(isPlanar(picture) && !picture.halved)) return encodeWebp(picture, { quality });
  const pixels = isPlanar(picture) ? pixelsOf(picture) : picture;
  switch (format) {
    case "png":
      return encodePng(pixels);
    case "webp":
      return encodeWebp(pixels, { quality });
    case "jpeg":
      return encodeJpeg(pixels, quality);
  }
}

/**
 * What the WebP encoder takes for pixels, with some to spare: 5.6 bytes a pixel were measured for planes and up to 7.9
 * for colours full of noise, the picture itself among them. The other formats are written row by row.
 */
export function webpCost(pixels: number): Cost {
  return { what: "the WebP encoder", bytes: 1e6 + pixels * 9, where: "engine", while: "encoding" };
}
