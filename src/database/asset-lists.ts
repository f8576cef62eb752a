/** Pages of assets, by a cursor or by an offset, and how many there are, without scanning. */
import { and, asc, desc, eq, gt, gte, lt, lte, or, type SQL, sql } from "drizzle-orm";
import type { Asset } from "../assets/asset.ts";
import type { Position } from "../assets/cursor.ts";
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
  orderBy: "createdAt" | "size";
  direction: "asc" | "desc";
  /** The last asset of the page before; null = from the start, or by `offset`. */
  after: Position | null;
  offset: number;
  limit: number;
}

/** A page without a text search, or of one that is ordered by size. */
export async function listAssets(db: Database, query: AssetQuery): Promise<Asset[]> {
  const selected = db.select().from(assets).$dynamic();
  const rows =
    query.text === null
      ? selected.where(and(...filters(query), beyond(query)))
      : selected.where(
          and(
            sql`${assets.seq} IN (SELECT rowid FROM asset_search WHERE asset_search MATCH ${expression(query, query.text)})`,
            beyond(query),
          ),
        );
  return rows
    .orderBy(...order(query))
    .limit(query.limit)
    .offset(query.offset);
}

/** The assets that a text search finds, as their `seq`, by time: the index alone answers. */
export async function searchAssets(db: Database, query: AssetQuery, text: string): Promise<number[]> {
  const rows = await db.all<{ seq: number }>(
    sql`SELECT rowid AS seq FROM asset_search
      WHERE ${and(sql`asset_search MATCH ${expression(query, text)}`, beyond(query))}
      ORDER BY ${order(query)[0]} LIMIT ${query.limit} OFFSET ${query.offset}`,
  );
  return rows.map((row) => row.seq);
}

/** In the order of `seqs`; one that is gone meanwhile is left out. */
export async function assetsBySeq(db: Database, seqs: number[]): Promise<Asset[]> {
  if (seqs.length === 0) return [];
  // Numbers of our own, written out: a list of parameters may have 100 entries, and json_each would be read as rows.
  const rows = await db
    .select()
    .from(assets)
    .where(sql`${assets.seq} IN (${sql.raw(seqs.map(Number).join(","))})`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.flatMap((seq) => bySeq.get(seq) ?? []);
}

/** Matches of a text search, counted no further than `atMost`: each counted match is a row read. */
export async function countMatches(
  db: Database,
  query: AssetQuery,
  text: string,
  atMost: number,
): Promise<number> {
  const row = await db.get<{ count: number }>(
    sql`SELECT count(*) AS count FROM (
      SELECT 1 FROM asset_search WHERE asset_search MATCH ${expression(query, text)} LIMIT ${atMost})`,
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

function expression({ publishedOnly, status, contentTypes }: AssetQuery, text: string): string {
  return matchExpression({
    text,
    publishedOnly,
    status: status ?? undefined,
    contentTypes: contentTypes ?? undefined,
  });
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
function beyond({ after, orderBy, direction, text }: AssetQuery): SQL | undefined {
  if (after === null) return undefined;
  const past = direction === "desc" ? lt : gt;
  if (orderBy === "createdAt")
    return past(text === null ? sql`${assets.seq}` : sql`asset_search.rowid`, after.seq);
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
