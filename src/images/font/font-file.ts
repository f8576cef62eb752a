import { latin1, viewOf } from "../bytes.ts";

/** A TrueType font as it is stored, glyphs by their number. */
export interface FontFile {
  unitsPerEm: number;
  /** font units above the baseline, and below it as a negative number */
  ascent: number;
  descent: number;
  /** the number of a character's glyph; 0 when there is none */
  indexOf(codePoint: number): number;
  /** font units to the next glyph's origin */
  advanceOf(index: number): number;
  /** its part of the glyf table; empty for a blank */
  outlineOf(index: number): Uint8Array;
}

/** Reads a TrueType font (OpenType 1.9: head, hhea, hmtx, loca, glyf, and a cmap of format 4 or 12). */
export function openFontFile(bytes: Uint8Array): FontFile {
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
  const [head, hhea, hmtx] = [table("head"), table("hhea"), table("hmtx")];
  const [loca, glyf] = [table("loca"), table("glyf")];
  const longOffsets = view.getInt16(head + 50) === 1;
  const metrics = view.getUint16(hhea + 34);
  const offsetOf = (index: number) =>
    glyf + (longOffsets ? view.getUint32(loca + index * 4) : view.getUint16(loca + index * 2) * 2);
  return {
    unitsPerEm: view.getUint16(head + 18),
    ascent: view.getInt16(hhea + 4),
    descent: view.getInt16(hhea + 6),
    indexOf: characterMap(view, table("cmap")),
    advanceOf: (index) => view.getUint16(hmtx + Math.min(index, metrics - 1) * 4),
    outlineOf: (index) => bytes.subarray(offsetOf(index), offsetOf(index + 1)),
  };
}

function characterMap(view: DataView, cmap: number): (codePoint: number) => number {
  const maps = new Map<number, number>();
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const start = cmap + view.getUint32(cmap + 8 + i * 8);
    maps.set(view.getUint16(start), start);
  }
  const [all, basic] = [maps.get(12), maps.get(4)];
  if (all !== undefined) return groups(view, all);
  if (basic !== undefined) return segments(view, basic);
  throw new Error("the font's character map is of another format");
}

/** Format 12: runs of characters, each with the number of its first glyph. */
function groups(view: DataView, start: number): (codePoint: number) => number {
  const end = start + 16 + view.getUint32(start + 12) * 12;
  return (codePoint) => {
    for (let at = start + 16; at < end; at += 12) {
      if (view.getUint32(at + 4) < codePoint) continue;
      const first = view.getUint32(at);
      return first > codePoint ? 0 : view.getUint32(at + 8) + codePoint - first;
    }
    return 0;
  };
}

/** Format 4: segments of characters, each with a difference to the glyph's number or a place in a list of numbers. */
function segments(view: DataView, start: number): (codePoint: number) => number {
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
