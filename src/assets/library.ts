/** Finding assets: one of them, a page of them, and how many there are. */
import {
  type AssetCount,
  type AssetQuery,
  assetCounts,
  countMatches,
  countSameBytes,
  type ListedAsset,
  listAssets,
} from "../database/asset-lists.ts";
import { assetRecord } from "../database/assets.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Asset, AssetDetail, AssetListItem, PublicAssetDetail, PublicAssetListItem } from "./asset.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { presentDetail, presentListItem, presentPublicDetail, presentPublicListItem } from "./present.ts";

/**
 * Up to this many assets, the matches of a search are counted to the last one. In a larger library each counted
 * match would be a row that is read and paid for, so they are counted a little ahead of the page, and `total`
 * grows as one pages on.
 */
const COUNT_ALL_UP_TO = 10_000;
const COUNTED_AHEAD = 0.3;

/** No text we keep is longer, so a longer query is in none. */
const MAX_QUERY_LENGTH = 1000;

export interface FindRequest {
  page: number;
  pageSize: number;
  cursor?: string;
  query?: string;
  /** `image/png`, or `image/*`. */
  contentType?: string;
  status?: string;
  /** Of the bytes as they are stored or as they were sent, in lower-case hex. */
  checksumSha256?: string;
  orderBy?: "createdAt" | "size";
  orderDirection?: "asc" | "desc";
}

export interface Page<T> {
  items: T[];
  page: number;
  pageSize: number;
  total: number;
  nextCursor: string | null;
}

export async function findAssets(services: Services, request: FindRequest): Promise<Page<AssetListItem>> {
  const page = await find(services, request, false);
  return { ...page, items: await Promise.all(page.items.map((asset) => presentListItem(services, asset))) };
}

/** As many as are asked for, whatever lists give at most. */
export function matchingAssets(services: Services, request: FindRequest): Promise<Page<Asset>> {
  return find(services, request, false, request.pageSize);
}

export async function findPublicAssets(
  services: Services,
  request: FindRequest,
): Promise<Page<PublicAssetListItem>> {
  const page = await find(services, request, true);
  return {
    ...page,
    items: await Promise.all(page.items.map((asset) => presentPublicListItem(services, asset))),
  };
}

export async function getAsset(services: Services, id: string): Promise<AssetDetail> {
  const record = await assetRecord(services.db, id);
  if (record === null) throw assetNotFound(id);
  return presentDetail(services, record);
}

/** What is private or not ready can't be told from what doesn't exist. */
export async function getPublicAsset(services: Services, id: string): Promise<PublicAssetDetail> {
  const record = await assetRecord(services.db, id);
  if (record === null || !isPublished(record.asset)) throw assetNotFound(id);
  return presentPublicDetail(services, record);
}

export function isPublished(asset: Pick<Asset, "isPublic" | "status">): boolean {
  return asset.isPublic && asset.status === "ready";
}

export function assetNotFound(id: string): AppError {
  return new AppError("asset_not_found", `There is no asset ${id}.`);
}

async function find(
  services: Services,
  request: FindRequest,
  publishedOnly: boolean,
  maxPageSize = services.settings.paging.maxPageSize,
): Promise<Page<ListedAsset>> {
  const pageSize = Math.min(request.pageSize, maxPageSize);
  const text = request.query?.trim() ?? "";
  const orderBy = request.orderBy ?? "createdAt";
  const after = request.cursor === undefined ? null : decodeCursor(request.cursor, orderBy);
  const query: AssetQuery = {
    publishedOnly,
    text: text === "" ? null : text,
    contentTypes: null,
    status: request.status ?? null,
    checksumSha256: request.checksumSha256 ?? null,
    orderBy,
    direction: request.orderDirection ?? "desc",
    after,
    offset: after === null ? (request.page - 1) * pageSize : 0,
    limit: pageSize + 1,
  };
  const { assets, total, more } =
    text.length > MAX_QUERY_LENGTH ? NOTHING : await read(services.db, query, request.contentType);
  const items = assets.slice(0, pageSize);
  const last = items.at(-1);
  const count = (after?.count ?? query.offset) + items.length;
  return {
    items,
    page: request.page,
    pageSize,
    total,
    nextCursor: more && last !== undefined ? encodeCursor({ ...last, count }, orderBy) : null,
  };
}

interface Found {
  /** The page's, and perhaps one more. */
  assets: ListedAsset[];
  total: number;
  more: boolean;
}

const NOTHING: Found = { assets: [], total: 0, more: false };

async function read(db: Services["db"], query: AssetQuery, contentType: string | undefined): Promise<Found> {
  const counts = onDemand(() => assetCounts(db));
  const contentTypes = contentType === undefined ? null : typesMatching(contentType, await counts());
  if (contentTypes?.length === 0) return NOTHING;
  const narrowed = { ...query, contentTypes };
  const isSearch = query.text !== null;
  const [found] = await Promise.all([readPage(db, narrowed, counts), isSearch ? null : counts()]);
  return { ...found, total: await countAll(db, narrowed, found, counts) };
}

/** Counters cost rows: a search that sees its end, or finds nothing, doesn't ask for them. */
type Counts = () => Promise<AssetCount[]>;

function onDemand(read: Counts): Counts {
  let counts: Promise<AssetCount[]> | undefined;
  return () => {
    counts ??= read();
    return counts;
  };
}

/** A page, and how many matches were seen on the way: the page's and some just behind it. */
type ReadPage = Omit<Found, "total"> & { seen: number; sawAll: boolean };

async function readPage(db: Services["db"], query: AssetQuery, counts: Counts): Promise<ReadPage> {
  const pageSize = query.limit - 1;
  if (query.text === null || query.orderBy === "size") {
    const assets = await listAssets(db, query);
    return { assets, more: assets.length > pageSize, seen: assets.length, sawAll: assets.length <= pageSize };
  }
  const assets = await listAssets(db, { ...query, limit: pageSize });
  const last = assets[pageSize - 1];
  if (last === undefined) return { assets, more: false, seen: assets.length, sawAll: true };
  const limit = Math.max(1, Math.floor(pageSize * COUNTED_AHEAD));
  const after = { ...last, count: 0 };
  // The counters may be needed after all, and come along.
  const [ahead] = await Promise.all([countMatches(db, { ...query, after }, query.text, limit), counts()]);
  return { assets, more: ahead > 0, seen: assets.length + ahead, sawAll: ahead < limit };
}

async function countAll(
  db: Services["db"],
  query: AssetQuery,
  page: ReadPage,
  counts: Counts,
): Promise<number> {
  if (query.checksumSha256 !== null) return countSameBytes(db, query);
  if (query.text === null) return countListed(await counts(), query);
  const before = query.after?.count ?? query.offset;
  if (page.sawAll && (page.seen > 0 || before === 0)) return before + page.seen;
  const assets = (await counts()).reduce((sum, { count }) => sum + count, 0);
  const large = assets > COUNT_ALL_UP_TO;
  if (large && page.seen > 0) return before + page.seen;
  return countMatches(db, { ...query, after: null }, query.text, large ? before : assets);
}

/** The types of the library that a filter means; null when it means all of them. */
function typesMatching(filter: string, counts: AssetCount[]): string[] | null {
  const wanted = filter.toLowerCase();
  const existing = [...new Set(counts.map((count) => count.contentType))];
  const matching = wanted.endsWith("/*")
    ? existing.filter((type) => type.startsWith(wanted.slice(0, -1)))
    : existing.filter((type) => type === wanted);
  return matching.length === existing.length ? null : matching;
}

function countListed(counts: AssetCount[], { publishedOnly, status, contentTypes }: AssetQuery): number {
  return counts
    .filter((count) => !publishedOnly || (count.isPublic && count.status === "ready"))
    .filter((count) => status === null || count.status === status)
    .filter((count) => contentTypes === null || contentTypes.includes(count.contentType))
    .reduce((sum, { count }) => sum + count, 0);
}
