import { latin1 } from "../bytes.ts";
import { readItems } from "../formats/avif.ts";
import { type Box, boxes } from "../formats/boxes.ts";
import { withoutGps } from "./exif-location.ts";
import { emptyPacket, withoutXmpLocation } from "./xmp-location.ts";

/** The user type of a `uuid` box that holds XMP (XMP part 3, chapter 1.2.7.1). */
const XMP_UUID = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/** A TIFF block with one empty directory. */
const EMPTY_TIFF = Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0);

/**
 * Metadata is overwritten where it stands: other parts of the file are found by their offsets, so nothing may
 * move. Emptied, EXIF is a block without entries, XMP an empty packet, a track's user data a free box. The
 * picture is turned by its own properties, never by EXIF, so no orientation has to be kept there.
 */
export function stripAvif(bytes: Uint8Array, what: "location" | "all"): Uint8Array {
  const copy = bytes.slice();
  let changed = false;
  for (const { start, end, clean } of metadataRanges(bytes)) {
    const data = bytes.subarray(start, end);
    const cleaned = clean(data, what);
    if (latin1(cleaned) === latin1(data)) continue;
    copy.set(cleaned, start);
    changed = true;
  }
  return changed ? copy : bytes;
}

interface Range {
  start: number;
  end: number;
  clean(data: Uint8Array, what: "location" | "all"): Uint8Array;
}

function metadataRanges(bytes: Uint8Array): Range[] {
  const ranges: Range[] = [];
  try {
    for (const box of boxes(bytes, 0)) {
      if (box.type === "meta") ranges.push(...itemRanges(bytes, box));
      else if (box.type === "moov") ranges.push(...userDataRanges(bytes, box));
      else if (box.type === "uuid" && latin1(bytes, box.contentAt, 16) === XMP_UUID) {
        ranges.push({ start: box.contentAt + 16, end: box.end, clean: cleanXmp });
      }
    }
  } catch (thrown) {
    // A file that breaks off keeps what was found before the break.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return ranges;
}

function itemRanges(bytes: Uint8Array, meta: Box): Range[] {
  return readItems(bytes, meta).flatMap(({ type, contentType, extents }) => {
    const isXmp = type === "mime" && contentType === "application/rdf+xml";
    if (type !== "Exif" && !isXmp) return [];
    const pieces = extents ?? [];
    // In one piece it can be read; a block cut into several is emptied piece by piece.
    const clean = pieces.length > 1 ? cleanUnread : isXmp ? cleanXmp : cleanExif;
    return pieces.map(({ start, end }) => ({ start, end, clean }));
  });
}

function* userDataRanges(bytes: Uint8Array, parent: Box): Generator<Range> {
  for (const box of boxes(bytes, parent.contentAt, parent.end)) {
    if (box.type === "trak") yield* userDataRanges(bytes, box);
    else if (box.type === "udta" || box.type === "meta") {
      yield { start: box.start + 4, end: box.end, clean: (data) => freeBox(data) };
    }
  }
}

/** The type becomes `free` and the content zeros; the size before it stays. */
function freeBox(data: Uint8Array): Uint8Array {
  const free = new Uint8Array(data.length);
  for (let i = 0; i < 4; i++) free[i] = "free".charCodeAt(i);
  return free;
}

const cleanUnread = (data: Uint8Array) => new Uint8Array(data.length);

function cleanXmp(data: Uint8Array, what: "location" | "all"): Uint8Array {
  return what === "all" ? emptyPacket(data.length) : withoutXmpLocation(data);
}

/** An `Exif` item begins with the offset of its TIFF block, counted from after that number (HEIF, annex A). */
function cleanExif(data: Uint8Array, what: "location" | "all"): Uint8Array {
  const tiffAt = data.length >= 4 ? 4 + new DataView(data.buffer, data.byteOffset).getUint32(0) : data.length;
  if (what === "location" && tiffAt < data.length) {
    const block = data.subarray(tiffAt);
    const cleaned = withoutGps(block);
    if (cleaned === block) return data;
    if (cleaned) {
      const whole = data.slice();
      whole.set(cleaned, tiffAt);
      return whole;
    }
  }
  const empty = new Uint8Array(data.length);
  if (data.length >= 4 + EMPTY_TIFF.length) empty.set(EMPTY_TIFF, 4);
  return empty;
}
