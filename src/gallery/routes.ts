/** Where the public gallery answers. */
import { assetTag, GALLERY_TAG } from "../edge-cache.ts";
import { keptAtEdge } from "../http/kept-at-edge.ts";
import { createRouter } from "../http/router.ts";
import { picturePage, wallPage } from "./pages.ts";

export const galleryRoutes = createRouter();

const kept = keptAtEdge(() => [GALLERY_TAG]);
/** A picture's page names its neighbours, which a change to any asset may change. */
const keptWithAsset = keptAtEdge((c) => [GALLERY_TAG, assetTag(c.req.param("id") ?? "")]);

galleryRoutes
  .get("/", (c) => c.redirect("/gallery", 302))
  .get("/gallery", kept, (c) => wallPage(c))
  .get("/gallery/:id", keptWithAsset, (c) => picturePage(c, c.req.param("id")));
