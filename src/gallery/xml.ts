/** XML 1.0 as tagged templates: values are escaped, and characters that XML can't carry at all are left out. */
import { escapeHtml, Markup } from "./html.ts";

type Value = string | number | Markup | readonly Markup[];

export function xml(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...values.map(write)));
}

function write(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(write).join("");
  return escapeHtml(String(value).toWellFormed().replace(UNSPEAKABLE, ""));
}

/** Everything beside `Char` of XML 1.0, section 2.2. */
const UNSPEAKABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
