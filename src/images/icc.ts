import { deflateSync, inflateSync } from "node:zlib";
import { bytesOf, concat, latin1, startsWith, viewOf } from "./bytes.ts";
import type { ImageType } from "./facts.ts";
import { ICC_SIGNATURE, jpegSegmentBytes, SOS, segments } from "./formats/jpeg.ts";
import { chunkBytes, chunks } from "./formats/png.ts";
import {
  extendedHeader,
  readBitstream,
  riffChunk,
  riffChunks,
  riffFile,
  WEBP_FLAGS,
} from "./formats/webp.ts";

/**
 * Renditions carry the original's RGB profile rather than being converted to sRGB: no colour of a wide-gamut
 * photo is lost, no pixel is computed again, and every browser applies profiles in WebP, PNG and JPEG. An iPhone's
 * Display P3 profile is 548 bytes.
 *
 * Left out are sRGB profiles, which say what is assumed anyway, profiles of grey or CMYK pictures, since renditions
 * are RGB, and those too large for a thumbnail.
 */
const PROFILE_BYTES_AT_MOST = 32 * 1024;

/** The profile that renditions of a file carry, or null. */
export function profileOf(bytes: Uint8Array, contentType: ImageType): Uint8Array | null {
  try {
    const profile = readProfile(bytes, contentType);
    return profile && isWorthCarrying(profile) ? profile : null;
  } catch (thrown) {
    // A profile that is cut off or does not unpack is worth less than the picture without it.
    if (thrown instanceof Error) return null;
    throw thrown;
  }
}

/** Header fields of a profile: ICC.1:2022, chapter 7.2. */
function isWorthCarrying(profile: Uint8Array): boolean {
  if (profile.length < 132 || profile.length > PROFILE_BYTES_AT_MOST) return false;
  if (!startsWith(profile, "acsp", 36) || !startsWith(profile, "RGB ", 16)) return false;
  return !latin1(profile).replaceAll("\0", "").includes("sRGB");
}

function readProfile(bytes: Uint8Array, contentType: ImageType): Uint8Array | null {
  if (contentType === "image/jpeg") return readJpegProfile(bytes);
  if (contentType === "image/png") {
    for (const { type, data } of chunks(bytes)) {
      if (type !== "iCCP") continue;
      const packed = data.subarray(data.indexOf(0) + 2);
      return Uint8Array.from(inflateSync(packed, { maxOutputLength: PROFILE_BYTES_AT_MOST }));
    }
  }
  if (contentType === "image/webp") {
    for (const { type, data } of riffChunks(bytes)) {
      if (type === "ICCP") return data;
    }
  }
  return null;
}

/** A profile over 64 KiB is cut into pieces, numbered from 1 (ICC.1:2022, annex B.4). */
function readJpegProfile(bytes: Uint8Array): Uint8Array | null {
  const pieces = new Map<number, Uint8Array>();
  for (const { marker, payload } of segments(bytes)) {
    if (marker === SOS) break;
    if (marker === 0xe2 && startsWith(payload, ICC_SIGNATURE))
      pieces.set(payload[12] ?? 0, payload.subarray(14));
  }
  const inOrder = [...pieces].toSorted(([a], [b]) => a - b).map(([, piece]) => piece);
  return inOrder.length > 0 ? concat(inOrder) : null;
}

/** Puts a profile into a file of the engine's own encoders. */
export function withProfile(
  file: Uint8Array,
  contentType: string,
  profile: Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (contentType === "image/png") {
    const chunk = chunkBytes("iCCP", concat([bytesOf("ICC\0\0"), deflateSync(profile)]));
    const headerEnd = 33; // signature and IHDR
    return concat([file.subarray(0, headerEnd), chunk, file.subarray(headerEnd)]);
  }
  if (contentType === "image/jpeg") {
    const payload = concat([bytesOf(ICC_SIGNATURE), Uint8Array.of(1, 1), profile]);
    return concat([file.subarray(0, 2), jpegSegmentBytes(0xe2, payload), file.subarray(2)]);
  }
  return webpWithProfile(file, profile);
}

/** A profile needs the extended form of the file: VP8X first, then ICCP (RFC 9649, chapter 2.7). */
function webpWithProfile(file: Uint8Array, profile: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let header: Uint8Array | null = null;
  for (const { type, start, end, data } of riffChunks(file)) {
    if (type === "VP8X") {
      header = file.slice(start, end);
      continue;
    }
    const bitstream = type === "VP8 " || type === "VP8L" ? readBitstream(type, data) : null;
    if (bitstream) header ??= extendedHeader(bitstream.width, bitstream.height, bitstream.alpha);
    parts.push(file.subarray(start, end));
  }
  if (!header) throw new RangeError("no picture");
  viewOf(header).setUint8(8, viewOf(header).getUint8(8) | WEBP_FLAGS.icc);
  return riffFile([header, riffChunk("ICCP", profile), ...parts]);
}
