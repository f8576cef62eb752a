import { byteAt, latin1, viewOf } from "../bytes.ts";
import type { Orientation, StoredFacts } from "../facts.ts";
import { type Box, boxes, findBox, reader } from "./boxes.ts";

/** What a `meta` box says of its items (ISO/IEC 14496-12 chapter 8.11; HEIF, ISO/IEC 23008-12). */
export interface Item {
  id: number;
  type: string;
  /** of `mime` items: `application/rdf+xml` is XMP */
  contentType: string;
  /** byte ranges in the file; null when they are made in a way that cannot be followed here */
  extents: { start: number; end: number }[] | null;
}

/** Items by their `infe` entries, with the byte ranges of `iloc`. */
export function readItems(bytes: Uint8Array, meta: Box): Item[] {
  const inside = meta.contentAt + 4;
  const infoBox = findBox(bytes, "iinf", inside, meta.end);
  if (!infoBox) return [];
  const located = readLocations(bytes, meta);
  const entriesAt = infoBox.contentAt + (byteAt(bytes, infoBox.contentAt) === 0 ? 6 : 8);
  const items: Item[] = [];
  for (const box of boxes(bytes, entriesAt, infoBox.end)) {
    const version = byteAt(bytes, box.contentAt);
    if (box.type !== "infe" || version < 2) continue;
    const read = reader(bytes, box.contentAt + 4);
    const id = read.number(version === 2 ? 2 : 4);
    read.number(2);
    const type = read.text(4);
    const [, contentType = ""] = latin1(bytes, read.at, box.end - read.at).split("\0");
    items.push({ id, type, contentType, extents: located.get(id) ?? null });
  }
  return items;
}

function readLocations(bytes: Uint8Array, meta: Box): Map<number, Item["extents"]> {
  const located = new Map<number, Item["extents"]>();
  const box = findBox(bytes, "iloc", meta.contentAt + 4, meta.end);
  if (!box) return located;
  const dataBox = findBox(bytes, "idat", meta.contentAt + 4, meta.end);
  const version = byteAt(bytes, box.contentAt);
  const read = reader(bytes, box.contentAt + 4);
  const sizes = read.number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  const count = read.number(version < 2 ? 2 : 4);
  for (let i = 0; i < count && read.at < box.end; i++) {
    const id = read.number(version < 2 ? 2 : 4);
    const construction = version > 0 ? read.number(2) & 15 : 0;
    const dataReference = read.number(2);
    const base = read.number(baseSize);
    const extentCount = read.number(2);
    const origin = construction === 0 ? 0 : construction === 1 ? dataBox?.contentAt : undefined;
    let extents: Item["extents"] = origin === undefined || dataReference !== 0 ? null : [];
    for (let e = 0; e < extentCount && read.at < box.end; e++) {
      read.number(indexSize);
      const start = (origin ?? 0) + base + read.number(offsetSize);
      const end = start + read.number(lengthSize);
      if (end > bytes.length) extents = null;
      extents?.push({ start, end });
    }
    located.set(id, extents);
  }
  return located;
}

/** The properties of one item in the order in which they apply. */
function propertiesOf(bytes: Uint8Array, meta: Box, itemId: number): Box[] {
  const properties = findBox(bytes, "iprp", meta.contentAt + 4, meta.end);
  const container = properties && findBox(bytes, "ipco", properties.contentAt, properties.end);
  if (!container) return [];
  const all = [...boxes(bytes, container.contentAt, container.end)];
  const found: Box[] = [];
  for (const box of boxes(bytes, properties.contentAt, properties.end)) {
    if (box.type !== "ipma") continue;
    const view = viewOf(bytes);
    const version = view.getUint8(box.contentAt);
    const wide = (view.getUint8(box.contentAt + 3) & 1) !== 0;
    const read = reader(bytes, box.contentAt + 4);
    const entries = read.number(4);
    for (let i = 0; i < entries && read.at < box.end; i++) {
      const id = read.number(version < 1 ? 2 : 4);
      const count = read.number(1);
      for (let k = 0; k < count && read.at < box.end; k++) {
        const property = all[(wide ? read.number(2) & 0x7fff : read.number(1) & 0x7f) - 1];
        if (id === itemId && property) found.push(property);
      }
    }
  }
  return found;
}

/** EXIF orientation of a quarter-turn count (`irot`, anticlockwise), without and with a mirror after it. */
const TURNED: readonly Orientation[] = [1, 8, 3, 6];
const TURNED_THEN_UPSIDE_DOWN: readonly Orientation[] = [4, 5, 2, 7];
const TURNED_THEN_LEFT_RIGHT: readonly Orientation[] = [2, 7, 4, 5];

function orientationOf(turns: number, mirrorAxis: number | null): Orientation {
  const table =
    mirrorAxis === null ? TURNED : mirrorAxis === 0 ? TURNED_THEN_UPSIDE_DOWN : TURNED_THEN_LEFT_RIGHT;
  return table[turns & 3] ?? 1;
}

/**
 * Size, depth, profile and alpha of the primary item, from its properties. EXIF orientation does not count in
 * AVIF: `irot` and `imir` turn the picture (HEIF, chapter 6.5.10).
 *
 * @returns null when the file has no still picture of type av01 or a grid of them
 */
export function readAvifFacts(bytes: Uint8Array): StoredFacts | null {
  const meta = findBox(bytes, "meta", 0);
  const primary = meta && findBox(bytes, "pitm", meta.contentAt + 4, meta.end);
  if (!primary) return null;
  const id = reader(bytes, primary.contentAt + 4).number(byteAt(bytes, primary.contentAt) === 0 ? 2 : 4);
  const view = viewOf(bytes);
  let size: { width: number; height: number } | null = null;
  let turns = 0;
  let mirror: number | null = null;
  let [components, bitDepth, icc] = [3, 8, false];
  for (const { type, contentAt } of propertiesOf(bytes, meta, id)) {
    if (type === "ispe")
      size = { width: view.getUint32(contentAt + 4), height: view.getUint32(contentAt + 8) };
    else if (type === "irot") turns = view.getUint8(contentAt) & 3;
    else if (type === "imir") mirror = view.getUint8(contentAt) & 1;
    else if (type === "colr" && /prof|rICC/.test(latin1(bytes, contentAt, 4))) icc = true;
    else if (type === "pixi") {
      components = view.getUint8(contentAt + 4);
      if (components > 0) bitDepth = view.getUint8(contentAt + 5);
    }
  }
  if (!size) return null;
  const alpha = hasAlphaItem(bytes, meta);
  return {
    ...size,
    orientation: orientationOf(turns, mirror),
    progressive: false,
    interlaced: false,
    components: alpha ? components + 1 : components,
    alpha,
    animated: latin1(bytes, 8, 4) === "avis" || findBox(bytes, "moov", 0) !== null,
    bitDepth,
    icc,
  };
}

/** Alpha is an auxiliary picture that says so in an `auxC` property (MIAF, ISO/IEC 23000-22). */
function hasAlphaItem(bytes: Uint8Array, meta: Box): boolean {
  const properties = findBox(bytes, "iprp", meta.contentAt + 4, meta.end);
  const container = properties && findBox(bytes, "ipco", properties.contentAt, properties.end);
  if (!container) return false;
  for (const { type, contentAt, end } of boxes(bytes, container.contentAt, container.end)) {
    if (type === "auxC" && /auxid:1\0|auxiliary:alpha\0/.test(latin1(bytes, contentAt, end - contentAt))) {
      return true;
    }
  }
  return false;
}

/** `ftyp` with an AVIF brand among its first or compatible ones (AVIF specification, chapter 6). */
export function isAvif(bytes: Uint8Array): boolean {
  if (latin1(bytes, 4, 4) !== "ftyp") return false;
  const end = Math.min(viewOf(bytes).getUint32(0), bytes.length, 256);
  for (let at = 8; at + 4 <= end; at += 4) {
    if (/^avi[fs]$/.test(latin1(bytes, at, 4))) return true;
  }
  return false;
}
