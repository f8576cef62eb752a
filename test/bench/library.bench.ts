/**
 * What lists, search and statistics read at 100 000 assets, in rows (D1's bill). Goals: 51 for a page of 50 by
 * cursor, 125 for a search that fills a page, 0 for one without a match, 20 for the statistics.
 */
import { join } from "node:path";
import { drizzle } from "drizzle-orm/d1";
import { getPlatformProxy } from "wrangler";
import { newAssetIdentity } from "../../src/assets/identity.ts";
import { type FindRequest, findAssets, findPublicAssets } from "../../src/assets/library.ts";
import { usageStats } from "../../src/assets/usage.ts";
import { assetCounts, listAssets } from "../../src/database/asset-lists.ts";
import * as schema from "../../src/database/schema.ts";
import { facetTokens, indexTokens } from "../../src/database/search.ts";
import type { Services } from "../../src/services.ts";
import { readSettings } from "../../src/settings.ts";
import { metered } from "./metered.ts";
import { migrate } from "./migrate.ts";

const ASSETS = Number(process.env.BENCH_ASSETS ?? 100_000);
const AT_ONCE = 1000;
const PAGE = 50;
const WORDS = [
  "holiday",
  "beach",
  "山水",
  "日落",
  "猫咪",
  "IMG_",
  "photo",
  "sunset",
  "50%",
  "it's",
  'a"b',
  "Straße",
];
const TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif"];

const proxy = await getPlatformProxy<Env>({
  configPath: join(import.meta.dirname, "../../wrangler.toml"),
  persist: false,
});
const missed: string[] = [];
try {
  await migrate(proxy.env.DB);
  await fill(proxy.env.DB);
  const meter = metered(proxy.env.DB);
  const db = drizzle(meter.db, { schema });
  const services = {
    db,
    settings: readSettings({ JWT_SECRET: "a-secret-for-the-benchmark-0123456789" }),
    origin: "http://localhost",
    now: Date.now,
  } as Services;

  const measure = async (what: string, goal: number, work: () => Promise<unknown>) => {
    meter.take();
    await work();
    const rows = meter.take();
    if (rows > goal) missed.push(what);
    console.log(`${String(rows).padStart(7)} rows read (goal ${goal}): ${what}`);
  };
  const find = (request: Partial<FindRequest>) =>
    findAssets(services, { page: 1, pageSize: PAGE, ...request });

  await assetCounts(db);
  const counters = meter.take();
  console.log(`${ASSETS} assets; the totals of any list come from ${counters} counter rows.\n`);

  const first = await find({});
  const deep = await cursorAfter(find, 20);
  const plain = {
    publishedOnly: false,
    text: null,
    contentTypes: null,
    status: null,
    checksumSha256: null,
    direction: "desc" as const,
  };
  await measure("page of 50, newest first, without its total", 51, () =>
    listAssets(db, { ...plain, orderBy: "createdAt", after: null, offset: 0, limit: PAGE + 1 }),
  );
  await measure("page of 50, newest first, with total", 51 + counters, () => find({}));
  await measure("the next one, by cursor", 51 + counters, () => find({ cursor: String(first.nextCursor) }));
  await measure("page 22, by cursor", 51 + counters, () => find({ cursor: deep }));
  await measure("page of 50, largest first", 51 + counters, () => find({ orderBy: "size" }));
  await measure("page of 50, smallest first", 51 + counters, () =>
    find({ orderBy: "size", orderDirection: "asc" }),
  );
  await measure("page of 50 of one type", 51 + counters, () => find({ contentType: "image/png" }));
  await measure("page of 50 of image/*", 51 + counters, () => find({ contentType: "image/*" }));
  await measure("status failed, of which there are none", 1 + counters, () => find({ status: "failed" }));
  await measure("public page of 50", 51 + counters, () =>
    findPublicAssets(services, { page: 1, pageSize: PAGE }),
  );

  const searchGoal = 2.5 * PAGE;
  for (const query of ["holiday", "日", "日落", "%", "_", '"', "it's", "jpg", "j", "straße"]) {
    await measure(`search for ${query}, with total`, searchGoal, () => find({ query }));
  }
  await measure("search for holiday, public jpegs only", searchGoal, () =>
    findPublicAssets(services, { page: 1, pageSize: PAGE, query: "holiday", contentType: "image/jpeg" }),
  );
  const found = await find({ query: "jpg" });
  await measure("search for jpg, the next page by cursor", searchGoal, () =>
    find({ query: "jpg", cursor: String(found.nextCursor) }),
  );
  for (const query of ["no such words", "无", "日山"]) {
    await measure(`search for ${query}, which is nowhere`, 0, () => find({ query }));
  }
  await measure("one name out of all", 2, () => find({ query: `${ASSETS - 1}.jpg` }));
  await measure("usage statistics", 20, () => usageStats(services));
} finally {
  await proxy.dispose();
}
if (missed.length > 0) throw new Error(`over the goal: ${missed.join("; ")}`);

async function cursorAfter(
  find: (request: Partial<FindRequest>) => Promise<{ nextCursor: string | null }>,
  pages: number,
) {
  let cursor = "";
  for (let page = 0; page < pages; page++) {
    cursor = String((await find(cursor === "" ? {} : { cursor })).nextCursor);
  }
  return cursor;
}

/** Many assets, quickly: their rows without their bytes. */
async function fill(db: D1Database): Promise<void> {
  const start = Date.now() - ASSETS * 1000;
  for (let done = 0; done < ASSETS; done += AT_ONCE) {
    const rows = Array.from({ length: AT_ONCE }, (_, i) => asset(done + i, start));
    const json = JSON.stringify(rows);
    await db.batch([
      db
        .prepare(
          `INSERT INTO assets (seq, id, status, original_file_name, content_type, extension, size, width, height,
            checksum_sha256, image_facts, storage_provider, storage_key, is_public, created_at, updated_at)
          SELECT value ->> 'seq', value ->> 'id', 'ready', value ->> 'name', value ->> 'type', '.jpg',
            value ->> 'size', 4000, 3000, value ->> 'id', '{}', 'r2', value ->> 'id', value ->> 'shown',
            value ->> 'at', value ->> 'at' FROM json_each(?)`,
        )
        .bind(json),
      db
        .prepare(
          `INSERT INTO asset_search (rowid, original_file_name, description, alt_text, facets)
          SELECT value ->> 'seq', value ->> 'tokens', '', '', value ->> 'facets' FROM json_each(?)`,
        )
        .bind(json),
    ]);
  }
}

function asset(i: number, start: number) {
  const at = start + i * 1000;
  const { id, seq } = newAssetIdentity(at);
  const contentType = TYPES[i % TYPES.length] ?? "image/jpeg";
  const isPublic = i % 5 !== 0;
  const name = `${WORDS[i % WORDS.length]} ${WORDS[(i * 7) % WORDS.length]} ${i}.jpg`;
  return {
    id,
    seq,
    at,
    name,
    type: contentType,
    shown: isPublic ? 1 : 0,
    size: 1000 + ((i * 7919) % 5_000_000),
    tokens: indexTokens(name),
    facets: facetTokens({ isPublic, status: "ready", contentType }),
  };
}
