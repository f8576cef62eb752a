import { openTiff, orientationOnly, readDirectory, readOrientation, type Tiff } from "../exif.ts";

/** Tags that lead to other directories (Exif 2.32, table 3; TIFF 6.0 supplement 1). */
const GPS_POINTER = 0x8825;
const EXIF_POINTER = 0x8769;
const INTEROP_POINTER = 0xa005;
const SUB_DIRECTORIES = 0x014a;
/** XMP and IPTC may stand inside a TIFF block too; they are then removed with the location. */
const EMBEDDED = new Set([0x02bc, 0x83bb, 0x8649]);

/** more directories than any camera writes: a block with more is made to confuse */
const DIRECTORIES_AT_MOST = 64;

/**
 * Overwrites the GPS directory with zeros and takes its pointer out of the directory that has it, wherever in
 * the block that is; nothing else moves, so maker notes and other offsets stay right.
 *
 * @param block - a TIFF block; it is changed only through the returned copy
 * @returns the same array when it holds no location; null when the block cannot be read surely
 */
export function withoutGps(block: Uint8Array): Uint8Array | null {
  const tiff = openTiff(block);
  if (!tiff) return null;
  const copy = block.slice();
  const writable = openTiff(copy);
  if (!writable) return null;
  try {
    if (!blank(tiff, writable, copy)) return block;
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
  // A made-up block can let the GPS directory overlap what turns the picture upright; then nothing of it is worth keeping.
  return readOrientation(copy) === readOrientation(block) ? copy : null;
}

/** What stands for a block that is removed whole: nothing, or the orientation alone. */
export function orientationLeft(block: Uint8Array): Uint8Array | null {
  const orientation = readOrientation(block);
  return orientation === 1 ? null : orientationOnly(orientation);
}

function blank(tiff: Tiff, writable: Tiff, copy: Uint8Array): boolean {
  const seen = new Set<number>();
  const waiting = [tiff.firstDirectory];
  let found = false;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at === 0 || seen.has(at)) continue;
    seen.add(at);
    if (seen.size > DIRECTORIES_AT_MOST) throw new RangeError("too many directories");
    const { entries, next } = readDirectory(tiff, at);
    waiting.push(next);
    const doomed: number[] = [];
    for (const entry of entries) {
      if (entry.tag === GPS_POINTER) {
        blankDirectory(tiff, entry.inline, copy);
        doomed.push(entry.at);
      } else if (EMBEDDED.has(entry.tag)) {
        copy.fill(0, entry.valueAt, entry.valueAt + entry.valueBytes);
        doomed.push(entry.at);
      } else if (entry.tag === EXIF_POINTER || entry.tag === INTEROP_POINTER) waiting.push(entry.inline);
      else if (entry.tag === SUB_DIRECTORIES)
        waiting.push(...subDirectories(tiff, entry.valueAt, entry.count));
    }
    if (doomed.length > 0) {
      found = true;
      removeEntries(writable, copy, at, doomed);
    }
  }
  return found;
}

function subDirectories(tiff: Tiff, at: number, count: number): number[] {
  if (count > DIRECTORIES_AT_MOST) throw new RangeError("too many directories");
  return Array.from({ length: count }, (_, i) => tiff.view.getUint32(at + i * 4, tiff.littleEndian));
}

function blankDirectory(tiff: Tiff, at: number, copy: Uint8Array): void {
  const { entries } = readDirectory(tiff, at);
  for (const { valueAt, valueBytes } of entries) copy.fill(0, valueAt, valueAt + valueBytes);
  copy.fill(0, at, at + 2 + entries.length * 12 + 4);
}

/** The entries behind close up; the freed bytes at the end are zeros. */
function removeEntries({ view, littleEndian }: Tiff, copy: Uint8Array, at: number, doomed: number[]): void {
  const count = view.getUint16(at, littleEndian);
  const end = Math.min(copy.length, at + 2 + count * 12 + 4);
  for (const entryAt of doomed.toSorted((a, b) => b - a)) copy.copyWithin(entryAt, entryAt + 12, end);
  copy.fill(0, end - doomed.length * 12, end);
  view.setUint16(at, count - doomed.length, littleEndian);
}
