import type { RenditionSpec } from "./render.ts";

/**
 * The most pixels of a rendition, the area of 2048 × 1536: the encoder's memory grows with them (`budget.ts`).
 * A tall picture keeps its ratio and becomes narrower than its kind says; when memory is short, the largest
 * renditions become smaller still.
 */
const PIXELS_AT_MOST = 2048 * 1536;

/** WebP's own limit for a side (RFC 9649, chapter 2.7.1). */
const WEBP_SIDE = 16_383;

const webp = (width: number): RenditionSpec => ({
  kind: `webp_${width}`,
  format: "webp",
  maxWidth: width,
  maxHeight: WEBP_SIDE,
  maxPixels: PIXELS_AT_MOST,
});

export const THUMBNAIL: RenditionSpec = {
  kind: "thumbnail_256",
  format: "png",
  maxWidth: 256,
  maxHeight: 256,
};

/**
 * What is made of every picture. Nothing is enlarged: the first width that the original does not reach is made at
 * the original's own size, so there is always one WebP of all its pixels up to 2048 wide; wider kinds, which would
 * only repeat it, are left out.
 */
export const RENDITIONS: RenditionSpec[] = [THUMBNAIL, ...[320, 480, 640, 960, 1280, 2048].map(webp)];
