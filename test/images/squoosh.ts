/** Codecs and a filter to compare with: Squoosh's, of other sources and other hands than the engine. */

import JPEG from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?module";
import decodeMozjpeg, { init as initJpeg } from "@jsquash/jpeg/decode.js";
import PNG from "@jsquash/png/codec/pkg/squoosh_png_bg.wasm?module";
import { decode as decodePng, init as initPng } from "@jsquash/png/decode.js";
import resize, { initResize } from "@jsquash/resize";
import RESIZE from "@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm?module";
import type { Picture } from "../../src/images/picture.ts";

/** They were made for browsers. */
class Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
Object.assign(globalThis, { ImageData: Pixels });

const pictureOf = ({ width, height, data }: Pixels): Picture => ({
  width,
  height,
  data: new Uint8Array(data),
});

export async function pngBySquoosh(file: Uint8Array): Promise<Picture> {
  await initPng(PNG);
  return pictureOf(await decodePng(file.slice().buffer));
}

/** As stored: not turned by its EXIF orientation. */
export async function jpegBySquoosh(file: Uint8Array): Promise<Picture> {
  await initJpeg(JPEG);
  return pictureOf(await decodeMozjpeg(file.slice().buffer));
}

export async function lanczosBySquoosh(
  { width, height, data }: Picture,
  wanted: { width: number; height: number },
): Promise<Picture> {
  await initResize(RESIZE);
  const pixels = new Pixels(new Uint8ClampedArray(data), width, height);
  const options = {
    ...wanted,
    method: "lanczos3",
    premultiply: false,
    linearRGB: false,
    fitMethod: "stretch",
  } as const;
  return pictureOf(await resize(pixels as Parameters<typeof resize>[0], options));
}
