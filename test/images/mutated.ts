/** Files of every kind that is accepted, and damage to them that is the same in every run. */
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import { FIXTURES } from "./fixtures.ts";
import { jpegSegment, makeExif, withSegments } from "./make-exif.ts";
import { makePng, pngChunk } from "./make-png.ts";
import { scene } from "./scenes.ts";

export type Random = (below: number) => number;

/** A generator that gives the same numbers in every run (Numerical Recipes' constants). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Changes some bytes, most often in the first two hundred, where the structure is; cuts, repeats or blanks a part. */
export function mutated(file: Uint8Array, random: Random): Uint8Array {
  const copy = file.slice();
  const place = () => random(random(3) === 0 ? copy.length : Math.min(200, copy.length));
  switch (random(6)) {
    case 0:
      return copy.subarray(0, random(copy.length));
    case 1: {
      const at = place();
      copy.copyWithin(at, place(), place());
      return copy;
    }
    case 2: {
      const at = place();
      return copy.fill(random(2) * 255, at, at + random(40));
    }
    default:
      for (let i = 0; i <= random(8); i++) copy[place()] = random(256);
      return copy;
  }
}

const exif = makeExif({ gps: true, orientation: 6 });
const at = (x: number, y: number, c: number) => (x * y + c * 50) & 255;

/** What is damaged: each a small file that is whole. */
export const WHOLE_FILES: { name: string; contentType: string; make(): Uint8Array | Promise<Uint8Array> }[] =
  [
    {
      name: "a baseline JPEG with EXIF",
      contentType: "image/jpeg",
      make: () => withSegments(encodeJpeg(scene(90, 70)), jpegSegment(0xe1, "Exif\0\0", exif)),
    },
    { name: "a progressive JPEG", contentType: "image/jpeg", make: () => FIXTURES.progressiveJpeg },
    { name: "a grey JPEG", contentType: "image/jpeg", make: () => FIXTURES.greyJpeg },
    { name: "a CMYK JPEG", contentType: "image/jpeg", make: () => FIXTURES.cmykJpeg },
    {
      name: "a PNG with alpha and EXIF",
      contentType: "image/png",
      make: () =>
        makePng({ width: 60, height: 40, colourType: 6, bitDepth: 8, at, before: [pngChunk("eXIf", exif)] }),
    },
    {
      name: "a PNG of 16 bits",
      contentType: "image/png",
      make: () => makePng({ width: 30, height: 20, colourType: 2, bitDepth: 16, at }),
    },
    {
      name: "an interlaced PNG of one bit",
      contentType: "image/png",
      make: () =>
        makePng({ width: 30, height: 20, colourType: 0, bitDepth: 1, interlaced: true, at: () => 1 }),
    },
    {
      name: "an interlaced PNG in colour",
      contentType: "image/png",
      make: () => makePng({ width: 33, height: 21, colourType: 2, bitDepth: 8, interlaced: true, at }),
    },
    {
      name: "a PNG with a palette",
      contentType: "image/png",
      make: () =>
        makePng({
          width: 30,
          height: 20,
          colourType: 3,
          bitDepth: 4,
          at: (x, y) => (x + y) & 3,
          palette: [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9],
          transparency: [0, 128, 255],
        }),
    },
    { name: "a lossy WebP", contentType: "image/webp", make: () => encodeWebp(scene(90, 70)) },
    {
      name: "a lossless WebP",
      contentType: "image/webp",
      make: () => encodeWebp(scene(50, 40), { lossless: true }),
    },
    { name: "a WebP with metadata", contentType: "image/webp", make: () => FIXTURES.webpMetadata },
    { name: "an animated WebP", contentType: "image/webp", make: () => FIXTURES.animatedWebp },
    { name: "an interlaced GIF", contentType: "image/gif", make: () => FIXTURES.interlacedGif },
    { name: "an animated GIF", contentType: "image/gif", make: () => FIXTURES.animatedGif },
    { name: "an AVIF", contentType: "image/avif", make: () => FIXTURES.avif },
    { name: "an AVIF with alpha", contentType: "image/avif", make: () => FIXTURES.avifAlpha },
  ];
