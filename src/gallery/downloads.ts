/** The original and everything that was made of it, to take home. */
import { publicUrl } from "../assets/links.ts";
import type { PublishedPicture } from "../database/published.ts";
import type { Services } from "../services.ts";
import { html, type Markup } from "./html.ts";
import type { Language } from "./language.ts";
import { TEXTS } from "./texts.ts";
import { dimensions, fileSize, format } from "./words.ts";

export function downloads(
  services: Services,
  { asset, derivatives }: PublishedPicture,
  language: Language,
): Markup {
  const t = TEXTS[language];
  const stem = (asset.originalFileName ?? asset.id).replace(/\.[^.]*$/, "") || asset.id;
  const made = derivatives.map((derivative) => {
    const name = `${stem}-${derivative.kind}${derivative.extension}`;
    const known = [dimensions(derivative), format(derivative), fileSize(derivative.size, language)];
    return html`<li><a href="${publicUrl(services, derivative.storageKey)}" download="${name}"><span dir="auto">${derivative.kind}</span> <small>${known.filter(Boolean).join(" · ")}</small></a></li>`;
  });
  return html`
    <section class="downloads">
      <a class="button primary" href="${publicUrl(services, asset.storageKey)}" download="${asset.originalFileName ?? ""}">${t.downloadOriginal}</a>
      ${made.length > 0 && html`<details><summary>${t.downloads}</summary><ul>${made}</ul></details>`}
    </section>`;
}
