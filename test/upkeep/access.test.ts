import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { sweep } from "../../src/cron.ts";
import { createServices } from "../../src/services.ts";
import { sweepAccess } from "../../src/upkeep/access.ts";
import { addPerson } from "../support/people.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2031, 5, 15);
const services = { ...createServices(env, createExecutionContext(), ""), now: () => NOW };

const idAt = (time: number) => {
  const hex = time.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
const left = async (table: string, column: string) => {
  const { results } = await env.DB.prepare(`SELECT ${column} AS name FROM ${table} ORDER BY 1`).all();
  return results.map(({ name }) => name);
};

it("makes the super admin before anybody signs in", async () => {
  await sweep(services);
  expect(await left("users", "username_key")).toEqual(["admin"]);
});

it("forgets tokens, keys, counts and entries when their time is over, and no sooner", async () => {
  const { id } = await addPerson();
  const token = (name: string, expiresAt: number) =>
    env.DB.prepare(
      `INSERT INTO refresh_tokens (id, user_id, family_id, token_hash, created_at, expires_at)
       VALUES (?1, ?2, ?1, ?1, 1, ?3)`,
    ).bind(name, id, expiresAt);
  const key = (name: string, expiresAt: number | null) =>
    env.DB.prepare(
      `INSERT INTO api_keys (id, name, prefix, key_hash, permissions_json, created_by, created_at, expires_at)
       VALUES (?1, ?1, 'nkh_', ?1, '[]', ?2, 1, ?3)`,
    ).bind(name, id, expiresAt);
  const failure = (name: string, at: number) =>
    env.DB.prepare("INSERT INTO sign_in_failures VALUES (?1, 3, ?2)").bind(name, at);
  const entry = (name: string, at: number) =>
    env.DB.prepare(
      `INSERT INTO audit_entries (id, at, actor_kind, operation, outcome, status, trace_id)
       VALUES (?1, ?2, 'nobody', ?3, 'success', 200, 'x')`,
    ).bind(idAt(at), at, name);
  await env.DB.batch([
    token("live", NOW + 1),
    token("expired", NOW - 7 * DAY),
    token("long expired", NOW - 7 * DAY - 1),
    key("for ever", null),
    key("expired", NOW - 30 * DAY),
    key("long expired", NOW - 30 * DAY - 1),
    failure("today's", NOW - DAY),
    failure("yesterday's", NOW - DAY - 1),
    entry("young", NOW - 90 * DAY),
    entry("old", NOW - 90 * DAY - 1),
  ]);
  await sweepAccess(services);
  expect(await left("refresh_tokens", "id")).toEqual(["expired", "live"]);
  expect(await left("api_keys", "id")).toEqual(["expired", "for ever"]);
  expect(await left("sign_in_failures", "key")).toEqual(["today's"]);
  expect(await left("audit_entries", "operation")).toEqual(["young"]);
});

it("takes its time over many rows", async () => {
  await env.DB.prepare(
    `WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 1200)
     INSERT INTO sign_in_failures SELECT 'many ' || value, 1, 1 FROM n`,
  ).run();
  const many = async () => (await left("sign_in_failures", "key")).length - 1;
  const counts = [];
  for (let run = 0; run < 3; run++) {
    await sweepAccess(services);
    counts.push(await many());
  }
  expect(counts).toEqual([700, 200, 0]);
});
