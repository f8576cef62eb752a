/** What anybody may see: published assets and their bytes. */
import { z } from "zod";
import { PublicAssetDetail, PublicAssetListItem, pageOf } from "../../assets/asset.ts";
import { contentAt } from "../../assets/content.ts";
import { findPublicAssets, getPublicAsset } from "../../assets/library.ts";
import { assetTag, edgeCached, GALLERY_TAG } from "../../edge-cache.ts";
import { authorize } from "../authenticate.ts";
import { sendBytes } from "../bytes.ts";
import { data } from "../envelope.ts";
import { keptAtEdge } from "../kept-at-edge.ts";
import { PublicAssetQuery, toFindRequest } from "../queries.ts";
import { createRouter, route } from "../router.ts";

const listPublicAssets = route({
  operationId: "listPublicAssets",
  method: "get",
  path: "/api/v1/public/assets",
  request: { query: PublicAssetQuery },
  responses: { 200: data(pageOf(PublicAssetListItem), "Published assets, newest first") },
});

const getOne = route({
  operationId: "getPublicAsset",
  method: "get",
  path: "/api/v1/public/assets/{id}",
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: data(PublicAssetDetail, "The published asset") },
});

const getContent = route({
  operationId: "getContent",
  method: "get",
  path: "/content/{storageKey}",
  request: {
    params: z.object({ storageKey: z.string() }),
    query: z.object({ expires: z.string().optional(), signature: z.string().optional() }),
  },
  responses: {
    200: { description: "The bytes of a public asset, or of a private one by a signed address" },
    206: { description: "A part of them" },
    304: { description: "Unchanged" },
    307: { description: "A public asset whose bytes have another address now" },
  },
});

export const publicRoutes = createRouter();
publicRoutes.openAPIRegistry.registerPath(getContent);
publicRoutes.use(
  listPublicAssets.path,
  keptAtEdge(() => [GALLERY_TAG]),
);
publicRoutes.use(
  "/api/v1/public/assets/:id",
  keptAtEdge((c) => [assetTag(c.req.param("id")?.toLowerCase() ?? "")]),
);
publicRoutes
  .openapi(listPublicAssets, async (c) => {
    const { services } = c.var;
    const { page, pageSize, cursor, query, contentType } = toFindRequest(
      c.req.valid("query"),
      services.settings,
    );
    return c.json(
      { data: await findPublicAssets(services, { page, pageSize, cursor, query, contentType }) },
      200,
    );
  })
  .openapi(getOne, async (c) =>
    c.json({ data: await getPublicAsset(c.var.services, c.req.valid("param").id) }, 200),
  )
  // A key has slashes, which an OpenAPI path can't say.
  .get("/content/:storageKey{.+}", authorize("getContent"), async (c) => {
    const { expires, signature } = c.req.query();
    const found = await contentAt(c.var.services, c.req.param("storageKey"), { expires, signature });
    if ("content" in found) return sendBytes(c, found.content);
    // Never a permanent one: browsers would keep it when the asset has long turned private.
    for (const [name, value] of Object.entries(edgeCached([assetTag(found.assetId)]))) c.header(name, value);
    return c.redirect(found.movedTo, 307);
  });
