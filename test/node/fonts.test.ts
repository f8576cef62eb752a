import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildFonts, FONT_FOLDER } from "../../src/commands/build-fonts.ts";
import { writeFont } from "../../src/commands/font-writer.ts";
import { openFontFile } from "../../src/images/font/font-file.ts";

const METRICS = { unitsPerEm: 1000, ascent: 1160, descent: -288 };

it("writes a font that reads as it was meant, over holes and beyond the first 65536 characters", () => {
  const outline = (...bytes: number[]) => Uint8Array.from(bytes);
  const glyphs = new Map([
    [0x4e02, { advance: 900, outline: outline(7) }],
    [0x4e00, { advance: 1000, outline: outline(1, 2, 3) }],
    [0x4e01, { advance: 1000, outline: outline() }],
    [0x4e09, { advance: 500, outline: outline(9, 9) }],
    [0x20bb7, { advance: 1000, outline: outline(4, 5) }],
  ]);
  const font = openFontFile(writeFont(METRICS, glyphs));
  expect(font).toMatchObject(METRICS);
  for (const [codePoint, { advance, outline }] of glyphs) {
    const index = font.indexOf(codePoint);
    expect(index).toBeGreaterThan(0);
    expect([font.advanceOf(index), [...font.outlineOf(index)]]).toEqual([advance, [...outline]]);
  }
  for (const codePoint of [0, 0x4dff, 0x4e03, 0x4e0a, 0xbb7, 0x20bb8]) {
    expect(font.indexOf(codePoint)).toBe(0);
  }
});

describe("the build", () => {
  beforeAll(buildFonts);

  const open = async (name: string) => openFontFile(await readFile(join(FONT_FOLDER, `${name}.ttf`)));
  const outlineOf = async (name: string, character: string) => {
    const font = await open(name);
    const index = font.indexOf(character.codePointAt(0) ?? 0);
    return index === 0 ? null : Buffer.from(font.outlineOf(index)).toString("hex");
  };

  it("has files that Cloudflare takes: few, small, with their licence", async () => {
    const paths = await readdir(FONT_FOLDER, { recursive: true });
    const fonts = paths.filter((path) => path.endsWith(".ttf"));
    expect(fonts.length).toBeGreaterThan(300);
    expect(fonts.length).toBeLessThan(600);
    const sizes = await Promise.all(fonts.map(async (path) => (await stat(join(FONT_FOLDER, path))).size));
    expect(Math.max(...sizes)).toBeLessThan(150_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(13e6);
    expect(await readFile(join(FONT_FOLDER, "OFL.txt"), "utf8")).toContain(
      "SIL OPEN FONT LICENSE Version 1.1",
    );
  });

  it("keeps for Japanese and Korean what is written otherwise there, and that alone", async () => {
    const chinese = await outlineOf("common/76", "直");
    expect(chinese).toMatch(/^[0-9a-f]{100}/);
    expect(await outlineOf("ja/76", "直")).not.toBe(chinese);
    expect(await outlineOf("ja/76", "直")).not.toBeNull();
    expect(await outlineOf("common/4e", "一")).not.toBeNull();
    expect(await outlineOf("ja/4e", "一")).toBeNull();
    expect(await outlineOf("common/ac", "가")).not.toBeNull();
    expect((await readdir(join(FONT_FOLDER, "ko"))).includes("ac.ttf")).toBe(false);
  });

  it("leaves out what the Worker's own font has", async () => {
    const bundled = openFontFile(
      await readFile(join(import.meta.dirname, "../../src/images/font/noto-sans-bold.bin")),
    );
    const more = await open("common/20");
    for (let codePoint = 0x2000; codePoint < 0x2100; codePoint++) {
      if (bundled.indexOf(codePoint) !== 0) expect(more.indexOf(codePoint)).toBe(0);
    }
    expect(more.indexOf(0x203b)).toBeGreaterThan(0); // ※
  });

  it("does nothing when nothing has changed", async () => {
    const before = (await stat(FONT_FOLDER)).mtimeMs;
    await buildFonts();
    expect((await stat(FONT_FOLDER)).mtimeMs).toBe(before);
  });
});
