/**
 * The page around the content: `public/_shell/gallery.html` with its texts in the visitor's language, the
 * stylesheet inside, what belongs into the head, and the headers that keep everything foreign from running.
 */
import { sha256Base64 } from "../digest.ts";
import type { Services } from "../services.ts";
import type { View } from "./address.ts";
import { escapeHtml, html, Markup } from "./html.ts";
import { LANGUAGES, type Language, TAG } from "./language.ts";
import { TEXTS, type Texts } from "./texts.ts";

export interface Page {
  title: string;
  description: string;
  /** For the head: cards, canonical link, feeds. */
  head?: Markup | null;
  /** Speculation rules. */
  speculation?: string;
  main: Markup;
  view: View;
  language: Language;
  /** This same page in another language. */
  inLanguage(language: Language): string;
}

/**
 * Runs before the first paint, so that a chosen theme doesn't flash (the switch itself is in the script), and lets a
 * phone's line go to the first picture alone, then to the six of the first screen, then to the others: the stylesheet
 * holds back what `data-loading` says, for three seconds at most and not for a first tile without a picture. What has
 * come is painted before the next are laid out. A transition between pages that the browser skips is no error; one
 * that comes too late for the page is announced by no event, only by the promise that nobody could have taken.
 */
const FIRST_SCRIPT = `
(({ dataset }) => {
  try { dataset.theme = localStorage.theme || "" } catch {}
  const all = () => delete dataset.loading;
  const screen = () => {
    if (!dataset.loading) return;
    dataset.loading = "screen";
    const pictures = [...document.querySelectorAll(".wall li:nth-child(-n+6) img")];
    if (pictures.every(({ complete }) => complete)) all();
  };
  let came = false;
  const arrived = ({ target }) => {
    if (target.tagName !== "IMG" || !dataset.loading) return;
    came = true;
    requestAnimationFrame(() => setTimeout(screen));
  };
  dataset.loading = "first";
  for (const end of ["load", "error"]) document.addEventListener(end, arrived, true);
  addEventListener("load", () => came || all());
  setTimeout(all, 3000);
  for (const moment of ["pageswap", "pagereveal"])
    addEventListener(moment, ({ viewTransition }) => viewTransition?.ready.catch(() => {}));
  addEventListener("unhandledrejection", (event) =>
    String(event.reason).includes("Transition was aborted") && event.preventDefault());
})(document.documentElement)`.replace(/\n\s*/g, "");

/** The static files have no host of their own; any will do. */
const SITE = "https://site.invalid";
const SHELL = "/_shell/gallery";
const STYLE = "/_shell/gallery.css";
const SCRIPT = "/_g/gallery.js";

/** @returns the HTML and its security headers */
export async function fillShell(services: Services, page: Page): Promise<{ body: string; headers: Headers }> {
  const [shell, style, script] = await Promise.all([
    file(services, SHELL),
    file(services, STYLE).then(async (response) => squeeze(await response.text())),
    scriptAddress(services),
  ]);
  const rewriter = new HTMLRewriter();
  const { language, view } = page;
  const t = TEXTS[language];
  // What becomes an attribute must be escaped here: the rewriter sees to quotes alone.
  const on = (selector: string, element: (element: Element) => void) => rewriter.on(selector, { element });
  on("html", (element) => void element.setAttribute("lang", TAG[language]));
  on("title", (element) => void element.setInnerContent(page.title));
  on(
    "meta[name=description]",
    (element) => void element.setAttribute("content", escapeHtml(page.description)),
  );
  on("[data-text]", (element) => {
    element.setInnerContent(textOf(t, element.getAttribute("data-text")));
    element.removeAttribute("data-text");
  });
  on("[data-label]", (element) => {
    const label = textOf(t, element.getAttribute("data-label"));
    if (element.tagName === "input") element.setAttribute("placeholder", label);
    if (element.tagName === "button") element.setAttribute("title", label);
    element.setAttribute("aria-label", label);
    element.removeAttribute("data-label");
  });
  on("style", (element) => void element.setInnerContent(style, { html: true }));
  on("head > script", (element) => void element.setInnerContent(FIRST_SCRIPT, { html: true }));
  on("head", (element) => void element.append(headOf(page).text, { html: true }));
  on("a.brand", (element) => void element.setAttribute("href", home(view)));
  on(".search form", (element) => void element.append(kept(view).text, { html: true }));
  on(".search input", (element) => void element.setAttribute("value", escapeHtml(view.query)));
  on(".languages", (element) => void element.setInnerContent(languages(page).text, { html: true }));
  on("body > script", (element) => void element.setAttribute("src", script));
  on("main", (element) => void element.setInnerContent(page.main.text, { html: true }));
  const body = await rewriter.transform(shell).text();
  return { body, headers: await securityHeaders(services, style, page.speculation) };
}

function headOf({ head, speculation }: Page): Markup {
  const rules = speculation && html`<script type="speculationrules">${new Markup(speculation)}</script>`;
  return html`${head}${rules}`;
}

async function file({ site }: Services, path: string): Promise<Response> {
  const response = await site.fetch(new URL(path, SITE));
  if (!response.ok) throw new Error(`${path} is not among the static files (${response.status})`);
  return response;
}

/** Its version is in the address, so browsers may keep it for ever. Without a build the pages work all the same. */
async function scriptAddress({ site }: Services): Promise<string> {
  const { headers } = await site.fetch(new URL(SCRIPT, SITE), { method: "HEAD" });
  const version = headers.get("etag")?.replace(/\W/g, "").slice(0, 12);
  return version ? `${SCRIPT}?v=${version}` : SCRIPT;
}

/** Comments and indentation are for us, not for the network. */
function squeeze(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replace(/;}/g, "}")
    .replaceAll(": ", ":")
    .trim();
}

function textOf(t: Texts, key: string | null): string {
  const text = Object.entries(t).find(([name]) => name === key)?.[1];
  if (typeof text !== "string") throw new Error(`the shell asks for a text "${key}" that no catalogue has`);
  return text;
}

function home({ language }: View): string {
  return language === null ? "/gallery" : `/gallery?lang=${language}`;
}

/** A new search keeps type and language. */
function kept({ type, language }: View): Markup {
  return html`${type && html`<input type="hidden" name="type" value="${type}">`}${language && html`<input type="hidden" name="lang" value="${language}">`}`;
}

function languages({ language, inLanguage }: Page): Markup {
  const links = LANGUAGES.filter((other) => other !== language).map(
    (other) =>
      html`<a href="${inLanguage(other)}" hreflang="${TAG[other]}" lang="${TAG[other]}">${TEXTS[language].otherLanguage}</a>`,
  );
  return html`${links}`;
}

/** Scripts and styles are our own or named by their hash; pictures may also come from where the storage serves them. */
async function securityHeaders({ settings }: Services, style: string, speculation = ""): Promise<Headers> {
  const named = await Promise.all([style, FIRST_SCRIPT, speculation].map(sha256Base64));
  const [styleHash, scriptHash, rulesHash] = named.map((hash) => `'sha256-${hash}'`);
  const pictures = settings.publicBaseUrl === null ? "" : ` ${new URL(settings.publicBaseUrl).origin}`;
  const policy = {
    "default-src": "'none'",
    "img-src": `'self' data:${pictures}`,
    "style-src": `'self' ${styleHash}`,
    "style-src-attr": "'unsafe-inline'",
    "script-src": `'self' ${scriptHash} ${rulesHash}`,
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
  };
  return new Headers({
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": Object.entries(policy)
      .map((directive) => directive.join(" "))
      .join("; "),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
  });
}
