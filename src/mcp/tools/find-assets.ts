/** Reading the library: one asset, a page of them, where its bytes are, and what it holds. */
import { z } from "zod";
import { ASSET_STATUSES, pageOf } from "../../assets/asset.ts";
import { originalOf } from "../../assets/content.ts";
import { assetNotFound, type FindRequest, findAssets, getAsset } from "../../assets/library.ts";
import { UsageStats, usageStats } from "../../assets/usage.ts";
import { AppError } from "../../errors.ts";
import type { Settings } from "../../settings.ts";
import { McpAsset, McpAssetListItem } from "../asset.ts";
import { defineTool, Id } from "../tool.ts";

const AssetPage = pageOf(McpAssetListItem);

const filters = {
  query: z.string().nullish().meta({
    description:
      "Text that the file name, description or alt text contains, in any case. Omit it to get everything.",
  }),
  contentType: z
    .string()
    .nullish()
    .meta({ description: "A type such as image/png, or image/* for all.", examples: ["image/png"] }),
  status: z
    .string()
    .nullish()
    .meta({ description: `One of ${ASSET_STATUSES.join(", ")}; anything else filters nothing.` }),
  orderBy: z.string().nullish().meta({ description: "`size`, or `createdAtUtc`, which is the default." }),
  orderDirection: z.string().nullish().meta({ description: "`asc`, or `desc`, which is the default." }),
};

function wanted(
  given: { [name in keyof typeof filters]?: string | null },
): Omit<FindRequest, "page" | "pageSize"> {
  const status = ASSET_STATUSES.find((name) => name === given.status?.trim().toLowerCase());
  return {
    query: given.query ?? "",
    ...(given.contentType?.trim() ? { contentType: given.contentType.trim() } : {}),
    ...(status === undefined ? {} : { status }),
    orderBy: given.orderBy?.trim().toLowerCase() === "size" ? "size" : "createdAt",
    orderDirection: given.orderDirection?.trim().toLowerCase() === "asc" ? "asc" : "desc",
  };
}

/** Unlike REST, nothing is moved into bounds: a model should learn what it got wrong. */
function assertPageSize(pageSize: number, { paging }: Settings): void {
  if (pageSize < 1) throw new AppError("page_size_out_of_range", "The page size has to be 1 or more.");
  if (pageSize > paging.maxPageSize) {
    throw new AppError("page_size_too_large", `A page has at most ${paging.maxPageSize} assets.`);
  }
}

export const getAssetTool = defineTool({
  name: "get_asset",
  title: "Get asset",
  description:
    "Read everything about one image: file facts, texts, public address, derivatives such as thumbnails, AI results (structuredResults, each with its JSON in payloadJson) and how the latest skill run went. Use it after finding an id with search_assets, or to see whether enrichment has finished. It does not show the picture; view_image does.",
  effect: "reads",
  input: z.object({ id: Id.meta({ description: "The asset's id." }) }),
  output: McpAsset,
  run: ({ services }, { id }) => getAsset(services, id),
});

export const listAssetsTool = defineTool({
  name: "list_assets",
  title: "List assets by page",
  description:
    "List images page by page with the total count, newest first unless ordered otherwise. Use it when you need page numbers or a total; to walk through many results use search_assets, whose cursor stays right while images are added. Items are short; get_asset has the rest.",
  effect: "reads",
  input: z.object({
    page: z.int().default(1).meta({ minimum: 1, description: "Counted from 1." }),
    pageSize: z.int().default(20).meta({ minimum: 1, maximum: 100, description: "Assets a page." }),
    ...filters,
  }),
  output: AssetPage.omit({ nextCursor: true }),
  async run({ services }, { page, pageSize, ...given }) {
    if (page < 1) throw new AppError("page_out_of_range", "Pages are counted from 1.");
    assertPageSize(pageSize, services.settings);
    return findAssets(services, { page, pageSize, ...wanted(given) });
  },
});

export const searchAssetsTool = defineTool({
  name: "search_assets",
  title: "Search assets",
  description:
    "Find images by words in their file name, description or alt text, by type or by status, newest first unless ordered otherwise. This is where to start when somebody speaks of an image without its id. Returns short items and, when there are more, nextCursor: call again with the same filters and that cursor. No nextCursor means that this was the last page.",
  effect: "reads",
  input: z.object({
    ...filters,
    limit: z.int().default(20).meta({ minimum: 1, maximum: 100, description: "Assets a call." }),
    cursor: z
      .string()
      .nullish()
      .meta({ description: "nextCursor of the call before; only for the same order." }),
  }),
  output: AssetPage.pick({ items: true, total: true, nextCursor: true }),
  async run({ services }, { limit, cursor, ...given }) {
    assertPageSize(limit, services.settings);
    return findAssets(services, {
      page: 1,
      pageSize: limit,
      ...(cursor ? { cursor } : {}),
      ...wanted(given),
    });
  },
});

export const contentUrlTool = defineTool({
  name: "get_asset_content_url",
  title: "Get public address",
  description:
    "Get the lasting public address of an image's original bytes, to embed or share it. Only for public images: a private one is answered with asset_not_found; make it public with patch_asset first, if its owner wants that, or look at it with view_image.",
  effect: "reads",
  input: z.object({ id: Id.meta({ description: "The asset's id." }) }),
  output: z.object({
    id: z.uuid(),
    contentUrl: z.url(),
    preserveMethod: z.literal(true).meta({ description: "HEAD stays HEAD when the address is followed." }),
  }),
  async run({ services }, { id }) {
    const found = await originalOf(services, id);
    if (!("redirect" in found)) throw assetNotFound(id);
    return { id: id.toLowerCase(), contentUrl: found.redirect, preserveMethod: true as const };
  },
});

export const usageStatsTool = defineTool({
  name: "get_asset_usage_stats",
  title: "Get usage statistics",
  description:
    "Count what the library holds: images, bytes of originals, derivatives, a breakdown by content type, and the skill that ran most often. Use it for an overview before listing anything.",
  effect: "reads",
  input: z.object({}),
  output: UsageStats,
  run: ({ services }) => usageStats(services),
});
