/** Links that narrow the wall to one type of image; only types that are there are offered. */
import type { Showcase } from "../assets/showcase.ts";
import { contentType, galleryPath, IMAGE_TYPES, type ImageType, type View } from "./address.ts";
import { html, type Markup } from "./html.ts";
import type { Language } from "./language.ts";
import { TEXTS } from "./texts.ts";

export function typeFilter(view: View, language: Language, present: Showcase["types"]): Markup | null {
  const t = TEXTS[language];
  const types = IMAGE_TYPES.filter(
    (type) => type === view.type || present.some((counted) => counted.contentType === contentType(type)),
  );
  if (types.length < 2 && view.type === null) return null;
  const link = (type: ImageType | null, label: string) =>
    html`<li><a href="${galleryPath({ ...view, type, page: 1, after: null })}"${type === view.type && html` aria-current="true"`}>${label}</a></li>`;
  return html`
    <nav class="types" aria-label="${t.filter}"><ul>
      ${link(null, t.allTypes)}
      ${types.map((type) => link(type, type.toUpperCase()))}
    </ul></nav>`;
}
