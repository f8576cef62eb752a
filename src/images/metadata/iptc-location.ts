import { latin1, startsWith, viewOf } from "../bytes.ts";
import { withoutGps } from "./exif-location.ts";
import { withoutXmpLocation } from "./xmp-location.ts";

export const PHOTOSHOP_SIGNATURE = "Photoshop 3.0\0";

/** Datasets of record 2 that name a place (IPTC IIM 4.2: content location, city to country name). */
const PLACES = new Set([26, 27, 90, 92, 95, 100, 101]);

/** Image resources (Adobe Photoshop file format, image resource IDs). */
const IPTC_RESOURCE = 0x0404;
const EXIF_RESOURCES = new Set([0x0422, 0x0423]);
const XMP_RESOURCE = 0x0424;

/**
 * Blanks the places in the image resources of a JPEG's APP13; all lengths stay.
 *
 * @param resources - what follows {@link PHOTOSHOP_SIGNATURE}
 * @returns the same array when there is no place; null when the resources cannot be read surely
 */
export function withoutIptcLocation(resources: Uint8Array): Uint8Array | null {
  const copy = resources.slice();
  const view = viewOf(resources);
  let found = false;
  let at = 0;
  try {
    while (at < resources.length) {
      if (!startsWith(resources, "8BIM", at)) {
        // Writers pad the end with a zero; anything else means the walk has lost its way.
        return resources.subarray(at).every((byte) => byte === 0) ? (found ? copy : resources) : null;
      }
      const id = view.getUint16(at + 4);
      const nameBytes = view.getUint8(at + 6) + 1;
      const sizeAt = at + 6 + nameBytes + (nameBytes & 1);
      const start = sizeAt + 4;
      const end = start + view.getUint32(sizeAt);
      if (end > resources.length) return null;
      const cleaned = withoutLocation(id, resources.subarray(start, end));
      if (cleaned === null) return null;
      if (cleaned !== "untouched") {
        copy.set(cleaned, start);
        found = true;
      }
      at = end + ((end - start) & 1);
    }
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
  return found ? copy : resources;
}

function withoutLocation(id: number, data: Uint8Array): Uint8Array | "untouched" | null {
  const cleaned = EXIF_RESOURCES.has(id)
    ? withoutGps(data)
    : id === XMP_RESOURCE
      ? withoutXmpLocation(data)
      : id === IPTC_RESOURCE
        ? withoutPlaces(data)
        : data;
  return cleaned === data ? "untouched" : cleaned;
}

/** Datasets: 0x1C, record, number, two bytes of length (the top bit set: an extended length), value. */
function withoutPlaces(data: Uint8Array): Uint8Array | null {
  const view = viewOf(data);
  const copy = data.slice();
  let found = false;
  let at = 0;
  while (at + 5 <= data.length) {
    if (view.getUint8(at) !== 0x1c)
      return latin1(data, at).trim().replaceAll("\0", "") === "" ? (found ? copy : data) : null;
    const length = view.getUint16(at + 3);
    if (length & 0x8000) return null;
    const end = at + 5 + length;
    if (end > data.length) return null;
    if (view.getUint8(at + 1) === 2 && PLACES.has(view.getUint8(at + 2)) && length > 0) {
      copy.fill(0x20, at + 5, end);
      found = true;
    }
    at = end;
  }
  return found ? copy : data;
}
