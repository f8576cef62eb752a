/** The console's texts in the person's language. Each language is a chunk of its own: nobody loads the other one. */
import { recall, remember } from "../state/browser-storage.ts";
import { createStore } from "../state/store.ts";
import type { Texts, Word } from "./en.ts";

export const LANGUAGES = { en: "English", "zh-CN": "简体中文" } as const;
export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import("./en.ts")).en,
  "zh-CN": async () => (await import("./zh-cn.ts")).zhCn,
};

export const language = createStore<Language>("en");
let texts: Texts;

export function preferredLanguage(): Language {
  const chosen = recall("language");
  if (chosen === "en" || chosen === "zh-CN") return chosen;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) ? "zh-CN" : "en";
}

export async function speak(next: Language): Promise<void> {
  texts = await CATALOGUES[next]();
  document.documentElement.lang = next;
  language.set(next);
}

export async function chooseLanguage(next: Language): Promise<void> {
  remember("language", next);
  await speak(next);
}

type Values = Record<string, string | number>;

/** `{name}` stands for a value; with `n`, a text that has a `.one` beside it is chosen by the language's plural rule. */
export function t(word: Word, values: Values = {}): string {
  const { n } = values;
  const single: string = `${word}.one`;
  const one = n === 1 && isWord(single) ? single : word;
  return (texts[one] ?? texts[word] ?? word).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : value;
  });
}

export function isWord(word: string): word is Word {
  return word in texts;
}

/** Each format is made once: a list of pictures needs it hundreds of times, and making it is the dear part. */
const formats = new Map<string, unknown>();

function kept<Format, const Options extends object>(
  make: new (language: string, options: Options) => Format,
  options: Options,
): Format {
  const key = `${make.name} ${language.get()} ${JSON.stringify(options)}`;
  const format = (formats.get(key) as Format | undefined) ?? new make(language.get(), options);
  formats.set(key, format);
  return format;
}

export function number(value: number): string {
  return kept(Intl.NumberFormat, {}).format(value);
}

export function dateTime(utc: string): string {
  return kept(Intl.DateTimeFormat, { dateStyle: "medium", timeStyle: "short" }).format(new Date(utc));
}

export function date(utc: string): string {
  return kept(Intl.DateTimeFormat, { dateStyle: "medium" }).format(new Date(utc));
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** 1000 to the next unit, as the units' names say. */
export function bytes(size: number): string {
  const step = Math.min(UNITS.length - 1, size < 1000 ? 0 : Math.floor(Math.log10(size) / 3));
  const value = size / 1000 ** step;
  // The short name of this one is "byte", and the narrow one stands too close.
  if (step === 0) return `${number(size)} B`;
  return kept(Intl.NumberFormat, {
    style: "unit",
    unit: UNITS[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: value < 10 && step > 1 ? 2 : value < 100 ? 1 : 0,
  }).format(value);
}

const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** "3 minutes ago"; beyond a week, the date. */
export function ago(utc: string): string {
  const seconds = (Date.now() - Date.parse(utc)) / 1000;
  if (seconds > 7 * 86_400) return date(utc);
  const format = kept(Intl.RelativeTimeFormat, { numeric: "auto" });
  for (const [unit, length] of AGES)
    if (seconds >= length) return format.format(-Math.floor(seconds / length), unit);
  return format.format(0, "second");
}
