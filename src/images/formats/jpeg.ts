import { byteAt, concat, startsWith, viewOf } from "../bytes.ts";
import { readOrientation } from "../exif.ts";
import type { Orientation, StoredFacts } from "../facts.ts";

/** Marker codes, the byte after 0xFF (ITU-T T.81, table B.1). */
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const COM = 0xfe;

export const EXIF_SIGNATURE = "Exif\0\0";
export const ICC_SIGNATURE = "ICC_PROFILE\0";

/** One marker and what belongs to it; of a scan (SOS) only the header, the coded data follows it. */
export interface Segment {
  marker: number;
  /** offset of the 0xFF, and of the first byte after the segment */
  start: number;
  end: number;
  payload: Uint8Array;
}

export interface JpegHead {
  frame: JpegFrame;
  orientation: Orientation;
  icc: boolean;
  /** Adobe's colour transform (APP14): 0 as stored, 1 YCbCr, 2 YCCK; null when the file does not say */
  adobeTransform: number | null;
  /** more passes over the picture follow the first: progressive, or one scan a component */
  multiScan: boolean;
  /** offset of the first scan's coded data */
  codedDataAt: number;
}

export interface JpegFrame {
  /** SOF number: 0 baseline, 1 extended, 2 progressive; others are rare and no decoder here reads them */
  process: number;
  bitDepth: number;
  width: number;
  height: number;
  /** sampling factors of each component */
  components: { horizontal: number; vertical: number }[];
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a length: TEM, RSTn, SOI, EOI. */
function standsAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= EOI);
}

/**
 * The segments from `start`, up to and with the first SOS or EOI. Bytes between segments are passed over
 * as decoders do.
 *
 * @throws RangeError when the file ends before
 */
export function* segments(bytes: Uint8Array, start = 2): Generator<Segment> {
  const view = viewOf(bytes);
  let at = start;
  for (;;) {
    while (byteAt(bytes, at) !== 0xff) at++;
    const from = at;
    while (byteAt(bytes, at) === 0xff) at++;
    const marker = byteAt(bytes, at++);
    if (marker === 0) continue;
    if (standsAlone(marker)) {
      yield { marker, start: from, end: at, payload: bytes.subarray(at, at) };
      if (marker === EOI) return;
      continue;
    }
    const end = at + Math.max(2, view.getUint16(at));
    if (end > bytes.length) throw new RangeError("a segment ends past the file");
    yield { marker, start: from, end, payload: bytes.subarray(at + 2, end) };
    if (marker === SOS) return;
    at = end;
  }
}

function readFrame(marker: number, payload: Uint8Array): JpegFrame {
  const view = viewOf(payload);
  const count = view.getUint8(5);
  return {
    process: marker - 0xc0,
    bitDepth: view.getUint8(0),
    height: view.getUint16(1),
    width: view.getUint16(3),
    components: Array.from({ length: count }, (_, i) => {
      const sampling = view.getUint8(7 + i * 3);
      return { horizontal: sampling >> 4, vertical: sampling & 15 };
    }),
  };
}

/** @throws RangeError when the file ends, or its picture begins, before a frame header */
export function readJpegHead(bytes: Uint8Array): JpegHead {
  let frame: JpegFrame | null = null;
  let orientation: Orientation | null = null;
  let icc = false;
  let adobeTransform: number | null = null;
  for (const { marker, payload, end } of segments(bytes)) {
    if (isFrame(marker)) frame ??= readFrame(marker, payload);
    else if (marker === 0xe1 && startsWith(payload, EXIF_SIGNATURE)) {
      orientation ??= readOrientation(payload.subarray(6));
    } else if (marker === 0xe2 && startsWith(payload, ICC_SIGNATURE)) icc = true;
    else if (marker === 0xee && startsWith(payload, "Adobe")) adobeTransform = payload[11] ?? null;
    else if (marker === SOS && frame) {
      const multiScan = frame.process === 2 || byteAt(payload, 0) < frame.components.length;
      return { frame, orientation: orientation ?? 1, icc, adobeTransform, multiScan, codedDataAt: end };
    }
  }
  throw new RangeError("no frame header");
}

export function readJpegFacts(bytes: Uint8Array): StoredFacts {
  const { frame, orientation, icc } = readJpegHead(bytes);
  return {
    width: frame.width,
    height: frame.height,
    orientation,
    progressive: frame.process % 4 === 2,
    interlaced: false,
    components: frame.components.length,
    alpha: false,
    animated: false,
    bitDepth: frame.bitDepth,
    icc,
  };
}

/** A marker with its length and payload. */
export function jpegSegmentBytes(marker: number, payload: Uint8Array): Uint8Array {
  const length = payload.length + 2;
  return concat([Uint8Array.of(0xff, marker, length >> 8, length & 255), payload]);
}
