/**
 * The glyphs of Chinese, Japanese and Korean, in `public/_fonts/`: too many for the Worker itself, which reads of
 * them what a text needs. `common` has one glyph for each character, `ja` and `ko` those that are written otherwise
 * there; a file has 256 code points and is named for them, as `common/4e.ttf`.
 */
/// <reference path="./subset-font.d.ts" />
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import subsetFont from "subset-font";
import { type FontFile, openFontFile } from "../images/font/font-file.ts";
import { type Metrics, type StoredGlyph, writeFont } from "./font-writer.ts";
import { ROOT } from "./project.ts";
import { run } from "./refusal.ts";
import { readIfThere } from "./written-files.ts";

export const FONT_FOLDER = join(ROOT, "public/_fonts");
const BUNDLED_FONT = join(ROOT, "src/images/font/noto-sans-bold.bin");

/** Where several have a character, `common` takes it from the first. */
const TYPEFACES = [
  { name: "noto-sans-sc", language: null },
  { name: "noto-sans-jp", language: "ja" },
  { name: "noto-sans-kr", language: "ko" },
];
const BOLD = 700;

type Glyphs = Map<number, StoredGlyph>;

/** Takes a few seconds when a package or this recipe has changed, and none otherwise. */
export async function buildFonts(): Promise<void> {
  const recipe = await recipeOf();
  if ((await stampOf(FONT_FOLDER)) === recipe) return;
  const folder = join(ROOT, ".wrangler", `fonts-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFonts(folder);
    await writeFile(join(folder, STAMP), recipe);
    await takePlace(folder, recipe);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const STAMP = "recipe.txt";

async function recipeOf(): Promise<string> {
  const hash = createHash("sha256");
  const packages = [join(ROOT, "node_modules/subset-font"), ...TYPEFACES.map(({ name }) => packageOf(name))];
  const sources = ["commands/build-fonts.ts", "commands/font-writer.ts", "images/font/font-file.ts"];
  for (const path of [
    ...packages.map((folder) => join(folder, "package.json")),
    ...sources.map((path) => join(ROOT, "src", path)),
    BUNDLED_FONT,
  ]) {
    hash.update(await readFile(path));
  }
  return hash.digest("hex");
}

async function stampOf(folder: string): Promise<string | undefined> {
  return (await readIfThere(join(folder, STAMP)))?.toString();
}

/** A running server never finds half a folder; of builds at once the first to be done is as good as any other. */
async function takePlace(folder: string, recipe: string): Promise<void> {
  try {
    await rm(FONT_FOLDER, { recursive: true, force: true });
    await mkdir(join(ROOT, "public"), { recursive: true });
    await rename(folder, FONT_FOLDER);
  } catch (thrown) {
    if ((await stampOf(FONT_FOLDER)) !== recipe) throw thrown;
  }
}

async function writeFonts(folder: string): Promise<void> {
  const bundled = openFontFile(await readFile(BUNDLED_FONT));
  const common: Glyphs = new Map();
  for (const { name, language } of TYPEFACES) {
    const glyphs = await readTypeface(name);
    const otherwise: Glyphs = new Map();
    for (const [codePoint, glyph] of glyphs) {
      if (bundled.indexOf(codePoint) !== 0) continue; // the Worker has it
      const known = common.get(codePoint);
      if (!known) common.set(codePoint, glyph);
      else if (!isSame(known, glyph)) otherwise.set(codePoint, glyph);
    }
    if (language) await writeBlocks(join(folder, language), otherwise);
  }
  await writeBlocks(join(folder, "common"), common);
  await writeFile(join(folder, "OFL.txt"), await readFile(join(packageOf("noto-sans-sc"), "LICENSE")));
}

function isSame(a: StoredGlyph, b: StoredGlyph): boolean {
  return a.advance === b.advance && Buffer.compare(a.outline, b.outline) === 0;
}

async function writeBlocks(folder: string, glyphs: Glyphs): Promise<void> {
  await mkdir(folder);
  for (const [block, ofBlock] of Map.groupBy(glyphs, ([codePoint]) => codePoint >> 8)) {
    const font = writeFont(METRICS, new Map(ofBlock));
    await writeFile(join(folder, `${block.toString(16).padStart(2, "0")}.ttf`), font);
  }
}

/** A package has its typeface in parts, each with some hundred characters, and a list of which are where. */
async function readTypeface(name: string): Promise<Glyphs> {
  const folder = packageOf(name);
  const parts: Record<string, string> = JSON.parse(await readFile(join(folder, "unicode.json"), "utf8"));
  const glyphs: Glyphs = new Map();
  for (const [part, ranges] of Object.entries(parts)) {
    const path = join(folder, "files", `${name}-${part.replace(/[[\]]/g, "")}-wght-normal.woff2`);
    const font = openFontFile(await bold(await readFile(path)));
    checkMetrics(font, path);
    for (const codePoint of codePointsIn(ranges)) {
      const index = font.indexOf(codePoint);
      if (index === 0) continue;
      glyphs.set(codePoint, { advance: font.advanceOf(index), outline: font.outlineOf(index) });
    }
  }
  return glyphs;
}

/** One weight of a font that has all of them, without what a layout engine would need. */
function bold(font: Buffer): Promise<Buffer> {
  return subsetFont(font, undefined, {
    targetFormat: "truetype",
    keepAllGlyphs: true,
    variationAxes: { wght: BOLD },
    noHinting: true,
    keepFeatures: [],
    dropTables: ["GSUB", "GPOS", "GDEF", "BASE", "STAT"],
  });
}

/** What all the parts have, and so the files made of them, whichever they come from. */
const METRICS: Metrics = { unitsPerEm: 1000, ascent: 1160, descent: -288 };

function checkMetrics({ unitsPerEm, ascent, descent }: FontFile, path: string): void {
  const same = unitsPerEm === METRICS.unitsPerEm && ascent === METRICS.ascent && descent === METRICS.descent;
  if (!same) throw new Error(`${path} is drawn on another grid: ${unitsPerEm}, ${ascent}, ${descent}.`);
}

/** Of `U+4e00-4e0b,U+4e0d`. */
function* codePointsIn(ranges: string): Generator<number> {
  for (const range of ranges.split(",")) {
    const [first = Number.NaN, last = first] = range
      .replace(/^U\+/i, "")
      .split("-")
      .map((hex) => Number.parseInt(hex, 16));
    for (let codePoint = first; codePoint <= last; codePoint++) yield codePoint;
  }
}

function packageOf(name: string): string {
  return join(ROOT, "node_modules/@fontsource-variable", name);
}

if (process.argv[1] === import.meta.filename) await run(buildFonts);
