import { bytesOf, concat, latin1, startsWith } from "../bytes.ts";
import { orientationOnly, readOrientation } from "../exif.ts";
import {
  COM,
  EXIF_SIGNATURE,
  ICC_SIGNATURE,
  jpegSegmentBytes,
  type Segment,
  SOS,
  segments,
} from "../formats/jpeg.ts";
import { orientationLeft, withoutGps } from "./exif-location.ts";
import { PHOTOSHOP_SIGNATURE, withoutIptcLocation } from "./iptc-location.ts";
import { withoutXmpLocation } from "./xmp-location.ts";

const XMP_SIGNATURE = "http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP_SIGNATURE = "http://ns.adobe.com/xmp/extension/\0";
/** hash, full length and offset of the piece */
const EXTENDED_XMP_HEADER_BYTES = 40;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP13 = 0xed;
const APP14 = 0xee;
const APP15 = 0xef;

/** What becomes of a segment: kept as it is, removed, or replaced by another payload. */
type Fate = "keep" | "remove" | Uint8Array;

export function stripJpeg(bytes: Uint8Array, what: "location" | "all"): Uint8Array {
  const parts: Uint8Array[] = [];
  let changed = false;
  let copied = 0;
  const { found, end } = segmentsOfPicture(bytes);
  const fateOf = what === "all" ? fateWithoutMetadata() : fateWithoutLocation(found);
  for (const segment of found) {
    const fate = fateOf(segment);
    if (fate === "keep") continue;
    changed = true;
    parts.push(bytes.subarray(copied, segment.start));
    if (fate !== "remove") parts.push(jpegSegmentBytes(segment.marker, fate));
    copied = segment.end;
  }
  parts.push(bytes.subarray(copied, end));
  const rest = bytes.subarray(end);
  const restKept = what === "all" ? rest.subarray(0, 0) : appendedWithoutLocation(rest);
  if (restKept !== rest && rest.length > 0) changed = true;
  return changed ? concat([...parts, restKept]) : bytes;
}

/**
 * All segments to the end of the picture, between its scans too. When the file breaks off, those before the
 * break; what follows it is left as it is.
 */
function segmentsOfPicture(bytes: Uint8Array): { found: Segment[]; end: number } {
  const found: Segment[] = [];
  let from = 2;
  try {
    for (;;) {
      let last: Segment | undefined;
      for (const segment of segments(bytes, from)) {
        found.push(segment);
        last = segment;
      }
      if (last?.marker !== SOS) return { found, end: last?.end ?? bytes.length };
      from = endOfCodedData(bytes, last.end);
    }
  } catch (thrown) {
    if (thrown instanceof RangeError) return { found, end: bytes.length };
    throw thrown;
  }
}

/** Coded data ends at the first 0xFF that neither a zero nor a restart marker (D0 to D7) follows. */
function endOfCodedData(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new RangeError("the coded data does not end");
}

const exifPayload = (block: Uint8Array) => concat([bytesOf(EXIF_SIGNATURE), block]);

/**
 * Kept are what the picture needs: JFIF without its thumbnail, ICC profile, Adobe's colour transform, and of the
 * EXIF the orientation. The rest of the application segments and the comments go.
 */
function fateWithoutMetadata(): (segment: Segment) => Fate {
  let exifSeen = false;
  return ({ marker, payload }) => {
    if (marker === COM) return "remove";
    if (marker < APP0 || marker > APP15) return "keep";
    if (marker === APP0 && startsWith(payload, "JFIF\0")) return withoutThumbnail(payload);
    if (marker === APP2 && startsWith(payload, ICC_SIGNATURE)) return "keep";
    if (marker === APP14 && startsWith(payload, "Adobe")) return "keep";
    if (marker !== APP1 || !startsWith(payload, EXIF_SIGNATURE) || exifSeen) return "remove";
    exifSeen = true;
    const orientation = readOrientation(payload.subarray(6));
    if (orientation === 1) return "remove";
    const wanted = exifPayload(orientationOnly(orientation));
    return latin1(payload) === latin1(wanted) ? "keep" : wanted;
  };
}

/** JFIF's last two header bytes are the sides of an RGB thumbnail, which follows (JFIF 1.02). */
function withoutThumbnail(payload: Uint8Array): Fate {
  if (payload.length <= 14) return "keep";
  const header = payload.slice(0, 14);
  header.fill(0, 12);
  return header;
}

function fateWithoutLocation(found: readonly Segment[]): (segment: Segment) => Fate {
  const extendedFate = fateOfExtendedXmp(found);
  return ({ marker, payload }) => {
    if (marker === APP1 && startsWith(payload, EXIF_SIGNATURE)) {
      const block = payload.subarray(6);
      const cleaned = withoutGps(block);
      if (cleaned === block) return "keep";
      const left = cleaned ?? orientationLeft(block);
      return left ? exifPayload(left) : "remove";
    }
    if (marker === APP1 && startsWith(payload, XMP_SIGNATURE)) {
      return replaced(payload, XMP_SIGNATURE, withoutXmpLocation);
    }
    if (marker === APP1 && startsWith(payload, EXTENDED_XMP_SIGNATURE)) return extendedFate;
    if (marker === APP13 && startsWith(payload, PHOTOSHOP_SIGNATURE)) {
      return replaced(payload, PHOTOSHOP_SIGNATURE, withoutIptcLocation);
    }
    return "keep";
  };
}

/**
 * Extended XMP is one text cut into pieces, each with the hash of the whole before it (XMP part 3, chapter 1.1.3.1):
 * it is searched as a whole, and goes as a whole.
 */
function fateOfExtendedXmp(found: readonly Segment[]): Fate {
  const pieces = found
    .filter(({ marker, payload }) => marker === APP1 && startsWith(payload, EXTENDED_XMP_SIGNATURE))
    .map(({ payload }) => payload.subarray(EXTENDED_XMP_SIGNATURE.length + EXTENDED_XMP_HEADER_BYTES));
  const whole = concat(pieces);
  return withoutXmpLocation(whole) === whole ? "keep" : "remove";
}

function replaced(
  payload: Uint8Array,
  signature: string,
  clean: (data: Uint8Array) => Uint8Array | null,
): Fate {
  const data = payload.subarray(signature.length);
  const cleaned = clean(data);
  if (cleaned === data) return "keep";
  return cleaned ? concat([payload.subarray(0, signature.length), cleaned]) : "remove";
}

/**
 * Phones append more after the picture: previews and gain maps, each a JPEG with its own EXIF, or a short video.
 * The pictures lose their location in place; anything else stays only when it names no place.
 */
function appendedWithoutLocation(rest: Uint8Array): Uint8Array {
  const first = rest.findIndex((byte) => byte !== 0);
  if (first < 0) return rest;
  if (startsWith(rest, "\xff\xd8\xff", first)) {
    const picture = rest.subarray(first);
    const cleaned = stripJpeg(picture, "location");
    return cleaned === picture ? rest : concat([rest.subarray(0, first), cleaned]);
  }
  return /gps|latitude|longitude|\xa9xyz|loci|location|Exif\0\0/i.test(latin1(rest))
    ? rest.subarray(0, 0)
    : rest;
}
