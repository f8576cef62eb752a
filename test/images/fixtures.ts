import animatedGif from "./fixtures/animated-gif.bin";
import animatedWebp from "./fixtures/animated-webp.bin";
import avif from "./fixtures/avif.bin";
import avifAlpha from "./fixtures/avif-alpha.bin";
import cmykJpeg from "./fixtures/cmyk-jpeg.bin";
import greyJpeg from "./fixtures/grey-jpeg.bin";
import interlacedGif from "./fixtures/interlaced-gif.bin";
import progressiveJpeg from "./fixtures/progressive-jpeg.bin";
import webpMetadata from "./fixtures/webp-metadata.bin";

/** Files that fixtures/make.mjs made; pictures of four quarters unless they are animations. */
export const FIXTURES = {
  progressiveJpeg: new Uint8Array(progressiveJpeg),
  greyJpeg: new Uint8Array(greyJpeg),
  cmykJpeg: new Uint8Array(cmykJpeg),
  interlacedGif: new Uint8Array(interlacedGif),
  animatedGif: new Uint8Array(animatedGif),
  animatedWebp: new Uint8Array(animatedWebp),
  webpMetadata: new Uint8Array(webpMetadata),
  avif: new Uint8Array(avif),
  avifAlpha: new Uint8Array(avifAlpha),
} as const;
