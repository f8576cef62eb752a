import jpegEncoder from "@jsquash/jpeg/codec/enc/mozjpeg_enc.js";
import jpegEncoderWasm from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { defaultOptions } from "@jsquash/jpeg/meta.js";
import { emscriptenCodec } from "../codec.ts";
import type { Picture } from "../picture.ts";

interface JpegEncoder {
  encode(pixels: Uint8Array, width: number, height: number, options: typeof defaultOptions): Uint8Array;
}

export const jpegEncoderCodec = emscriptenCodec<JpegEncoder>(jpegEncoder, jpegEncoderWasm);

/** Baseline, 4:2:0; transparent pixels must have been laid on a background before. */
export async function encodeJpeg(picture: Picture, quality = 82): Promise<Uint8Array<ArrayBuffer>> {
  const codec = await jpegEncoderCodec.start();
  const options = { ...defaultOptions, quality, progressive: false };
  return new Uint8Array(codec.encode(picture.data, picture.width, picture.height, options));
}
