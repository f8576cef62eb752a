/** Pages of assets, by a cursor or by an offset, and how many there are, without scanning. */
import { and, asc, count, desc, eq, getTableColumns, gt, gte, lt, lte, or, type SQL, sql } from "drizzle-orm";
import type { Asset } from "../assets/asset.ts";
import type { Position } from "../assets/cursor.ts";
import { HAS_OPEN_JOB } from "./assets.ts";
import type { Database } from "./database.ts";
import { assets } from "./schema.ts";
import { matchExpression } from "./search.ts";

export interface AssetQuery {
  publishedOnly: boolean;
  /** Literal, case-insensitive substring of name, description or alt text; null = all. */
  text: string | null;
  /** Exactly these types; null = all. */
  contentTypes: string[] | null;
  status: string | null;
  /** Exactly these bytes, as they are stored or as they were sent; null = any. */
  checksumSha256: string | null;
  orderBy: "createdAt" | "size";
  direction: "asc" | "desc";
  /** The last asset of the page before; null = from the start, or by `offset`. */
  after: Position | null;
  offset: number;
  limit: number;
}

export interface ListedAsset extends Asset {
  /** Whether a job for it waits or runs; what is published does not say. */
  isProcessing: boolean;
}

export async function listAssets(db: Database, query: AssetQuery): Promise<ListedAsset[]> {
  const isProcessing = query.publishedOnly
    ? sql<boolean>`0`.mapWith(Boolean).as("is_processing")
    : HAS_OPEN_JOB;
  const rows = db
    .select({ ...getTableColumns(assets), isProcessing })
    .from(assets)
    .$dynamic();
  const narrowed =
    query.text === null
      ? rows.where(and(...filters(query), sameBytes(query), beyond(query)))
      : rows
          .innerJoin(sql`asset_search`, sql`asset_search.rowid = ${assets.seq}`)
          .where(and(matching(query, query.text), sameBytes(query), beyond(query)));
  return narrowed
    .orderBy(...order(query))
    .limit(query.limit)
    .offset(query.offset);
}

/** All that hold the same bytes: an index finds them, and there are few. */
export async function countSameBytes(db: Database, query: AssetQuery): Promise<number> {
  const rows = db.select({ count: count() }).from(assets).$dynamic();
  const narrowed =
    query.text === null
      ? rows.where(and(...filters(query), sameBytes(query)))
      : rows
          .innerJoin(sql`asset_search`, sql`asset_search.rowid = ${assets.seq}`)
          .where(and(matching(query, query.text), sameBytes(query)));
  return (await narrowed.get())?.count ?? 0;
}

function sameBytes({ checksumSha256 }: AssetQuery): SQL | undefined {
  if (checksumSha256 === null) return undefined;
  return sql`${assets.seq} IN (SELECT seq FROM assets WHERE checksum_sha256 = ${checksumSha256}
    UNION SELECT seq FROM assets WHERE uploaded_sha256 = ${checksumSha256})`;
}

/** Matches of a text search, counted no further than `atMost`: each counted match is a row read. */
export async function countMatches(
  db: Database,
  query: Pick<AssetQuery, Narrowing | "orderBy" | "direction" | "after">,
  text: string,
  atMost: number,
): Promise<number> {
  const row = await db.get<{ count: number }>(
    sql`SELECT count(*) AS count FROM (
      SELECT 1 FROM asset_search WHERE ${and(matching(query, text), beyond({ ...query, text }))} LIMIT ${atMost})`,
  );
  return row?.count ?? 0;
}

export interface AssetCount {
  contentType: string;
  isPublic: boolean;
  status: string;
  count: number;
  bytes: number;
}

/** A row for each combination of type, visibility and status: a handful, however many assets there are. */
export async function assetCounts(db: Database): Promise<AssetCount[]> {
  const rows = await db.all<Omit<AssetCount, "isPublic"> & { isPublic: number }>(
    sql`SELECT content_type AS contentType, is_public AS isPublic, status, count, bytes FROM asset_counters WHERE count > 0`,
  );
  return rows.map((row) => ({ ...row, isPublic: row.isPublic === 1 }));
}

type Narrowing = "publishedOnly" | "status" | "contentTypes";

function matching({ publishedOnly, status, contentTypes }: Pick<AssetQuery, Narrowing>, text: string): SQL {
  const expression = matchExpression({
    text,
    publishedOnly,
    status: status ?? undefined,
    contentTypes: contentTypes ?? undefined,
  });
  return sql`asset_search MATCH ${expression}`;
}

function filters({ publishedOnly, status, contentTypes }: AssetQuery): (SQL | undefined)[] {
  const [type, ...more] = contentTypes ?? [];
  return [
    // Written as the partial indexes are, so that SQLite uses them.
    publishedOnly ? sql`is_public = 1 AND status = 'ready'` : undefined,
    status === "ready" || status === null
      ? undefined
      : sql`${assets.status} = ${status} AND status <> 'ready'`,
    status === "ready" && !publishedOnly ? sql`+status = 'ready'` : undefined,
    type === undefined || more.length > 0 ? undefined : eq(assets.contentType, type),
    // The plus keeps SQLite from gathering several types from an index and sorting them: it walks by order instead.
    more.length > 0
      ? sql`+${assets.contentType} IN (SELECT value FROM json_each(${JSON.stringify(contentTypes)}))`
      : undefined,
  ];
}

/** Keyset: strictly after the last asset of the page before. */
function beyond({
  after,
  orderBy,
  direction,
  text,
}: Pick<AssetQuery, "after" | "orderBy" | "direction" | "text">): SQL | undefined {
  if (after === null) return undefined;
  const past = direction === "desc" ? lt : gt;
  if (orderBy === "createdAt") {
    // D1 binds every number as REAL, and FTS5 starts at a rowid only when it is an INTEGER.
    return past(
      text === null ? sql`${assets.seq}` : sql`asset_search.rowid`,
      sql`CAST(${after.seq} AS INTEGER)`,
    );
  }
  const upTo = direction === "desc" ? lte : gte;
  // The first condition follows from the second; it lets SQLite start in the middle of the index.
  return and(
    upTo(assets.size, after.size),
    or(past(assets.size, after.size), and(eq(assets.size, after.size), lt(assets.seq, after.seq))),
  );
}

function order({ orderBy, direction, text }: AssetQuery): SQL[] {
  const along = direction === "desc" ? desc : asc;
  if (orderBy === "size") return [along(assets.size), desc(assets.seq)];
  return [along(text === null ? assets.seq : sql`asset_search.rowid`)];
}
