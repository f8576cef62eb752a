/** An asset in words: its title, and its facts as a person reads them. */
import type { Asset } from "../assets/asset.ts";
import { html, type Markup } from "./html.ts";
import { type Language, TAG } from "./language.ts";
import { TEXTS } from "./texts.ts";

type Texts = Pick<Asset, "originalFileName" | "altText" | "description">;

export function title({ originalFileName, altText, description }: Texts, language: Language): string {
  const given = [originalFileName, altText, description].map((text) => text?.trim());
  return given.find(Boolean) ?? TEXTS[language].untitled;
}

/** The first words of a text; a surrogate pair is not cut in half. */
export function beginning(text: string, length: number): string {
  const characters = Array.from(text.replace(/\s+/g, " ").trim());
  return characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
}

export function dimensions({ width, height }: Pick<Asset, "width" | "height">): string | null {
  return width && height ? `${width} × ${height}` : null;
}

/** `JPEG` for `image/jpeg`. */
export function format({ contentType }: Pick<Asset, "contentType">): string {
  return contentType.replace(/^image\//, "").toUpperCase();
}

const UNITS = ["B", "kB", "MB", "GB"];

export function fileSize(bytes: number, language: Language): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = number(bytes / 1000 ** power, language, power === 0 || bytes / 1000 ** power >= 10 ? 0 : 1);
  return `${amount} ${UNITS[power]}`;
}

export function number(value: number, language: Language, fractionDigits = 0): string {
  return value.toLocaleString(TAG[language], { maximumFractionDigits: fractionDigits });
}

export function day(milliseconds: number, language: Language): Markup {
  const date = new Date(milliseconds);
  const shown = date.toLocaleDateString(TAG[language], { dateStyle: "medium", timeZone: "UTC" });
  return html`<time datetime="${date.toISOString()}">${shown}</time>`;
}
