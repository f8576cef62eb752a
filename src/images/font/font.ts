import { viewOf } from "../bytes.ts";
import { openFontFile } from "./font-file.ts";

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

export function openFont(file: ArrayBuffer): Font {
  const { unitsPerEm, ascent, descent, indexOf, advanceOf, outlineOf } = openFontFile(new Uint8Array(file));
  const contoursOf = (index: number): OutlinePoint[][] => {
    const outline = outlineOf(index);
    if (outline.length === 0) return [];
    const view = viewOf(outline);
    return view.getInt16(0) >= 0 ? simpleOutline(view) : compositeOutline(view, contoursOf);
  };
  return {
    unitsPerEm,
    ascent,
    descent,
    glyph(codePoint) {
      const index = indexOf(codePoint);
      return index === 0 ? null : { advance: advanceOf(index), contours: contoursOf(index) };
    },
  };
}

const ON_CURVE = 1;
const REPEAT = 8;

function simpleOutline(view: DataView): OutlinePoint[][] {
  const count = view.getInt16(0);
  const ends = Array.from({ length: count }, (_, i) => view.getUint16(10 + i * 2));
  let at = 10 + count * 2;
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
function compositeOutline(view: DataView, contoursOf: (index: number) => OutlinePoint[][]): OutlinePoint[][] {
  const outline: OutlinePoint[][] = [];
  let at = 10;
  for (let more = true; more; ) {
    const flags = view.getUint16(at);
    const part = contoursOf(view.getUint16(at + 2));
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
