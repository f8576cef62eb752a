import webpEncoder from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import webpEncoderWasm from "@jsquash/webp/codec/enc/webp_enc_simd.wasm";
import { defaultOptions } from "@jsquash/webp/meta.js";
import { emscriptenCodec } from "../codec.ts";
import type { Picture } from "../picture.ts";

interface WebpEncoder {
  encode(
    pixels: Uint8Array,
    width: number,
    height: number,
    options: typeof defaultOptions,
  ): Uint8Array | null;
}

export const webpEncoderCodec = emscriptenCodec<WebpEncoder>(webpEncoder, webpEncoderWasm);

export interface WebpOptions {
  /** 0 to 100 */
  quality?: number;
  /** 0 fast to 6 small */
  method?: number;
  lossless?: boolean;
}

/** @throws Error when the encoder gives nothing, which it does for a side over 16 383 pixels */
export async function encodeWebp(
  picture: Picture,
  options: WebpOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const codec = await webpEncoderCodec.start();
  const { quality = 80, method = 0, lossless = false } = options;
  const encoded = codec.encode(picture.data, picture.width, picture.height, {
    ...defaultOptions,
    quality,
    method,
    lossless: lossless ? 1 : 0,
    exact: lossless ? 1 : 0,
  });
  if (!encoded) throw new Error("The WebP encoder gave nothing.");
  return new Uint8Array(encoded);
}
