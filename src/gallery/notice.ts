/** What stands where pictures would: empty, not found, failed. */
import { html, type Markup } from "./html.ts";

export function notice(heading: string, text: string, next?: { href: string; label: string }): Markup {
  return html`
    <section class="notice">
      <svg class="cat" aria-hidden="true"><use href="#cat"/></svg>
      <h2>${heading}</h2>
      <p>${text}</p>
      ${next && html`<p><a class="button" href="${next.href}">${next.label}</a></p>`}
    </section>`;
}
