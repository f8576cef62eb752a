/** What the public gallery reads: each question is one batch, whatever it asks. */
import { asc, desc, type SQL, sql } from "drizzle-orm";
import type { Asset, Derivative } from "../assets/asset.ts";
import type { Database } from "./database.ts";
import { assets, derivatives } from "./schema.ts";
import { matchExpression } from "./search.ts";

export interface Selection {
  /** Literal, case-insensitive substring of name, description or alt text; empty = all. */
  text: string;
  contentType: string | null;
}

export interface PublishedPageQuery extends Selection {
  /** `seq` of the last picture of the page before. */
  after: number | null;
  /** Instead of `after`. */
  offset: number;
  limit: number;
  /** Matches of a text search are counted up to here: each is a row read. */
  countUpTo: number;
}

export interface PublishedPage {
  assets: Asset[];
  /** How many are published of each type. */
  types: { contentType: string; count: number }[];
  /** Matches of the text search, at most `countUpTo`; null without a text. */
  matches: number | null;
}

export async function publishedPage(db: Database, query: PublishedPageQuery): Promise<PublishedPage> {
  const { text, after, offset, limit, countUpTo } = query;
  const upTo = after === null ? undefined : sql`rowid < ${after}`;
  const page = db
    .select()
    .from(assets)
    .where(text === "" ? listed(query, upTo) : found(query, sql`DESC`, upTo, limit, offset))
    .orderBy(desc(assets.seq))
    .limit(limit)
    .offset(text === "" ? offset : 0);
  const types = db
    .select({ contentType: sql<string>`content_type`, count: sql<number>`sum(count)` })
    .from(sql`asset_counters`)
    .where(sql`is_public = 1 AND status = 'ready' AND count > 0`)
    .groupBy(sql`content_type`);
  if (text === "") {
    const [rows, counted] = await db.batch([page, types]);
    return { assets: rows, types: counted, matches: null };
  }
  const matches = db
    .select({ count: sql<number>`count(*)` })
    .from(sql`(SELECT 1 FROM asset_search WHERE asset_search MATCH ${expression(query)} LIMIT ${countUpTo})`);
  const [rows, counted, [match]] = await db.batch([page, types, matches]);
  return { assets: rows, types: counted, matches: match?.count ?? 0 };
}

export interface PublishedPicture {
  asset: Asset;
  /** Oldest first. */
  derivatives: Derivative[];
  /** Ids of the neighbours in the selection, as far as there are any. */
  newer: string | null;
  older: string | null;
}

export async function publishedPicture(
  db: Database,
  id: string,
  selection: Selection,
): Promise<PublishedPicture | null> {
  const key = id.toLowerCase();
  const own = sql`(SELECT seq FROM assets WHERE id = ${key})`;
  const [[asset], made, [newer], [older]] = await db.batch([
    db.select().from(assets).where(sql`${assets.id} = ${key} AND is_public = 1 AND status = 'ready'`),
    db
      .select()
      .from(derivatives)
      .where(sql`${derivatives.assetId} = ${key}`)
      .orderBy(asc(derivatives.createdAt), asc(derivatives.kind)),
    neighbour(db, selection, sql`rowid > ${own}`, sql`ASC`),
    neighbour(db, selection, sql`rowid < ${own}`, sql`DESC`),
  ]);
  if (asset === undefined) return null;
  return { asset, derivatives: made, newer: newer?.id ?? null, older: older?.id ?? null };
}

function neighbour(db: Database, selection: Selection, beyond: SQL, direction: SQL) {
  const { text } = selection;
  return db
    .select({ id: assets.id })
    .from(assets)
    .where(text === "" ? listed(selection, beyond) : found(selection, direction, beyond, 1, 0))
    .orderBy(sql`${assets.seq} ${direction}`)
    .limit(1);
}

/** How many there are, from the counters. */
export async function publishedCount(db: Database): Promise<number> {
  const row = await db.get<{ count: number | null }>(
    sql`SELECT sum(count) AS count FROM asset_counters WHERE is_public = 1 AND status = 'ready'`,
  );
  return row?.count ?? 0;
}

/** A stretch of all that is published, oldest first. */
export function publishedSlice(
  db: Database,
  offset: number,
  limit: number,
): Promise<Pick<Asset, "id" | "storageKey" | "updatedAt">[]> {
  return db
    .select({ id: assets.id, storageKey: assets.storageKey, updatedAt: assets.updatedAt })
    .from(assets)
    .where(sql`is_public = 1 AND status = 'ready'`)
    .orderBy(asc(assets.seq))
    .limit(limit)
    .offset(offset);
}

/** Written as the partial indexes are, so that SQLite uses them. */
function listed({ contentType }: Selection, beyond: SQL | undefined): SQL {
  const type = contentType === null ? sql`` : sql` AND content_type = ${contentType}`;
  return sql`is_public = 1 AND status = 'ready'${type}${beyond === undefined ? sql`` : sql` AND ${beyond}`}`;
}

/** The search index alone picks the page; what it says of visibility is checked against the row all the same. */
function found(
  selection: Selection,
  direction: SQL,
  beyond: SQL | undefined,
  limit: number,
  offset: number,
): SQL {
  return sql`seq IN (SELECT rowid FROM asset_search WHERE asset_search MATCH ${expression(selection)}
      ${beyond === undefined ? sql`` : sql`AND ${beyond}`}
      ORDER BY rowid ${direction} LIMIT ${limit} OFFSET ${offset})
    AND is_public = 1 AND status = 'ready'`;
}

function expression({ text, contentType }: Selection): string {
  return matchExpression({
    text,
    publishedOnly: true,
    ...(contentType === null ? {} : { contentTypes: [contentType] }),
  });
}
