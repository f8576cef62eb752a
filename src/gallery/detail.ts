/** One picture, large, with all that is known of it. */
import type { Asset } from "../assets/asset.ts";
import { publicUrl } from "../assets/links.ts";
import type { PublishedPicture } from "../database/published.ts";
import type { Services } from "../services.ts";
import { FIRST_VIEW, galleryPath, picturePath, type View } from "./address.ts";
import { downloads } from "./downloads.ts";
import { embedCodes } from "./embed-codes.ts";
import { html, type Markup } from "./html.ts";
import type { Language } from "./language.ts";
import { address, colour, image, picture, ratio, responsive } from "./picture.ts";
import { TEXTS, type Texts } from "./texts.ts";
import { day, dimensions, fileSize, format, title } from "./words.ts";

export function detail(services: Services, view: View, language: Language, shown: PublishedPicture): Markup {
  const t = TEXTS[language];
  const { asset } = shown;
  const name = title(asset, language);
  return html`
    <article class="detail">
      <div class="stage">${stage(services, asset, name)}</div>
      <div class="side">
        <h1 dir="auto">${name}</h1>
        ${asset.description && html`<p class="description" dir="auto">${asset.description}</p>`}
        ${embedCodes(asset, publicUrl(services, asset.storageKey), name, t)}
        ${facts(asset, language)}
        ${downloads(services, shown, language)}
        ${neighbours(view, shown, t)}
        <p><a class="quiet back" href="${galleryPath({ ...view, page: FIRST_VIEW.page, after: null })}">${t.backToGallery}</a></p>
      </div>
    </article>`;
}

function neighbours(view: View, { newer, older }: PublishedPicture, t: Texts): Markup | null {
  if (newer === null && older === null) return null;
  return html`
    <nav class="neighbours" aria-label="${t.pages}">
      ${newer && html`<a class="button" rel="prev" href="${picturePath(newer, view)}" title="${t.newer}">${t.previous}</a>`}
      ${older && html`<a class="button" rel="next" href="${picturePath(older, view)}" title="${t.older}">${t.next}</a>`}
    </nav>`;
}

/** The picture fills the stage as far as its pixels go. Without large renditions the original itself is shown. */
function stage(services: Services, asset: Asset, name: string): Markup {
  const options = {
    // A little less than a phone has pixels: sharp enough, and much sooner there.
    sizes: "(max-width:900px) 88vw, calc(100vw - 22rem)",
    alt: asset.altText?.trim() || name,
    eager: true,
  };
  const large = ["image/avif", "image/webp"].some((type) => responsive(asset, type).length > 0);
  const shown = large
    ? picture(services, asset, options)
    : image(asset, address(services, asset.storageKey), options);
  const size = asset.width && asset.height ? `--r:${ratio(asset).toFixed(4)};--w:${asset.width}px` : "";
  const ground = colour(asset) && `;--c:${colour(asset)}`;
  return html`<a class="picture" style="${size}${ground}" href="${address(services, asset.storageKey)}">${shown}</a>`;
}

function facts(asset: Asset, language: Language): Markup {
  const t = TEXTS[language];
  const changed = asset.updatedAt - asset.createdAt > 60_000;
  const rows: [string, Markup | string | null][] = [
    [t.fileName, asset.originalFileName && html`<bdi>${asset.originalFileName}</bdi>`],
    [t.dimensions, dimensions(asset)],
    [t.format, format(asset)],
    [t.size, fileSize(asset.size, language)],
    [t.added, day(asset.createdAt, language)],
    [t.changed, changed ? day(asset.updatedAt, language) : null],
    [t.alternativeText, asset.altText && html`<span dir="auto">${asset.altText}</span>`],
  ];
  return html`
    <dl class="facts" aria-label="${t.facts}">
      ${rows.flatMap(([term, value]) => (value ? [html`<div><dt>${term}</dt><dd>${value}</dd></div>`] : []))}
    </dl>`;
}
