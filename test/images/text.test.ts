import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type GlyphFiles, glyphFiles } from "../../src/images/font/glyph-files.ts";
import { type Coverage, drawText } from "../../src/images/font/text.ts";

const files = glyphFiles(env.ASSETS);
const draw = (text: string, size: number) => drawText(text, size, { width: 10_000, height: 10_000 }, files);
const at = ({ width, data }: Coverage, x: number, y: number) => data[Math.round(y) * width + Math.round(x)];
const ink = async (text: string) => (await draw(text, 60)).data.reduce((sum, value) => sum + value, 0);

/** The rows with ink between two columns: the first and the last. */
function inkedRows({ width, height, data }: Coverage, from: number, to: number): [number, number] {
  const rows = Array.from({ length: height }, (_, y) => y).filter((y) =>
    data.subarray(y * width + from, y * width + to).some((value) => value > 127),
  );
  return [rows[0] ?? -1, rows.at(-1) ?? -1];
}

describe("the bundled font", () => {
  it("draws a vertical bar where the font has it, as wide at twice the size twice", async () => {
    const columns = async (size: number) => {
      const { width, height, data } = await draw("l", size);
      const middle = data.subarray(Math.floor(height / 2) * width, Math.floor(height / 2) * width + width);
      return middle.reduce((sum, value) => sum + value, 0) / 255;
    };
    expect(await columns(200)).toBeCloseTo(2 * (await columns(100)), 0);
    expect(await columns(100)).toBeGreaterThan(12);
  });

  it("leaves the hole of an o open", async () => {
    const { width, height, data } = await draw("o", 100);
    const row = Math.round(height * 0.57);
    expect(data[row * width + (width >> 1)]).toBe(0);
    expect(Math.max(...data.subarray(row * width, row * width + (width >> 1)))).toBe(255);
  });

  it("puts accents on letters", async () => {
    expect(await ink("é")).toBeGreaterThan(await ink("e"));
    expect(await ink("e\u0301")).toBe(await ink("é"));
    expect(await ink("Жω")).toBeGreaterThan(0);
  });
});

describe("the font files", () => {
  it("have Chinese characters an em wide, with their strokes and holes", async () => {
    const mouth = await draw("口", 100);
    expect(mouth.width).toBe(100);
    const [top, bottom] = inkedRows(mouth, 0, 100);
    expect(bottom - top).toBeGreaterThan(60);
    expect(at(mouth, 50, (top + bottom) / 2)).toBe(0);
    const field = await draw("田", 100);
    expect(at(field, 50, (top + bottom) / 2)).toBe(255);
  });

  it("stand on one baseline with Latin letters", async () => {
    const both = await draw("H口", 100);
    const [top, baseline] = inkedRows(both, 0, both.width - 100);
    const [above, below] = inkedRows(both, both.width - 100, both.width);
    expect(baseline).toBe(115); // the ascent of the taller font, less the row that is the baseline's own
    expect(top).toBe(45);
    expect(above).toBeLessThan(top);
    expect(below - baseline).toBeGreaterThan(0);
    expect(below - baseline).toBeLessThan(12);
  });

  it.each([
    ["simplified Chinese", "版权所有翻印必究摄影师"],
    ["traditional Chinese", "版權所有攝影師龍貓臺灣"],
    ["Japanese", "無断転載禁止猫の写真カメラー峠込ゐヱ"],
    ["half-width kana", "ｶﾒﾗ"],
    ["Korean", "사진무단전재금지뷁힣"],
    ["Korean in parts", "한글".normalize("NFD")],
    ["Bopomofo", "ㄅㄆㄇ"],
    ["full-width letters and punctuation", "ＡＢｃ１２，。！？「」『』（）【】：；、・～￥"],
    ["signs", "★☆①②③→♪㈱〒"],
    ["characters beyond the first 65536", "𠮷𠮟"],
  ])("have %s, each character with ink of its own", async (_, text) => {
    const seen = new Set<string>();
    for (const character of text.normalize("NFC")) seen.add((await draw(character, 40)).data.join(""));
    expect(seen.size).toBe(new Set(text.normalize("NFC")).size);
  });

  it("has an ideographic space as wide as a character", async () => {
    expect((await draw("猫\u3000猫", 40)).width).toBe(120);
  });

  it("draw what is written otherwise in Japanese and Korean in the text's own way", async () => {
    const first = async (text: string) => {
      const { width, height, data } = await draw(text, 40);
      return Array.from({ length: height }, (_, y) => data.slice(y * width, y * width + 40).join()).join();
    };
    const [chinese, japanese] = [await first("直"), await first("直の")];
    expect(japanese).not.toBe(chinese);
    expect(await first("直線カ")).toBe(japanese);
    expect(await first("直接")).toBe(chinese);
    expect(await first("底가")).not.toBe(await first("底"));
  });

  it("are read only for what the text needs", async () => {
    const read = async (text: string) => {
      const names: string[] = [];
      const watched: GlyphFiles = (name) => {
        names.push(name);
        return files(name);
      };
      await drawText(text, 20, { width: 100, height: 100 }, watched);
      return names.sort();
    };
    expect(await read("© NekoHub – déjà vu")).toEqual([]);
    expect(await read("版权所有 · NekoHub")).toEqual(["common/62", "common/67", "common/72"]);
    expect(await read("猫の")).toEqual(["common/30", "common/73", "ja/30", "ja/73"]);
  });

  it("are missed by name: every character that none of them has", async () => {
    await expect(draw("猫🐱x🐶🐱", 36)).rejects.toThrow(
      expect.objectContaining({
        code: "watermark_font_unavailable",
        message: expect.stringContaining('no glyph for "🐱" (U+1F431), "🐶" (U+1F436), so'),
      }),
    );
  });

  it("say so when they can't be read", async () => {
    const broken = glyphFiles({ fetch: async () => new Response("busy", { status: 503 }) });
    await expect(drawText("猫", 36, { width: 99, height: 99 }, broken)).rejects.toThrow(
      expect.objectContaining({
        code: "watermark_font_unavailable",
        message: expect.stringContaining("common/73 could not be read (503)"),
      }),
    );
  });
});
