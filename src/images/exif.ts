import { viewOf } from "./bytes.ts";
import { isOrientation, type Orientation } from "./facts.ts";

/**
 * The TIFF structure that EXIF is (TIFF 6.0; Exif 2.32 chapter 4.6): a byte order, then directories of
 * 12-byte entries, whose values stand in the entry or, when longer than 4 bytes, elsewhere.
 */
export interface TiffEntry {
  tag: number;
  /** offset of the 12 bytes */
  at: number;
  /** where the value's bytes are, and how many; outside the block when the file is broken */
  valueAt: number;
  valueBytes: number;
  count: number;
  /** the entry's last four bytes: a small value, or an offset */
  inline: number;
}

export interface Tiff {
  view: DataView;
  littleEndian: boolean;
  firstDirectory: number;
}

/** bytes of one value of TIFF types 1 to 13 */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

export const ORIENTATION_TAG = 0x0112;

/** @returns null when the block does not begin as TIFF does */
export function openTiff(block: Uint8Array): Tiff | null {
  if (block.length < 8) return null;
  const view = viewOf(block);
  const order = view.getUint16(0);
  const littleEndian = order === 0x4949;
  if (!littleEndian && order !== 0x4d4d) return null;
  if (view.getUint16(2, littleEndian) !== 42) return null;
  return { view, littleEndian, firstDirectory: view.getUint32(4, littleEndian) };
}

/** @throws RangeError when the directory does not lie inside the block */
export function readDirectory(
  { view, littleEndian }: Tiff,
  at: number,
): { entries: TiffEntry[]; next: number } {
  const count = view.getUint16(at, littleEndian);
  const entries: TiffEntry[] = [];
  for (let i = 0; i < count; i++) {
    const entryAt = at + 2 + i * 12;
    const type = view.getUint16(entryAt + 2, littleEndian);
    const values = view.getUint32(entryAt + 4, littleEndian);
    const valueBytes = (TYPE_BYTES[type] ?? 1) * values;
    entries.push({
      tag: view.getUint16(entryAt, littleEndian),
      at: entryAt,
      valueAt: valueBytes > 4 ? view.getUint32(entryAt + 8, littleEndian) : entryAt + 8,
      valueBytes,
      count: values,
      inline: view.getUint32(entryAt + 8, littleEndian),
    });
  }
  const nextAt = at + 2 + count * 12;
  return { entries, next: nextAt + 4 <= view.byteLength ? view.getUint32(nextAt, littleEndian) : 0 };
}

/** 1 when there is none, or the block cannot be read: an upright picture is the only safe guess. */
export function readOrientation(block: Uint8Array): Orientation {
  const tiff = openTiff(block);
  if (!tiff) return 1;
  try {
    const found = readDirectory(tiff, tiff.firstDirectory).entries.find(({ tag }) => tag === ORIENTATION_TAG);
    if (!found) return 1;
    const value = tiff.view.getUint16(found.at + 8, tiff.littleEndian);
    return isOrientation(value) ? value : 1;
  } catch (thrown) {
    if (thrown instanceof RangeError) return 1;
    throw thrown;
  }
}

/** The smallest EXIF block there is: one directory with the orientation alone, 26 bytes. */
export function orientationOnly(orientation: Orientation): Uint8Array {
  const block = new Uint8Array(26);
  const view = viewOf(block);
  view.setUint32(0, 0x4d4d002a);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, ORIENTATION_TAG);
  view.setUint16(12, 3);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return block;
}
