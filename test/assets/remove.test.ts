import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { api, dataOf, failureOf } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";

const UNKNOWN = "01900000-0000-7000-8000-000000000000";

describe("deleting one", () => {
  it("removes row and bytes, and says what it was", async () => {
    const asset = await uploaded({ runEnrichment: false });
    const response = await api.delete(`/api/v1/assets/${asset.id}`);
    expect(response.status).toBe(200);
    expect(await dataOf(response)).toEqual({
      id: asset.id,
      status: "ready",
      deletedAtUtc: expect.stringMatching(/\.\d{3}Z$/),
    });
    expect((await api.get(`/api/v1/assets/${asset.id}`)).status).toBe(404);
    expect((await api.get(`/content/${asset.storageKey}`)).status).toBe(404);
    expect(await env.BUCKET.head(asset.storageKey)).toBeNull();
    expect((await api.delete(`/api/v1/assets/${asset.id}`)).status).toBe(404);
    const left = await env.DB.prepare("SELECT count(*) AS n FROM removals").first("n");
    expect(left).toBe(0);
  });

  it("takes a commit message, an empty object or null for a body", async () => {
    for (const body of ['{"CommitMessage":"bye"}', "{}", "null", ""]) {
      const asset = await uploaded({ runEnrichment: false });
      const response = await api.delete(`/api/v1/assets/${asset.id}`, {
        body,
        headers: { "content-type": "application/json" },
      });
      expect(response.status).toBe(200);
    }
  });

  it("does not mind bytes that are gone already", async () => {
    const asset = await uploaded({ runEnrichment: false });
    await env.BUCKET.delete(asset.storageKey);
    expect((await api.delete(`/api/v1/assets/${asset.id}`)).status).toBe(200);
  });

  it.each([UNKNOWN, "nonsense", "usage"])("knows no %s", async (id) => {
    const response = await api.delete(`/api/v1/assets/${id}`);
    expect(await failureOf(response)).toMatchObject({ code: "asset_not_found", status: 404 });
  });
});

describe("deleting many", () => {
  const batch = (json: unknown) => api.post("/api/v1/assets/batch-delete", { json });

  it("takes a bare array and the documented object", async () => {
    const [a, b, c] = [
      await uploaded({ runEnrichment: false }),
      await uploaded({ runEnrichment: false }),
      await uploaded({ runEnrichment: false }),
    ];
    expect(await dataOf(await batch([a.id, UNKNOWN, b.id.toUpperCase(), a.id]))).toEqual({
      requestedCount: 4,
      deletedCount: 2,
      notFoundIds: [UNKNOWN, a.id],
    });
    const shouted = "01900000-0000-7000-8000-ABCDEFABCDEF";
    expect(await dataOf(await batch([shouted]))).toMatchObject({ notFoundIds: [shouted.toLowerCase()] });
    expect(await dataOf(await batch({ Ids: [c.id] }))).toEqual({
      requestedCount: 1,
      deletedCount: 1,
      notFoundIds: [],
    });
    for (const { storageKey } of [a, b, c]) expect(await env.BUCKET.head(storageKey)).toBeNull();
  });

  it("takes nothing as nothing", async () => {
    const zeros = { requestedCount: 0, deletedCount: 0, notFoundIds: [] };
    expect(await dataOf(await batch([]))).toEqual(zeros);
    expect(await dataOf(await batch(null))).toEqual(zeros);
    expect(await dataOf(await batch({ ids: null }))).toEqual(zeros);
    expect(await dataOf(await api.post("/api/v1/assets/batch-delete"))).toEqual(zeros);
  });

  it.each([[["nonsense"]], [{ ids: [7] }], [{ ids: "x" }], ["x"], [Array(101).fill(UNKNOWN)]])(
    "refuses %j and deletes nothing",
    async (body) => {
      const response = await batch(body);
      expect(await failureOf(response)).toMatchObject({ code: "request_invalid", status: 400 });
    },
  );

  it("says what is too many", async () => {
    const { message } = await failureOf(await batch(Array(101).fill(UNKNOWN)));
    expect(message).toContain("at most 100 ids");
  });

  it("takes a hundred", async () => {
    expect(await dataOf(await batch(Array(100).fill(UNKNOWN)))).toMatchObject({
      requestedCount: 100,
      deletedCount: 0,
    });
  });
});

describe("statistics", () => {
  it("count what exists, from counters", async () => {
    const before = await dataOf<{ totalAssets: number; totalBytes: number }>(
      await api.get("/api/v1/assets/usage-stats"),
    );
    const asset = await uploaded({ isPublic: false, runEnrichment: false });
    const during = await dataOf<Record<string, unknown>>(await api.get("/api/v1/assets/usage-stats"));
    expect(during).toMatchObject({
      totalAssets: before.totalAssets + 1,
      totalBytes: before.totalBytes + asset.size,
      totalDerivatives: 0,
      contentTypeBreakdown: [{ contentType: "image/png", count: 1, totalBytes: asset.size }],
      mostActiveSkill: null,
    });
    await api.delete(`/api/v1/assets/${asset.id}`);
    expect(await dataOf(await api.get("/api/v1/assets/usage-stats"))).toEqual({
      ...before,
      totalDerivatives: 0,
      contentTypeBreakdown: [],
      mostActiveSkill: null,
    });
  });
});
