/** The newest pictures for those who subscribe: JSON Feed 1.1 and RSS 2.0. */
import type { Asset } from "../assets/asset.ts";
import { publicUrl } from "../assets/links.ts";
import { showcase } from "../assets/showcase.ts";
import type { Services } from "../services.ts";
import { timestamp } from "../shape.ts";
import { FIRST_VIEW, picturePath } from "./address.ts";
import { cardImage } from "./card-image.ts";
import { html, type Markup } from "./html.ts";
import { SITE_NAME } from "./site.ts";
import { TEXTS } from "./texts.ts";
import { title } from "./words.ts";
import { xml } from "./xml.ts";

const ITEMS = 30;

/** A feed has one language: a reader asks without saying which its owner reads. */
const LANGUAGE = "en";

export async function jsonFeed(services: Services): Promise<string> {
  const { origin } = services;
  const assets = await newest(services);
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: SITE_NAME,
    description: TEXTS[LANGUAGE].galleryDescription(SITE_NAME),
    home_page_url: `${origin}/gallery`,
    feed_url: `${origin}/feed.json`,
    icon: `${origin}/icon-180.png`,
    items: assets.map((asset) => ({
      id: asset.id,
      url: link(services, asset),
      title: title(asset, LANGUAGE),
      content_html: content(services, asset).text,
      image: cardImage(services, asset)?.url,
      date_published: timestamp(asset.createdAt),
      date_modified: timestamp(asset.updatedAt),
      attachments: [
        {
          url: publicUrl(services, asset.storageKey),
          mime_type: asset.contentType,
          size_in_bytes: asset.size,
        },
      ],
    })),
  });
}

export async function rss(services: Services): Promise<string> {
  const { origin } = services;
  const items = (await newest(services)).map((asset) => {
    const url = publicUrl(services, asset.storageKey);
    return xml`
    <item>
      <guid isPermaLink="false">${asset.id}</guid>
      <link>${link(services, asset)}</link>
      <title>${title(asset, LANGUAGE)}</title>
      <description>${content(services, asset).text}</description>
      <pubDate>${new Date(asset.createdAt).toUTCString()}</pubDate>
      <enclosure url="${url}" type="${asset.contentType}" length="${asset.size}"/>
    </item>`;
  });
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>${SITE_NAME}</title>
    <link>${origin}/gallery</link>
    <description>${TEXTS[LANGUAGE].galleryDescription(SITE_NAME)}</description>
    <language>${LANGUAGE}</language>
    <atom:link href="${origin}/feed.xml" rel="self" type="application/rss+xml"/>${items}
  </channel>
</rss>
`.text;
}

async function newest(services: Services): Promise<Asset[]> {
  const all = { text: "", contentType: null, page: 1, pageSize: ITEMS, after: null };
  return (await showcase(services, all)).assets;
}

function link({ origin }: Services, { id }: Asset): string {
  return origin + picturePath(id, FIRST_VIEW);
}

function content(services: Services, asset: Asset): Markup {
  const image = cardImage(services, asset);
  const alt = asset.altText?.trim() || title(asset, LANGUAGE);
  return html`${image && html`<p><img src="${image.url}" alt="${alt}" width="${image.width}" height="${image.height}"></p>`}${asset.description && html`<p>${asset.description}</p>`}`;
}
