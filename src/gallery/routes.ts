/** Where the public gallery answers. */

import { assetNotFound, isPublished } from "../assets/library.ts";
import { assetById } from "../database/assets.ts";
import { assetTag, GALLERY_TAG } from "../edge-cache.ts";
import { AppError } from "../errors.ts";
import { keptAtEdge } from "../http/kept-at-edge.ts";
import { createRouter } from "../http/router.ts";
import { renderCard } from "./card-image.ts";
import { jsonFeed, rss } from "./feeds.ts";
import { oEmbed } from "./oembed.ts";
import { picturePage, wallPage } from "./pages.ts";
import { sitemap, sitemapIndex } from "./sitemap.ts";

export const galleryRoutes = createRouter();

const kept = keptAtEdge(() => [GALLERY_TAG]);
/** A picture's page names its neighbours, which a change to any asset may change. */
const keptWithAsset = keptAtEdge((c) => [GALLERY_TAG, assetTag(c.req.param("id") ?? "")]);
/** A card is made of one asset alone. */
const keptUntilChanged = keptAtEdge((c) => [assetTag(c.req.param("id") ?? "")]);

const XML = { "Content-Type": "application/xml; charset=utf-8" };

galleryRoutes
  .get("/", (c) => c.redirect("/gallery", 302))
  .get("/gallery", kept, (c) => wallPage(c))
  .get("/gallery/:id", keptWithAsset, (c) => picturePage(c, c.req.param("id")))
  .get("/gallery/:id/card.jpg", keptUntilChanged, async (c) => {
    const id = c.req.param("id");
    const asset = await assetById(c.var.services.db, id);
    const card = asset?.id === id && isPublished(asset) ? await renderCard(c.var.services, asset) : null;
    if (card === null) throw assetNotFound(id);
    return c.body(card, 200, { "Content-Type": "image/jpeg" });
  })
  .get("/feed.json", kept, async (c) =>
    c.body(await jsonFeed(c.var.services), 200, { "Content-Type": "application/feed+json; charset=utf-8" }),
  )
  .get("/feed.xml", kept, async (c) =>
    c.body(await rss(c.var.services), 200, { "Content-Type": "application/rss+xml; charset=utf-8" }),
  )
  .get("/sitemap.xml", kept, async (c) => c.body(await sitemapIndex(c.var.services), 200, XML))
  .get("/:file{sitemap-\\d{1,6}\\.xml}", kept, async (c) => {
    const number = Number(/\d+/.exec(c.req.param("file"))?.[0]);
    const file = await sitemap(c.var.services, number);
    if (file === null) throw new AppError("not_found", "The sitemap has no such file.");
    return c.body(file, 200, XML);
  })
  .get("/oembed", kept, async (c) => {
    const { url = "", maxwidth, maxheight, format = "json" } = c.req.query();
    // oEmbed 1.0, 2.3.4: a format that the provider doesn't speak.
    if (format !== "json") return c.body(null, 501);
    const limit = (text: string | undefined) => (text && /^\d{1,9}$/.test(text) ? Number(text) : Infinity);
    return c.json(
      await oEmbed(c.var.services, { url, maxWidth: limit(maxwidth), maxHeight: limit(maxheight) }),
    );
  })
  .get("/robots.txt", kept, (c) =>
    c.text(`User-agent: *\nAllow: /\nDisallow: /api/\n\nSitemap: ${c.var.services.origin}/sitemap.xml\n`),
  );
