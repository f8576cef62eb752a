import type { ImageFacts } from "./facts.ts";
import { stripAvif } from "./metadata/avif.ts";
import { stripGif } from "./metadata/gif.ts";
import { stripJpeg } from "./metadata/jpeg.ts";
import { stripPng } from "./metadata/png.ts";
import { stripWebp } from "./metadata/webp.ts";

const STRIPPERS = {
  "image/jpeg": stripJpeg,
  "image/png": stripPng,
  "image/gif": stripGif,
  "image/webp": stripWebp,
  "image/avif": stripAvif,
} as const satisfies Record<ImageFacts["contentType"], typeof stripJpeg>;

/**
 * Removes metadata without touching a pixel: no coded byte of the picture changes.
 *
 * `location` takes out where the picture was taken (EXIF GPS, XMP and IPTC places) and leaves the rest;
 * `all` takes out EXIF, XMP, IPTC, comments, embedded previews and whatever is appended after the picture (so a
 * JPEG's HDR gain map goes too). ICC profile and orientation stay. What cannot be read surely is removed whole,
 * so broken metadata never throws. Maker notes are kept unread by `location`: their forms are undocumented.
 *
 * @returns the very same array when there is nothing to remove
 */
export function stripMetadata(
  bytes: Uint8Array,
  contentType: ImageFacts["contentType"],
  what: "location" | "all",
): Uint8Array {
  return STRIPPERS[contentType](bytes, what);
}
