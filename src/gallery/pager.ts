/** Real links to the other pages; the script replaces them by continuous loading. */
import type { Showcase } from "../assets/showcase.ts";
import { galleryPath, LAST_NUMBERED_PAGE, PAGE_SIZE, type View } from "./address.ts";
import { html, type Markup } from "./html.ts";
import type { Language } from "./language.ts";
import { TEXTS } from "./texts.ts";
import { number } from "./words.ts";

/** Page numbers beside the current one. */
const AROUND = 1;

/** @returns null when everything is on this page, or nothing: the notice there has a way back of its own */
export function pager(view: View, language: Language, shown: Showcase): Markup | null {
  const t = TEXTS[language];
  const last = Math.min(LAST_NUMBERED_PAGE, Math.ceil(shown.total / PAGE_SIZE));
  if (shown.assets.length === 0 || (view.page === 1 && shown.next === null)) return null;
  const link = (page: number) => {
    const label = number(page, language);
    return page === view.page
      ? html`<li><a aria-current="page" aria-label="${t.page(label)}">${label}</a></li>`
      : html`<li><a href="${numbered(view, page)}" aria-label="${t.page(label)}">${label}</a></li>`;
  };
  let before = 0;
  const numbers = wanted(view.page, last).flatMap((page) => {
    const gap = page > before + 1 ? [html`<li aria-hidden="true">…</li>`] : [];
    before = page;
    return [...gap, link(page)];
  });
  return html`
    <nav class="pager" aria-label="${t.pages}">
      ${view.page > 1 && html`<a class="button" rel="prev" href="${previous(view)}">${t.previousPage}</a>`}
      <ol>${numbers}</ol>
      ${shown.next !== null && html`<a class="button" rel="next" href="${next(view, shown.next)}">${t.nextPage}</a>`}
    </nav>`;
}

/** First, last and those around the current page. */
function wanted(current: number, last: number): number[] {
  const near = Array.from({ length: 2 * AROUND + 1 }, (_, i) => current - AROUND + i);
  const pages = [1, ...near, last].filter((page) => page === current || (page >= 1 && page <= last));
  return [...new Set(pages)].sort((a, b) => a - b);
}

function numbered(view: View, page: number): string {
  return galleryPath({ ...view, page, after: null });
}

/** From the deep, where pages have no number of their own to go back by, the way leads to the last that has one. */
function previous(view: View): string {
  return numbered(view, Math.min(view.page - 1, LAST_NUMBERED_PAGE));
}

/** By position, not by number: what is uploaded meanwhile moves no picture to the next page a second time. */
function next(view: View, after: number): string {
  return galleryPath({ ...view, page: view.page + 1, after });
}
