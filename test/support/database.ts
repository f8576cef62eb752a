/** Test files share a Worker, which takes seconds to load; each starts with nothing stored (vitest.config.ts). */
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";

await dropTables();
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
await emptyBucket();

async function dropTables(): Promise<void> {
  const { results } = await env.DB.prepare(
    // A search table goes before the tables that it keeps its index in.
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*' ORDER BY sql NOT LIKE 'CREATE VIRTUAL TABLE%'",
  ).all<{ name: string }>();
  const drops = results.map(({ name }) => `DROP TABLE IF EXISTS "${name}"`);
  await env.DB.batch(["PRAGMA defer_foreign_keys = ON", ...drops].map((sql) => env.DB.prepare(sql)));
}

async function emptyBucket(): Promise<void> {
  for (;;) {
    const { objects } = await env.BUCKET.list();
    if (objects.length === 0) return;
    await env.BUCKET.delete(objects.map(({ key }) => key));
  }
}
