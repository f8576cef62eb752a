/** Which language a visitor reads: the one in the address, else the first they prefer that we have. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** As `lang` and `hreflang` have it. */
export const TAG: Record<Language, string> = { en: "en", zh: "zh-Hans" };

export function isLanguage(word: string | null): word is Language {
  return LANGUAGES.some((language) => language === word);
}

/** @param header - `Accept-Language` (RFC 9110, 12.5.4) */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? "")
    .split(",")
    .map((entry) => {
      const [range = "", ...parameters] = entry.trim().toLowerCase().split(";");
      const quality = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean);
      return { language: range.split("-")[0] ?? "", quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) if (isLanguage(language)) return language;
  return "en";
}
