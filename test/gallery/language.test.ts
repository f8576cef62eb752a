import { expect, it } from "vitest";
import { preferredLanguage } from "../../src/gallery/language.ts";
import { page } from "./page.ts";

it.each([
  [undefined, "en"],
  ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
  ["en-GB,en;q=0.9,zh;q=0.8", "en"],
  ["fr,zh;q=0.5,en;q=0.4", "zh"],
  ["zh;q=0, en;q=0.1", "en"],
  ["de", "en"],
  [";;;q=,,=", "en"],
])("for %s it reads %s", (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});

it("speaks Chinese to those who prefer it, and to those who ask for it", async () => {
  const preferred = await page("/gallery", { "accept-language": "zh-CN" });
  expect(preferred.text).toContain('<html lang="zh-Hans">');
  expect(preferred.text).toContain("图库");
  expect((await page("/gallery?lang=zh")).text).toContain("搜索图片");
  expect((await page("/gallery?lang=en", { "accept-language": "zh-CN" })).text).toContain("Search images");
});

it("leaves no text of the shell untranslated", async () => {
  const { text } = await page("/gallery?lang=zh");
  expect(text).not.toMatch(/data-text|data-label|Sign in|Skip/);
});
