/** The gallery's pages as responses: which page, in which language, for how long it may be kept. */
import type { Context } from "hono";
import { showcase, showcasePicture } from "../assets/showcase.ts";
import type { AppEnv } from "../http/router.ts";
import {
  contentType,
  FIRST_VIEW,
  galleryPath,
  LAST_NUMBERED_PAGE,
  PAGE_SIZE,
  picturePath,
  readView,
  type View,
} from "./address.ts";
import { detail } from "./detail.ts";
import { pictureHead, wallHead } from "./head.ts";
import type { Markup } from "./html.ts";
import { type Language, preferredLanguage } from "./language.ts";
import { notice } from "./notice.ts";
import { fillShell, type Page } from "./shell.ts";
import { SITE_NAME } from "./site.ts";
import { FROM_PICTURE, FROM_WALL } from "./speculation.ts";
import { TEXTS } from "./texts.ts";
import { wall } from "./wall.ts";
import { title } from "./words.ts";

type C = Context<AppEnv>;

export async function wallPage(c: C): Promise<Response> {
  const { view, language } = read(c);
  const address = galleryPath(view);
  const elsewhere = otherSpelling(c, address);
  if (elsewhere) return elsewhere;
  const { services } = c.var;
  const beyond = view.after === null && view.page > LAST_NUMBERED_PAGE;
  const shown = await showcase(services, {
    text: view.query,
    contentType: view.type && contentType(view.type),
    page: beyond ? LAST_NUMBERED_PAGE : view.page,
    pageSize: PAGE_SIZE,
    after: beyond ? 0 : view.after,
  });
  const t = TEXTS[language];
  const name = view.query === "" ? t.gallery : t.resultsFor(view.query);
  const description = t.galleryDescription(SITE_NAME);
  const page = view.page > 1 ? ` · ${t.page(String(view.page))}` : "";
  return respond(
    c,
    {
      title: `${name}${page} · ${SITE_NAME}`,
      description,
      head: wallHead(services, view, { name, description, language }, shown.assets),
      speculation: FROM_WALL,
      main: wall(services, view, language, shown),
      view,
      language,
      inLanguage: (other) => galleryPath({ ...view, language: other }),
    },
    shown.assets.length === 0 && view.page > 1 ? 404 : 200,
  );
}

export async function picturePage(c: C, id: string): Promise<Response> {
  const { view, language } = read(c);
  const { services } = c.var;
  const shown = await showcasePicture(services, id, {
    text: view.query,
    contentType: view.type && contentType(view.type),
  });
  const t = TEXTS[language];
  if (shown === null)
    return noticePage(c, 404, t.goneTitle, notice(t.goneTitle, t.goneText, toGallery(view, language)));
  const address = picturePath(shown.asset.id, view);
  const elsewhere = otherSpelling(c, address);
  if (elsewhere) return elsewhere;
  const { asset } = shown;
  const name = title(asset, language);
  const description = [asset.description, asset.altText].find((text) => text?.trim()) ?? name;
  return respond(c, {
    title: `${name} · ${SITE_NAME}`,
    description,
    head: pictureHead(services, view, { name, description, language }, asset),
    speculation: FROM_PICTURE,
    main: detail(services, view, language, shown),
    view,
    language,
    inLanguage: (other) => picturePath(asset.id, { ...view, language: other }),
  });
}

export function missingPage(c: C): Promise<Response> {
  const { view, language } = read(c);
  const t = TEXTS[language];
  return noticePage(c, 404, t.missingTitle, notice(t.missingTitle, t.missingText, toGallery(view, language)));
}

export function failurePage(c: C, status: number, traceId: string): Promise<Response> {
  const { view, language } = read(c);
  const t = TEXTS[language];
  const text = `${t.errorText} ${t.errorTrace(traceId)}`;
  return noticePage(c, status, t.errorTitle, notice(t.errorTitle, text, toGallery(view, language)));
}

function noticePage(c: C, status: number, heading: string, main: Markup): Promise<Response> {
  const { view, language } = read(c);
  return respond(
    c,
    {
      title: `${heading} · ${SITE_NAME}`,
      description: heading,
      main,
      view: { ...FIRST_VIEW, language: view.language },
      language,
      inLanguage: (other) => galleryPath({ ...FIRST_VIEW, language: other }),
    },
    status,
  );
}

function toGallery({ language }: View, reads: Language) {
  return { href: galleryPath({ ...FIRST_VIEW, language }), label: TEXTS[reads].toGallery };
}

function read(c: C): { view: View; language: Language } {
  const view = readView(new URL(c.req.url).searchParams);
  return { view, language: view.language ?? preferredLanguage(c.req.header("accept-language")) };
}

/** Not permanent: what a parameter means may change one day. */
function otherSpelling(c: C, address: string): Response | null {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search === address ? null : c.redirect(address, 302);
}

async function respond(c: C, page: Page, status = 200): Promise<Response> {
  const { body, headers } = await fillShell(c.var.services, page);
  headers.set("Content-Language", page.language);
  if (page.view.language === null) headers.append("Vary", "Accept-Language");
  return new Response(body, { status, headers });
}
