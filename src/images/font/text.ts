import type { Size } from "../picture.ts";
import type { OutlinePoint } from "./font.ts";
import type { GlyphFiles } from "./glyph-files.ts";
import { glyphsOf } from "./glyphs.ts";

/** How much of each pixel a text covers, 0 to 255, row by row. */
export interface Coverage extends Size {
  data: Uint8Array;
}

/**
 * Draws one line of text in bold. Parts beyond `within` are cut off.
 *
 * @param size - the height of an em, in pixels
 * @param files - where glyphs are that the bundled font lacks
 * @throws {AppError} `watermark_font_unavailable` when no font has a character
 */
export async function drawText(
  text: string,
  size: number,
  within: Size,
  files: GlyphFiles,
): Promise<Coverage> {
  const glyphs = await glyphsOf(text, files);
  // All stand on one baseline, below the highest ascent.
  const above = Math.max(...glyphs.map(({ font }) => font.ascent / font.unitsPerEm));
  const below = Math.max(...glyphs.map(({ font }) => -font.descent / font.unitsPerEm));
  const edges: Edge[] = [];
  let x = 0;
  for (const { font, glyph } of glyphs) {
    const scale = size / font.unitsPerEm;
    const left = x;
    const place = (point: OutlinePoint) => ({
      ...point,
      x: left + point.x * scale,
      y: above * size - point.y * scale,
    });
    if (left - size < within.width) {
      for (const contour of glyph.contours) addEdges(contour.map(place), edges);
    }
    x += glyph.advance * scale;
  }
  const [width, height] = [Math.ceil(x), Math.ceil((above + below) * size)];
  return fill(edges, { width: Math.min(width, within.width), height: Math.min(height, within.height) });
}

/** A straight piece of an outline, in pixels, y downwards. */
interface Edge {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** pieces that a curve is cut into: enough that at the largest size none is seen */
const CURVE_PIECES = 8;

/** Between two points off the curve there is one on it, halfway (OpenType, glyf). */
function addEdges(points: readonly OutlinePoint[], edges: Edge[]): void {
  const whole = points.flatMap((point, i) => {
    const next = points[(i + 1) % points.length] ?? point;
    const between = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, onCurve: true };
    return point.onCurve || next.onCurve ? [point] : [point, between];
  });
  const start = whole.findIndex(({ onCurve }) => onCurve);
  const inOrder = [...whole.slice(start), ...whole.slice(0, start)];
  let from = inOrder[0];
  for (let i = 1; from && i <= inOrder.length; i++) {
    const point = inOrder[i % inOrder.length] ?? from;
    if (point.onCurve) {
      edges.push({ x0: from.x, y0: from.y, x1: point.x, y1: point.y });
      from = point;
      continue;
    }
    const end = inOrder[(i + 1) % inOrder.length] ?? from;
    addCurve(from, point, end, edges);
    from = end;
    i++;
  }
}

function addCurve(from: OutlinePoint, bend: OutlinePoint, to: OutlinePoint, edges: Edge[]): void {
  let [x0, y0] = [from.x, from.y];
  for (let piece = 1; piece <= CURVE_PIECES; piece++) {
    const t = piece / CURVE_PIECES;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
    const [x1, y1] = [a * from.x + b * bend.x + c * to.x, a * from.y + b * bend.y + c * to.y];
    edges.push({ x0, y0, x1, y1 });
    [x0, y0] = [x1, y1];
  }
}

/** lines looked at in each row of pixels */
const LINES = 8;

/** Fills what the outlines wind around: along each line exactly, between lines by their mean. */
function fill(edges: readonly Edge[], { width, height }: Size): Coverage {
  const data = new Uint8Array(width * height);
  const row = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    const near = edges.filter((edge) => Math.min(edge.y0, edge.y1) < y + 1 && Math.max(edge.y0, edge.y1) > y);
    for (let line = 0; line < LINES; line++) addLine(near, y + (line + 0.5) / LINES, row);
    for (let x = 0; x < width; x++) data[y * width + x] = Math.round(((row[x] ?? 0) * 255) / LINES);
  }
  return { width, height, data };
}

function addLine(edges: readonly Edge[], y: number, row: Float32Array): void {
  const crossings = edges
    .filter(({ y0, y1 }) => y0 <= y !== y1 <= y)
    .map(({ x0, y0, x1, y1 }) => ({ x: x0 + ((y - y0) * (x1 - x0)) / (y1 - y0), turn: y1 > y0 ? 1 : -1 }))
    .toSorted((a, b) => a.x - b.x);
  let winding = 0;
  for (const [i, { x, turn }] of crossings.entries()) {
    winding += turn;
    const next = crossings[i + 1];
    if (winding !== 0 && next) addSpan(row, x, next.x);
  }
}

function addSpan(row: Float32Array, from: number, to: number): void {
  const last = Math.min(row.length - 1, Math.floor(to));
  for (let x = Math.max(0, Math.floor(from)); x <= last; x++) {
    row[x] = (row[x] ?? 0) + Math.max(0, Math.min(to, x + 1) - Math.max(from, x));
  }
}
