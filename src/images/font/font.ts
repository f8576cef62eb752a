import { latin1, viewOf } from "../bytes.ts";

/** A point of an outline in font units, y upwards; off the curve it bends the line between its neighbours. */
export interface OutlinePoint {
  x: number;
  y: number;
  onCurve: boolean;
}

export interface Glyph {
  /** font units to the next glyph's origin */
  advance: number;
  contours: OutlinePoint[][];
}

export interface Font {
  unitsPerEm: number;
  /** font units above the baseline, and below it as a negative number */
  ascent: number;
  descent: number;
  /** null when the font has no glyph for the character */
  glyph(codePoint: number): Glyph | null;
}

/** Reads a TrueType font (OpenType 1.9: head, hhea, hmtx, loca, glyf, and a cmap of format 4). */
export function openFont(file: ArrayBuffer): Font {
  const bytes = new Uint8Array(file);
  const view = viewOf(bytes);
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + i * 16;
    tables.set(latin1(bytes, at, 4), view.getUint32(at + 8));
  }
  const table = (name: string) => {
    const at = tables.get(name);
    if (at === undefined) throw new Error(`the font has no ${name} table`);
    return at;
  };
  const [head, hhea, hmtx, loca, glyf] = [
    table("head"),
    table("hhea"),
    table("hmtx"),
    table("loca"),
    table("glyf"),
  ];
  const longOffsets = view.getInt16(head + 50) === 1;
  const metrics = view.getUint16(hhea + 34);
  const indexOf = characterMap(view, table("cmap"));
  const offsetOf = (index: number) =>
    glyf + (longOffsets ? view.getUint32(loca + index * 4) : view.getUint16(loca + index * 2) * 2);
  const outlineOf = (index: number): OutlinePoint[][] => {
    const at = offsetOf(index);
    if (offsetOf(index + 1) === at) return [];
    return view.getInt16(at) >= 0 ? simpleOutline(view, at) : compositeOutline(view, at, outlineOf);
  };
  return {
    unitsPerEm: view.getUint16(head + 18),
    ascent: view.getInt16(hhea + 4),
    descent: view.getInt16(hhea + 6),
    glyph(codePoint) {
      const index = indexOf(codePoint);
      if (index === 0) return null;
      const advance = view.getUint16(hmtx + Math.min(index, metrics - 1) * 4);
      return { advance, contours: outlineOf(index) };
    },
  };
}

/** Segments of characters, each with a difference to the glyph's number or a place in a list of numbers. */
function characterMap(view: DataView, cmap: number): (codePoint: number) => number {
  const start = cmap + view.getUint32(cmap + 8);
  if (view.getUint16(start) !== 4) throw new Error("the font's character map is of another format");
  const span = view.getUint16(start + 6);
  const ends = start + 14;
  const [starts, deltas, offsets] = [ends + span + 2, ends + span * 2 + 2, ends + span * 3 + 2];
  return (codePoint) => {
    for (let i = 0; i < span; i += 2) {
      if (view.getUint16(ends + i) < codePoint) continue;
      const first = view.getUint16(starts + i);
      if (first > codePoint) return 0;
      const offset = view.getUint16(offsets + i);
      if (offset === 0) return (codePoint + view.getUint16(deltas + i)) & 0xffff;
      const index = view.getUint16(offsets + i + offset + (codePoint - first) * 2);
      return index === 0 ? 0 : (index + view.getUint16(deltas + i)) & 0xffff;
    }
    return 0;
  };
}

const ON_CURVE = 1;
const REPEAT = 8;

function simpleOutline(view: DataView, glyph: number): OutlinePoint[][] {
  const count = view.getInt16(glyph);
  const ends = Array.from({ length: count }, (_, i) => view.getUint16(glyph + 10 + i * 2));
  let at = glyph + 10 + count * 2;
  at += 2 + view.getUint16(at); // instructions
  const points = (ends.at(-1) ?? -1) + 1;
  const flags: number[] = [];
  while (flags.length < points) {
    const flag = view.getUint8(at++);
    const times = flag & REPEAT ? view.getUint8(at++) + 1 : 1;
    for (let i = 0; i < times; i++) flags.push(flag);
  }
  // Each coordinate is a difference to the one before: one byte with its sign in the flag, two bytes, or none.
  const coordinates = (short: number, same: number) => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += flag & same ? view.getUint8(at++) : -view.getUint8(at++);
      else if (!(flag & same)) {
        value += view.getInt16(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = coordinates(2, 16);
  const ys = coordinates(4, 32);
  return ends.map((end, i) => {
    const from = i === 0 ? 0 : (ends[i - 1] ?? 0) + 1;
    return flags.slice(from, end + 1).map((flag, k) => ({
      x: xs[from + k] ?? 0,
      y: ys[from + k] ?? 0,
      onCurve: (flag & ON_CURVE) !== 0,
    }));
  });
}

/** A letter and its accent: other glyphs, moved, and perhaps scaled or turned. */
function compositeOutline(
  view: DataView,
  glyph: number,
  outlineOf: (index: number) => OutlinePoint[][],
): OutlinePoint[][] {
  const outline: OutlinePoint[][] = [];
  let at = glyph + 10;
  for (let more = true; more; ) {
    const flags = view.getUint16(at);
    const part = outlineOf(view.getUint16(at + 2));
    const words = (flags & 1) !== 0;
    const dx = words ? view.getInt16(at + 4) : view.getInt8(at + 4);
    const dy = words ? view.getInt16(at + 6) : view.getInt8(at + 5);
    at += words ? 8 : 6;
    const factors = flags & 0x80 ? 4 : flags & 0x40 ? 2 : flags & 0x08 ? 1 : 0;
    const [a = 1, b = 0, c = 0, d = 1] = matrix(
      Array.from({ length: factors }, (_, i) => view.getInt16(at + i * 2) / 2 ** 14),
    );
    at += factors * 2;
    const move = ({ x, y, onCurve }: OutlinePoint) => ({
      x: a * x + c * y + dx,
      y: b * x + d * y + dy,
      onCurve,
    });
    outline.push(...part.map((contour) => contour.map(move)));
    more = (flags & 0x20) !== 0;
  }
  return outline;
}

/** None, one for both directions, one each, or all four. */
function matrix(factors: number[]): number[] {
  const [first, second] = factors;
  if (first === undefined || factors.length === 4) return factors;
  return [first, 0, 0, second ?? first];
}
