import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { sweep } from "../../src/cron.ts";
import { createApp, type OpenServices } from "../../src/http/app.ts";
import { createServices, type Services } from "../../src/services.ts";
import { processJob } from "../../src/skills/jobs.ts";
import { BASE, clientOf, dataOf } from "../support/api.ts";
import { form } from "../support/assets.ts";
import { SharedCache } from "./shared-cache.ts";

/** In the name and the description of the asset of this test, and nowhere else. */
let secret: string;
let cache: SharedCache;
let api: ReturnType<typeof clientOf>;
let asset: AssetDetail;
/** Addresses at which the asset, its bytes or its facts can be had. */
let addresses: string[];
/** Called when an answer is ready, before the cache has it. */
let beforeStoring: () => Promise<void>;
let swapped: Partial<Services>;

const waiting: string[] = [];

const open: OpenServices = (bindings, context, origin) => ({
  ...createServices(bindings, { waitUntil: (work) => context.waitUntil(work), cache }, origin),
  queue: { send: async ({ jobId }) => waiting.push(jobId), sendBatch: async () => {} },
  now: () => cache.now,
  ...swapped,
});

beforeEach(async () => {
  secret = crypto.randomUUID();
  beforeStoring = async () => {};
  swapped = {};
  const app = createApp(open);
  cache = new SharedCache(async (request) => {
    const context = createExecutionContext();
    const response = await app.fetch(request, env, context);
    await waitOnExecutionContext(context);
    await beforeStoring();
    return response;
  });
  api = clientOf((request) => cache.fetch(request));
  const body = await form({ fileName: `${secret}.png`, description: `about ${secret}` });
  const { id } = await dataOf<AssetDetail>(await api.post("/api/v1/assets", { body }));
  const context = createExecutionContext();
  for (const jobId of waiting.splice(0)) await processJob(open(env, context, BASE), jobId);
  await waitOnExecutionContext(context);
  asset = await dataOf<AssetDetail>(await api.get(`/api/v1/assets/${id}`));
  addresses = [
    "/gallery",
    `/gallery?query=${secret}`,
    "/gallery?type=png&lang=zh",
    `/gallery/${id}`,
    `/gallery/${id}?query=${secret}&lang=en`,
    "/api/v1/public/assets",
    "/api/v1/public/assets?pageSize=7",
    `/api/v1/public/assets/${id}`,
    new URL(String(asset.publicUrl)).pathname,
    ...asset.derivatives.map(({ publicUrl }) => new URL(String(publicUrl)).pathname),
  ];
});

function visit(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return api.get(path, { bearer: null, headers });
}

async function visitAll(): Promise<void> {
  for (const path of addresses) expect([path, (await visit(path)).status]).toEqual([path, 200]);
}

/** Nothing of the asset comes out, from any address. */
async function expectForgotten(): Promise<void> {
  for (const path of addresses) {
    const response = await visit(path);
    // A refusal repeats what was asked for.
    const text = (await response.text()).replaceAll(path.replace("/content/", ""), "");
    for (const fact of [`about ${secret}`, `${secret}.png`, asset.storageKey, `"${asset.id}"`])
      expect([path, text.includes(fact)]).toEqual([path, false]);
    const isList = /^\/(gallery|api\/v1\/public\/assets)(\?|$)/.test(path);
    expect([path, response.status]).toEqual([path, isList ? 200 : 404]);
  }
}

describe("a hit", () => {
  it("runs no Worker, on any public address", async () => {
    expect(asset.derivatives.length).toBeGreaterThan(0);
    await visitAll();
    const { runs } = cache;
    await visitAll();
    expect(cache.runs).toBe(runs);
  });

  it("costs its visitor nothing when the browser has it already", async () => {
    for (const path of addresses) {
      const etag = (await visit(path)).headers.get("etag") ?? "";
      expect([path, (await visit(path, { "if-none-match": etag })).status]).toEqual([path, 304]);
    }
  });

  it("speaks the visitor's language", async () => {
    const spoken = async (language: string) =>
      (await visit("/gallery", { "accept-language": language })).text();
    expect(await spoken("en")).toContain('<h1 dir="auto">Gallery</h1>');
    expect(await spoken("zh-CN")).toContain('<h1 dir="auto">图库</h1>');
    const { runs } = cache;
    expect(await spoken("en")).toContain('<h1 dir="auto">Gallery</h1>');
    expect(cache.runs).toBe(runs);
  });
});

describe("after the asset", () => {
  it("turned private, nothing of it comes out", async () => {
    await visitAll();
    await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: false } });
    await expectForgotten();
  });

  it("was deleted, nothing of it comes out", async () => {
    await visitAll();
    await api.delete(`/api/v1/assets/${asset.id}`);
    await expectForgotten();
  });

  it("was deleted with others, nothing of it comes out", async () => {
    await visitAll();
    await api.post("/api/v1/assets/batch-delete", { json: [asset.id] });
    await expectForgotten();
  });

  it("was rewritten, only the new words come out", async () => {
    await visitAll();
    await api.patch(`/api/v1/assets/${asset.id}`, { json: { description: "rewritten" } });
    for (const path of addresses.filter((address) => !address.startsWith("/content"))) {
      const text = await (await visit(path)).text();
      expect([path, text.includes(`about ${secret}`)]).toEqual([path, false]);
    }
    expect(await (await visit(`/gallery/${asset.id}`)).text()).toContain("rewritten");
  });

  it("was published again, it is there at once", async () => {
    await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: false } });
    await expectForgotten();
    await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: true } });
    await visitAll();
  });
});

describe("when things go wrong", () => {
  it("an answer begun before the change is gone with the next sweep", async () => {
    const page = `/gallery/${asset.id}`;
    beforeStoring = async () => {
      beforeStoring = async () => {};
      await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: false } });
    };
    expect((await visit(page)).status).toBe(200);
    cache.now += 60_000;
    await sweep(open(env, createExecutionContext(), BASE));
    await expectForgotten();
  });

  it("a purge that is lost leaves nothing behind for longer than five minutes", async () => {
    await visitAll();
    swapped = { cache: { purge: async () => false } };
    await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: false } });
    cache.now += 301_000;
    await expectForgotten();
  });

  it("a failing Worker brings nothing old back", async () => {
    await visitAll();
    cache.now += 301_000;
    const broken = () => {
      throw new Error("no connection");
    };
    swapped = { db: new Proxy({} as Services["db"], { get: () => broken }) };
    for (const path of addresses.filter((address) => !address.startsWith("/content"))) {
      const response = await visit(path);
      expect([path, response.status]).toEqual([path, 500]);
      expect(await response.text()).not.toContain(`about ${secret}`);
    }
  });

  it("failures, redirects and 404s are never kept", async () => {
    for (const path of ["/gallery/none", "/gallery?x=1", "/nowhere", "/", "/api/v1/public/assets/none"]) {
      const response = await visit(path);
      expect([path, response.headers.get("cache-control")]).toEqual([path, "private, no-store"]);
    }
  });
});
