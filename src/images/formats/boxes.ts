import { latin1, viewOf } from "../bytes.ts";

/** One box of the ISO base media file format (ISO/IEC 14496-12, chapter 4.2). */
export interface Box {
  type: string;
  /** offsets into the whole file: the box, its content, and the first byte after it */
  start: number;
  contentAt: number;
  end: number;
}

/** The boxes between two offsets. @throws RangeError when one ends past `to` */
export function* boxes(bytes: Uint8Array, from: number, to = bytes.length): Generator<Box> {
  const view = viewOf(bytes);
  let start = from;
  while (start + 8 <= to) {
    let size = view.getUint32(start);
    let contentAt = start + 8;
    if (size === 1) {
      size = Number(view.getBigUint64(start + 8));
      contentAt += 8;
    } else if (size === 0) size = to - start;
    const end = start + size;
    if (end < contentAt || end > to) throw new RangeError("a box ends past its parent");
    yield { type: latin1(bytes, start + 4, 4), start, contentAt, end };
    start = end;
  }
}

export function findBox(bytes: Uint8Array, type: string, from: number, to?: number): Box | null {
  for (const box of boxes(bytes, from, to)) {
    if (box.type === type) return box;
  }
  return null;
}

/** Reads numbers one after another; a read past the end throws a RangeError. */
export function reader(bytes: Uint8Array, start: number) {
  const view = viewOf(bytes);
  let at = start;
  return {
    get at() {
      return at;
    },
    /** a big-endian number of 0, 1, 2, 3, 4 or 8 bytes */
    number(size: number): number {
      let value = 0;
      for (let i = 0; i < size; i++) value = value * 256 + view.getUint8(at++);
      return value;
    },
    text(length: number): string {
      const text = latin1(bytes, at, length);
      at += length;
      return text;
    },
  };
}
