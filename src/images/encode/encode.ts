import { AppError } from "../../errors.ts";
import type { Cost } from "../budget.ts";
import { withProfile } from "../icc.ts";
import type { Picture } from "../picture.ts";
import { encodeJpeg, jpegEncoderCodec } from "./jpeg.ts";
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
    if (format === "jpeg") jpegEncoderCodec.drop();
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
      return await encodeJpeg(onWhite(picture), quality);
  }
}

/** What an encoder's memory grows to, measured; PNG is written row by row. */
export function encodingCost(format: "webp" | "jpeg", pixels: number): Cost {
  if (format === "webp") {
    return { what: "the WebP encoder", bytes: Math.max(16.8e6, 1e6 + pixels * 11.7), where: "webpEncoder" };
  }
  return { what: "the JPEG encoder", bytes: Math.max(16.8e6, pixels * 16.8), where: "jpegEncoder" };
}

/** JPEG has no alpha. */
function onWhite(picture: Picture): Picture {
  const data = picture.data.slice();
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] ?? 0;
    if (alpha === 255) continue;
    for (let c = 0; c < 3; c++) data[i + c] = Math.round(((data[i + c] ?? 0) * alpha) / 255 + 255 - alpha);
    data[i + 3] = 255;
  }
  return { ...picture, data };
}
