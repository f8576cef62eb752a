/** The wall: a page of pictures in justified rows, which CSS alone lays out. */
import type { Asset } from "../assets/asset.ts";
import type { Showcase } from "../assets/showcase.ts";
import type { Services } from "../services.ts";
import { galleryPath, picturePath, type View } from "./address.ts";
import { html, type Markup } from "./html.ts";
import type { Language } from "./language.ts";
import { notice } from "./notice.ts";
import { pager } from "./pager.ts";
import { colour, layoutRatio, picture } from "./picture.ts";
import { TEXTS } from "./texts.ts";
import { typeFilter } from "./type-filter.ts";
import { beginning, day, dimensions, fileSize, format, number, title } from "./words.ts";

/**
 * The first picture is what a visitor waits for, and on a phone it fills the width: it is asked for while the page
 * still arrives, alone, since whatever shares a weak line with it delays it. The others follow with the first layout.
 */
const FIRST = 0;

export function wall(services: Services, view: View, language: Language, shown: Showcase): Markup {
  const t = TEXTS[language];
  const count = `${number(shown.total, language)}${shown.more ? "+" : ""}`;
  const heading = view.query === "" ? t.gallery : t.resultsFor(view.query);
  return html`
    <div class="head">
      <h1 dir="auto">${heading}</h1>
      <p class="count" role="status">${t.images(count, shown.total === 1)}</p>
      ${view.query !== "" && html`<a class="quiet" href="${galleryPath({ ...view, query: "", page: 1, after: null })}">${t.clearSearch}</a>`}
      ${typeFilter(view, language, shown.types)}
    </div>
    ${
      shown.assets.length === 0
        ? nothing(view, language)
        : html`
    <ul class="wall">
      ${shown.assets.map((asset, i) => tile(services, asset, view, language, i))}
    </ul>`
    }
    ${pager(view, language, shown)}`;
}

function tile(services: Services, asset: Asset, view: View, language: Language, i: number): Markup {
  const t = TEXTS[language];
  const r = layoutRatio(asset);
  const name = title(asset, language);
  const shown = picture(services, asset, {
    sizes: sizes(r, i),
    // Without an alternative text the caption beside it names the picture, once.
    alt: asset.altText?.trim() ?? "",
    eager: i === FIRST,
  });
  const style = `--r:${r}${colour(asset) && `;--c:${colour(asset)}`}`;
  return html`
    <li style="${style}"><a href="${picturePath(asset.id, view)}">
      ${shown ?? html`<span class="none">${t.noPreview}</span>`}
      <span class="caption">
        <b dir="auto">${beginning(name, 80)}</b>
        ${asset.description && html`<span dir="auto">${beginning(asset.description, 120)}</span>`}
        <small>${facts(asset, language)}</small>
      </span>
    </a></li>`;
}

function facts(asset: Asset, language: Language): Markup {
  const known = [format(asset), dimensions(asset), fileSize(asset.size, language)].filter(Boolean);
  return html`${known.join(" · ")} · ${day(asset.createdAt, language)}`;
}

/**
 * How wide a tile of this ratio comes out, rows being stretched by about a fifth; `auto` replaces it where known.
 * The first on a phone has the row for itself; a little less than that is sharp enough and much sooner there.
 */
function sizes(r: number, i: number): string {
  const phone = i === FIRST ? 88 : Math.min(97, Math.round(Math.min(r, 2) * 32));
  return `(max-width:640px) ${phone}vw, clamp(${Math.round(r * 200)}px, ${Math.round(r * 20)}vw, ${Math.round(r * 310)}px)`;
}

function nothing(view: View, language: Language): Markup {
  const t = TEXTS[language];
  const start = galleryPath({ ...view, query: "", type: null, page: 1, after: null });
  if (view.page > 1) return notice(t.pastEndTitle, t.pastEndText, { href: start, label: t.toFirstPage });
  if (view.query !== "" || view.type !== null)
    return notice(t.noResultTitle, t.noResultText, { href: start, label: t.toGallery });
  return notice(t.emptyTitle, t.emptyText);
}
