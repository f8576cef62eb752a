import type { Size } from "./picture.ts";

/** EXIF orientation: 1 is upright, 5 to 8 lie on their side (Exif 2.32, tag 0x0112). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type ImageType = "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/avif";

/** Facts from the file's own bytes, no pixel decoded. */
export interface ImageFacts {
  contentType: ImageType;
  /** pixels as a person sees them: orientations 5 to 8 swap the stored sides */
  width: number;
  height: number;
  orientation: Orientation;
  /** JPEG: the picture comes in several passes, so a decoder holds all its coefficients */
  progressive: boolean;
  /** PNG Adam7, GIF interlace of the first frame */
  interlaced: boolean;
  /** channels as stored: 1 grey or palette index, 2 grey and alpha, 3 colour, 4 colour and alpha, or CMYK in a JPEG */
  components: number;
  alpha: boolean;
  animated: boolean;
  /** bits of one component */
  bitDepth: number;
  icc: boolean;
}

/** What a format's own reader finds: the stored sides, before orientation is applied. */
export type StoredFacts = Omit<ImageFacts, "contentType">;

export function isOrientation(value: number): value is Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8;
}

/** Whether the stored sides and the seen sides are swapped. */
export function swapsSides(orientation: Orientation): boolean {
  return orientation >= 5;
}

/** The sides of the picture as its rows are stored. */
export function storedSize({ width, height, orientation }: ImageFacts): Size {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height };
}
