import { AppError } from "../../errors.ts";
import type { Cost } from "../budget.ts";
import { withProfile } from "../icc.ts";
import type { Picture } from "../picture.ts";
import { encodeJpeg } from "./jpeg.ts";
import { encodePng } from "./png.ts";
import { encodeWebp, webpEncoderCodec } from "./webp.ts";

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
export async function encode(
  picture: Picture,
  format: OutputFormat,
  { quality, profile = null }: EncodeOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await encodePlain(picture, format, quality);
    return profile ? withProfile(file, OUTPUT[format].contentType, profile) : file;
  } catch (thrown) {
    if (format === "webp") webpEncoderCodec.drop();
    const size = `${picture.width} × ${picture.height}`;
    throw new AppError("image_undecodable", `A ${size} picture could not be encoded as ${format}.`, {
      cause: thrown,
    });
  }
}

async function encodePlain(picture: Picture, format: OutputFormat, quality?: number) {
  switch (format) {
    case "png":
      return encodePng(picture);
    case "webp":
      return await encodeWebp(picture, { quality });
    case "jpeg":
      return encodeJpeg(picture, quality);
  }
}

/** What the WebP encoder's memory grows to, measured; the other formats are written row by row. */
export function webpCost(pixels: number): Cost {
  return { what: "the WebP encoder", bytes: Math.max(16.8e6, 1e6 + pixels * 11.7), where: "webpEncoder" };
}
