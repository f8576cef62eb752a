/** Query parameters of lists, as forgiving as clients are used to. */
import { z } from "zod";
import { ASSET_STATUSES } from "../assets/asset.ts";
import type { FindRequest } from "../assets/library.ts";
import type { Settings } from "../settings.ts";

/** A whole number; anything below 1 means the default, anything else is `request_invalid`. */
const count = z
  .string()
  .regex(/^[+-]?\d{1,15}$/, "must be a whole number")
  .transform(Number)
  .optional();

/** What every paged list takes. */
export const pageParameters = {
  page: count,
  pageSize: count,
  cursor: z
    .string()
    .optional()
    .meta({ description: "`nextCursor` of the page before; `page` is ignored then" }),
};

export interface PageRequest {
  page: number;
  pageSize: number;
  cursor?: string;
}

/** Below 1 means the default, above the maximum the maximum. */
export function pageRequest(
  { page = 1, pageSize = 0, cursor }: Partial<PageRequest>,
  { paging }: Settings,
): PageRequest {
  return {
    page: page < 1 ? 1 : page,
    pageSize: pageSize < 1 ? paging.defaultPageSize : Math.min(pageSize, paging.maxPageSize),
    ...(cursor ? { cursor } : {}),
  };
}

export const PublicAssetQuery = z.object({
  ...pageParameters,
  query: z
    .string()
    .optional()
    .meta({ description: "Literal substring of name, description or alt text, in any case" }),
  keyword: z.string().optional().meta({ description: "Alias of `query`" }),
  contentType: z.string().optional().meta({ description: "A type, or `image/*`" }),
});

export const AssetListQuery = PublicAssetQuery.extend({
  status: z.string().optional(),
  checksumSha256: z.string().optional().meta({
    description: "Only assets whose bytes have this SHA-256, in hex: as they are stored or as they were sent",
  }),
  orderBy: z.string().optional().meta({ description: "`createdAt` (default) or `size`" }),
  sortBy: z.string().optional(),
  orderDirection: z.string().optional().meta({ description: "`desc` (default) or `asc`" }),
  sortDirection: z.string().optional(),
});

/** Clients offer `deleted` as a filter; a deleted asset leaves nothing behind, so it finds nothing. */
const STATUS_FILTERS = [...ASSET_STATUSES, "deleted"];

/** Unknown words mean the default, not an error. */
export function toFindRequest(
  query: Partial<z.infer<typeof AssetListQuery>>,
  settings: Settings,
): FindRequest {
  const { contentType } = query;
  const status = STATUS_FILTERS.find((name) => name === query.status?.trim().toLowerCase());
  const orderBy = (query.orderBy ?? query.sortBy ?? "").trim().toLowerCase();
  const direction = (query.orderDirection ?? query.sortDirection ?? "").trim().toLowerCase();
  return {
    ...pageRequest(query, settings),
    query: query.query ?? query.keyword ?? "",
    ...(contentType?.trim() ? { contentType: contentType.trim() } : {}),
    ...(status === undefined ? {} : { status }),
    ...(query.checksumSha256?.trim() ? { checksumSha256: query.checksumSha256.trim().toLowerCase() } : {}),
    orderBy: orderBy === "size" ? "size" : "createdAt",
    orderDirection: direction === "asc" ? "asc" : "desc",
  };
}
