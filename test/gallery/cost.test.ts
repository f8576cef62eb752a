import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { createApp } from "../../src/http/app.ts";
import { createServices } from "../../src/services.ts";
import { BASE } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { NO_CUT, Power } from "../support/power.ts";

let id: string;

beforeAll(async () => {
  await uploaded({ fileName: "one.png" });
  ({ id } = await uploaded({ fileName: "two.png" }));
});

/** What a visit asks of the database and the bucket. */
async function callsOf(path: string): Promise<string[]> {
  const power = new Power(NO_CUT);
  const powered = { ...env, DB: power.database(env.DB), BUCKET: power.bucket(env.BUCKET) };
  const app = createApp((_, context, origin) => createServices(powered, context, origin));
  const response = await app.fetch(new Request(BASE + path), env, createExecutionContext());
  expect(response.status).toBe(200);
  return power.calls;
}

it.each([
  () => "/gallery",
  () => "/gallery?type=png",
  () => "/gallery?query=one",
  () => "/gallery?query=one&type=png",
  () => `/gallery/${id}`,
  () => `/gallery/${id}?query=two`,
  () => "/feed.json",
  () => "/feed.xml",
])("a page costs one database batch and nothing else", async (path) => {
  expect([path(), await callsOf(path())]).toEqual([path(), ["d1.batch"]]);
});

it("a page that has no asset on it costs none", async () => {
  expect(await callsOf("/robots.txt")).toEqual([]);
});
