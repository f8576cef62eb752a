/** The picture's link, and the codes that show it elsewhere, with its real alternative text. */
import type { Asset } from "../assets/asset.ts";
import { escapeHtml, html, type Markup } from "./html.ts";
import type { Texts } from "./texts.ts";

export function codes(
  { altText, width, height }: Pick<Asset, "altText" | "width" | "height">,
  url: string,
  name: string,
): Record<"Markdown" | "HTML" | "BBCode", string> {
  const alt = (altText?.trim() || name).replace(/\s+/g, " ");
  const size = width && height ? ` width="${width}" height="${height}"` : "";
  return {
    Markdown: `![${alt.replace(/[\\[\]`*_<>!]/g, "\\$&")}](${url.replace(/[()]/g, percent)})`,
    HTML: `<img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}"${size}>`,
    // BBCode has no alternative text that all boards know, and none may end the tag.
    BBCode: `[img]${url}[/img]`,
  };
}

/** `encodeURIComponent` leaves parentheses as they are, which end a Markdown link. */
function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

/** Buttons for those with a script, and the fields that they copy, for everybody. */
export function embedCodes(asset: Asset, url: string, name: string, t: Texts): Markup {
  const fields: [name: string, label: string, code: string][] = [
    ["Link", t.link, url],
    ...Object.entries(codes(asset, url, name)).map(([kind, code]): [string, string, string] => [
      kind,
      kind,
      code,
    ]),
  ];
  return html`
    <div class="copies" aria-live="polite">
      ${fields.map(([kind, label]) => html`<button class="button" type="button" data-code="${kind}" data-copied="${t.copied}">${kind === "Link" ? t.copyLink : label}</button>`)}
    </div>
    <details class="codes">
      <summary>${t.embedCodes}</summary>
      ${fields.map(([kind, label, code]) => html`<label><span>${label}</span><input readonly name="${kind}" value="${code}" dir="ltr"></label>`)}
    </details>`;
}
