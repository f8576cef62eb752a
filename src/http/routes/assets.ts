/** Assets, for those who may manage them. */
import { z } from "zod";
import { AssetDetail, AssetListItem, pageOf } from "../../assets/asset.ts";
import { BatchUpdateRequest, BatchUpdateResult, batchUpdate } from "../../assets/batch-edit.ts";
import { derivativeOf, originalOf } from "../../assets/content.ts";
import { AssetChanges, editAsset } from "../../assets/edit.ts";
import { findAssets, getAsset } from "../../assets/library.ts";
import { LinkRequest, privateLink, SignedLink } from "../../assets/private-link.ts";
import {
  BatchDeleteRequest,
  BatchDeleteResult,
  batchDelete,
  DeleteRequest,
  DeleteResult,
  deleteAsset,
} from "../../assets/remove.ts";
import { uploadForm } from "../../assets/upload.ts";
import { UsageStats, usageStats } from "../../assets/usage.ts";
import { sendBytes } from "../bytes.ts";
import { data } from "../envelope.ts";
import { AssetListQuery, toFindRequest } from "../queries.ts";
import { createRouter, json, route } from "../router.ts";

const params = z.object({ id: z.string() });

const uploadAsset = route({
  operationId: "uploadAsset",
  method: "post",
  path: "/api/v1/assets",
  request: {
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: {
            type: "object",
            required: ["file"],
            properties: {
              file: { type: "string", format: "binary" },
              description: { type: "string", maxLength: 1000 },
              altText: { type: "string", maxLength: 1000 },
              isPublic: { type: "string", enum: ["true", "false"], default: "true" },
              storageProviderProfileId: { type: "string", format: "uuid" },
              runEnrichment: { type: "string", enum: ["true", "false"], default: "true" },
              commitMessage: { type: "string" },
            },
          },
        },
      },
    },
  },
  responses: { 202: data(AssetDetail, "Stored; enrichment follows in the background") },
});

const listAssets = route({
  operationId: "listAssets",
  method: "get",
  path: "/api/v1/assets",
  request: { query: AssetListQuery },
  responses: { 200: data(pageOf(AssetListItem), "A page of assets, newest first unless asked otherwise") },
});

const getUsageStats = route({
  operationId: "getUsageStats",
  method: "get",
  path: "/api/v1/assets/usage-stats",
  responses: { 200: data(UsageStats, "What the library holds") },
});

const batchDeleteAssets = route({
  operationId: "batchDeleteAssets",
  method: "post",
  path: "/api/v1/assets/batch-delete",
  request: { body: json(BatchDeleteRequest) },
  responses: { 200: data(BatchDeleteResult, "What was deleted and what was not there") },
});

const batchUpdateAssets = route({
  operationId: "batchUpdateAssets",
  method: "post",
  path: "/api/v1/assets/batch-update",
  request: { body: json(BatchUpdateRequest) },
  responses: { 200: data(BatchUpdateResult, "What became of each asset") },
});

const getOne = route({
  operationId: "getAsset",
  method: "get",
  path: "/api/v1/assets/{id}",
  request: { params },
  responses: { 200: data(AssetDetail, "The asset") },
});

const updateAsset = route({
  operationId: "updateAsset",
  method: "patch",
  path: "/api/v1/assets/{id}",
  request: { params, body: json(AssetChanges) },
  responses: { 200: data(AssetDetail, "The asset as it is now") },
});

const deleteOne = route({
  operationId: "deleteAsset",
  method: "delete",
  path: "/api/v1/assets/{id}",
  request: { params, body: json(DeleteRequest) },
  responses: { 200: data(DeleteResult, "It is gone, with everything made from it") },
});

const getAssetContent = route({
  operationId: "getAssetContent",
  method: "get",
  path: "/api/v1/assets/{id}/content",
  request: { params },
  responses: {
    200: { description: "A private original's bytes" },
    307: { description: "A public original is at its public address" },
  },
});

const getDerivativeContent = route({
  operationId: "getDerivativeContent",
  method: "get",
  path: "/api/v1/assets/{id}/derivatives/{kind}/content",
  request: { params: params.extend({ kind: z.string() }) },
  responses: { 200: { description: "The derivative's bytes" } },
});

const createAssetLink = route({
  operationId: "createAssetLink",
  method: "post",
  path: "/api/v1/assets/{id}/links",
  request: { params, body: json(LinkRequest) },
  responses: { 201: data(SignedLink, "An address that works without signing in until it expires") },
});

export const assetRoutes = createRouter()
  .openapi(uploadAsset, async (c) => {
    const asset = await uploadForm(c.var.services, c.req.raw);
    c.header("Location", `/api/v1/assets/${asset.id}`);
    return c.json({ data: asset }, 202);
  })
  .openapi(listAssets, async (c) => {
    const { services } = c.var;
    return c.json(
      { data: await findAssets(services, toFindRequest(c.req.valid("query"), services.settings)) },
      200,
    );
  })
  .openapi(getUsageStats, async (c) => c.json({ data: await usageStats(c.var.services) }, 200))
  .openapi(batchDeleteAssets, async (c) => {
    const ids = c.req.valid("json");
    c.set("target", ids.join(" "));
    return c.json({ data: await batchDelete(c.var.services, ids) }, 200);
  })
  .openapi(batchUpdateAssets, async (c) =>
    c.json({ data: await batchUpdate(c.var.services, c.req.valid("json")) }, 200),
  )
  .openapi(getOne, async (c) =>
    c.json({ data: await getAsset(c.var.services, c.req.valid("param").id) }, 200),
  )
  .openapi(updateAsset, async (c) =>
    c.json({ data: await editAsset(c.var.services, c.req.valid("param").id, c.req.valid("json")) }, 200),
  )
  .openapi(deleteOne, async (c) => {
    const commitMessage = c.req.valid("json")?.commitMessage?.trim() || null;
    return c.json({ data: await deleteAsset(c.var.services, c.req.valid("param").id, commitMessage) }, 200);
  })
  .openapi(getAssetContent, async (c) => {
    const found = await originalOf(c.var.services, c.req.valid("param").id);
    return "redirect" in found ? c.redirect(found.redirect, 307) : sendBytes(c, found.content);
  })
  .openapi(getDerivativeContent, async (c) => {
    const { id, kind } = c.req.valid("param");
    return sendBytes(c, await derivativeOf(c.var.services, id, kind));
  })
  .openapi(createAssetLink, async (c) => {
    const link = await privateLink(c.var.services, c.req.valid("param").id, c.req.valid("json"));
    c.header("Location", link.url);
    return c.json({ data: link }, 201);
  });
