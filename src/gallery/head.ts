/** What belongs into the head for those who share, find and subscribe: cards, canonical addresses, structured data. */
import type { Asset } from "../assets/asset.ts";
import { publicUrl } from "../assets/links.ts";
import type { Services } from "../services.ts";
import { timestamp } from "../shape.ts";
import { FIRST_VIEW, galleryPath, picturePath, type View } from "./address.ts";
import { type CardImage, cardImage } from "./card-image.ts";
import { html, jsonInScript, type Markup } from "./html.ts";
import { LANGUAGES, type Language, TAG } from "./language.ts";
import { fallback } from "./picture.ts";
import { SITE_NAME } from "./site.ts";
import { beginning } from "./words.ts";

const OPEN_GRAPH_LOCALE: Record<Language, string> = { en: "en_US", zh: "zh_CN" };

/** As long as networks show it. */
const DESCRIPTION_LENGTH = 200;

export interface Subject {
  name: string;
  description: string;
  language: Language;
}

export function wallHead(services: Services, view: View, subject: Subject, assets: Asset[]): Markup {
  // By page number: the position behind it moves with every upload.
  const address = (language: Language | null) =>
    services.origin + galleryPath({ ...view, after: null, language });
  const shown = assets.find(({ renditions }) => renditions.length > 0);
  return html`
    ${view.query !== "" && html`<meta name="robots" content="noindex">`}
    ${addresses(address, view.language)}
    ${card("website", address(view.language), subject, shown ? cardImage(services, shown) : null, shown?.altText)}
    <link rel="alternate" type="application/feed+json" href="/feed.json" title="${SITE_NAME}">
    <link rel="alternate" type="application/rss+xml" href="/feed.xml" title="${SITE_NAME}">`;
}

export function pictureHead(services: Services, view: View, subject: Subject, asset: Asset): Markup {
  const address = (language: Language | null) =>
    services.origin + picturePath(asset.id, { ...FIRST_VIEW, language });
  const canonical = address(view.language);
  const oembed = `/oembed?${new URLSearchParams({ url: address(null) })}`;
  return html`
    ${addresses(address, view.language)}
    ${card("article", canonical, subject, cardImage(services, asset), asset.altText)}
    <link rel="alternate" type="application/json+oembed" href="${oembed}" title="${subject.name}">
    <script type="application/ld+json">${jsonInScript(imageObject(services, asset, subject, canonical))}</script>`;
}

/** One canonical address, and the same page in each language. */
function addresses(address: (language: Language | null) => string, named: Language | null): Markup {
  return html`
    <link rel="canonical" href="${address(named)}">
    <link rel="alternate" hreflang="x-default" href="${address(null)}">
    ${LANGUAGES.map((language) => html`<link rel="alternate" hreflang="${TAG[language]}" href="${address(language)}">`)}`;
}

/** Open Graph, and what Twitter wants beyond it. */
function card(
  type: string,
  url: string,
  { name, description, language }: Subject,
  image: CardImage | null,
  alt: string | null = null,
): Markup {
  const property = (key: string, content: string | number | null) =>
    content !== null && html`<meta property="og:${key}" content="${content}">`;
  return html`
    ${property("type", type)}
    ${property("site_name", SITE_NAME)}
    ${property("title", name)}
    ${property("description", beginning(description, DESCRIPTION_LENGTH))}
    ${property("url", url)}
    ${property("locale", OPEN_GRAPH_LOCALE[language])}
    ${
      image && [
        property("image", image.url),
        property("image:type", image.contentType),
        property("image:width", image.width),
        property("image:height", image.height),
        property("image:alt", alt?.trim() || name),
      ]
    }
    <meta name="twitter:card" content="${image ? "summary_large_image" : "summary"}">`;
}

function imageObject(services: Services, asset: Asset, { name, description }: Subject, url: string) {
  const thumbnail = fallback(asset);
  return {
    "@context": "https://schema.org",
    "@type": "ImageObject",
    name,
    description,
    url,
    contentUrl: publicUrl(services, asset.storageKey),
    thumbnailUrl: thumbnail ? publicUrl(services, thumbnail.storageKey) : undefined,
    encodingFormat: asset.contentType,
    contentSize: String(asset.size),
    width: asset.width ?? undefined,
    height: asset.height ?? undefined,
    caption: asset.altText?.trim() || undefined,
    uploadDate: timestamp(asset.createdAt),
    dateModified: timestamp(asset.updatedAt),
  };
}
