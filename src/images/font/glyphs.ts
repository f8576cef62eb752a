import { AppError } from "../../errors.ts";
import { type Font, type Glyph, openFont } from "./font.ts";
import type { GlyphFiles } from "./glyph-files.ts";
import notoSansBold from "./noto-sans-bold.bin";

/** A glyph and the font whose units it is drawn in. */
export interface FoundGlyph {
  font: Font;
  glyph: Glyph;
}

let bundled: Font | null = null;

/** Latin, Greek and Cyrillic. */
function bundledFont(): Font {
  bundled ??= openFont(notoSansBold);
  return bundled;
}

/**
 * The glyphs of a text in their order: from the bundled font, and from files for what it lacks, of which only those
 * are read that the text needs.
 *
 * @throws {AppError} `watermark_font_unavailable` when no font has a character
 */
export async function glyphsOf(text: string, files: GlyphFiles): Promise<FoundGlyph[]> {
  const codePoints = codePointsOf(text);
  const others = codePoints.filter((codePoint) => find([bundledFont()], codePoint) === null);
  const fonts = await fontsOf(new Set(others.map(blockOf)), foldersFor(text), files);
  const glyphs = new Map<number, FoundGlyph>();
  const missing = new Set<number>();
  for (const codePoint of codePoints) {
    const found = find([bundledFont(), ...(fonts.get(blockOf(codePoint)) ?? [])], codePoint);
    if (found) glyphs.set(codePoint, found);
    else missing.add(codePoint);
  }
  if (missing.size > 0) throw noGlyphsFor([...missing]);
  return codePoints.flatMap((codePoint) => glyphs.get(codePoint) ?? []);
}

/** Composed where that exists; of spaces only the ideographic one has a width of its own. */
function codePointsOf(text: string): number[] {
  const composed = text.normalize("NFC").replace(/[^\S\u3000]/gu, " ");
  return Array.from(composed, (character) => character.codePointAt(0) ?? 0);
}

/** Many characters are written differently in each language; only kana and hangul tell which one is meant. */
function foldersFor(text: string): string[] {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return ["ja", "common"];
  if (/\p{Script=Hangul}/u.test(text)) return ["ko", "common"];
  return ["common"];
}

/** A file has 256 characters and is named for them. */
function blockOf(codePoint: number): string {
  return (codePoint >> 8).toString(16).padStart(2, "0");
}

/** The fonts that may have a block's characters, the most fitting first. */
async function fontsOf(
  blocks: ReadonlySet<string>,
  folders: readonly string[],
  files: GlyphFiles,
): Promise<Map<string, Font[]>> {
  const fontsOfBlock = async (block: string): Promise<[string, Font[]]> => {
    const read = await Promise.all(folders.map((folder) => files(`${folder}/${block}`)));
    return [block, read.filter((file) => file !== null).map(openFont)];
  };
  return new Map(await Promise.all([...blocks].map(fontsOfBlock)));
}

function find(fonts: readonly Font[], codePoint: number): FoundGlyph | null {
  for (const font of fonts) {
    const glyph = font.glyph(codePoint);
    if (glyph) return { font, glyph };
  }
  return null;
}

const NAMED_AT_MOST = 10;

function noGlyphsFor(codePoints: readonly number[]): AppError {
  const names = codePoints
    .slice(0, NAMED_AT_MOST)
    .map((codePoint) => `"${String.fromCodePoint(codePoint)}" (U+${hex(codePoint)})`);
  const more = codePoints.length - names.length;
  const all = names.join(", ") + (more > 0 ? ` and ${more} more` : "");
  return new AppError(
    "watermark_font_unavailable",
    `The fonts of this deployment have no glyph for ${all}, so the watermark cannot be drawn.`,
  );
}

function hex(codePoint: number): string {
  return codePoint.toString(16).toUpperCase().padStart(4, "0");
}
