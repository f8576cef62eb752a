import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { setVisibility } from "../../src/database/asset-batches.ts";
import { assetById } from "../../src/database/assets.ts";
import { createServices } from "../../src/services.ts";
import { makeExif } from "../images/make-exif.ts";
import { join, pngChunk } from "../images/make-png.ts";
import { api, BASE, dataOf, failureOf } from "../support/api.ts";
import { assetOf, uploaded } from "../support/assets.ts";
import { sha256Hex } from "../support/digest.ts";
import { png } from "../support/images.ts";

const unknown = "0198b3a0-0000-7000-8000-000000000000";
const [one, two] = [await uploaded({ runEnrichment: false }), await uploaded({ runEnrichment: false })];
/** Signature and IHDR. */
const PNG_START = 33;
const update = (json: unknown) => api.post("/api/v1/assets/batch-update", { json });

describe("batch-update by ids", () => {
  it("answers for each: changed, as it was, or not there", async () => {
    await api.patch(`/api/v1/assets/${two.id}`, { json: { isPublic: false } });
    const ids = [two.id, unknown, one.id.toUpperCase(), one.id];
    expect(await dataOf(await update({ ids, isPublic: false }))).toEqual({
      items: [
        { id: two.id, outcome: "unchanged" },
        { id: unknown, outcome: "notFound" },
        { id: one.id, outcome: "updated" },
      ],
      nextCursor: null,
    });
    expect(await assetOf(one.id)).toMatchObject({ isPublic: false, publicUrl: null });
    expect((await api.get(`/api/v1/public/assets/${one.id}`, { bearer: null })).status).toBe(404);
  });

  it("lets the search find what became public", async () => {
    await update({ ids: [one.id], isPublic: true });
    const found = await dataOf<{ total: number }>(
      await api.get("/api/v1/public/assets?query=cat", { bearer: null }),
    );
    expect(found.total).toBe(1);
  });

  it("changes nothing when it is told nothing", async () => {
    const before = await assetOf(one.id);
    expect(await dataOf(await update({ ids: [one.id] }))).toMatchObject({
      items: [{ outcome: "unchanged" }],
    });
    expect(await assetOf(one.id)).toEqual(before);
    expect(await dataOf(await update({ ids: [], isPublic: true }))).toEqual({ items: [], nextCursor: null });
  });

  it("writes nothing when one of them was changed in between", async () => {
    const { db } = createServices(env, { waitUntil: () => {} }, BASE);
    const read = await Promise.all([one.id, two.id].map((id) => assetById(db, id)));
    const assets = read.flatMap((asset) => asset ?? []);
    await api.patch(`/api/v1/assets/${one.id}`, { json: { description: "meanwhile" } });
    expect(await setVisibility(db, assets, true, Date.now())).toBe(false);
    expect(await assetOf(two.id)).toMatchObject({ isPublic: false });
  });

  it.each([
    [{}],
    [{ isPublic: true }],
    [{ ids: [], filter: {} }],
    [{ ids: ["cat"], isPublic: true }],
    [{ ids: Array(501).fill(unknown), isPublic: true }],
    [{ ids: [unknown], isPublic: "true" }],
    [null],
  ])("refuses %j", async (body) => {
    const response = await update(body);
    expect(response.status).toBe(400);
    expect(await failureOf(response)).toMatchObject({ code: "request_invalid" });
  });
});

describe("batch-update by filter", () => {
  it("changes all that match", async () => {
    const other = await uploaded({ fileName: "dog.png", runEnrichment: false });
    const answer = await update({ filter: { query: "dog" }, isPublic: false });
    expect(await dataOf(answer)).toEqual({
      items: [{ id: other.id, outcome: "updated" }],
      nextCursor: null,
    });
    expect(await assetOf(one.id)).toMatchObject({ isPublic: true });
  });
});

describe("the list", () => {
  it("finds the same bytes by their SHA-256, in any case of the hex", async () => {
    const twin = await assetOf(one.id);
    const find = async (query: string) =>
      dataOf<{ items: { id: string }[]; total: number }>(await api.get(`/api/v1/assets?${query}`));
    const sum = String(twin.checksumSha256).toUpperCase();
    const found = await find(`checksumSha256=${sum}&pageSize=1`);
    expect(found.items).toHaveLength(1);
    expect(found.total).toBe(3);
    expect((await find(`checksumSha256=${sum}&query=dog`)).total).toBe(1);
    expect(await find(`checksumSha256=${"0".repeat(64)}`)).toMatchObject({ items: [], total: 0 });
  });

  it("finds a picture by the SHA-256 of the file that was sent, although its place was taken out", async () => {
    const plain = await png();
    const exif = pngChunk("eXIf", makeExif({ gps: true }));
    const file = join(plain.subarray(0, PNG_START), exif, plain.subarray(PNG_START));
    const stored = await uploaded({ file });
    const sent = await sha256Hex(file);
    expect(stored.uploadedSha256).toBe(sent);
    expect(stored.checksumSha256).not.toBe(sent);
    for (const sum of [sent, stored.checksumSha256]) {
      const response = await api.get(`/api/v1/assets?checksumSha256=${sum}`);
      expect(await dataOf(response)).toMatchObject({ items: [{ id: stored.id }], total: 1 });
    }
  });

  it("marks what has no alt text, without its words", async () => {
    await api.patch(`/api/v1/assets/${one.id}`, { json: { altText: "A cat" } });
    const { items } = await dataOf<{ items: Record<string, unknown>[] }>(await api.get("/api/v1/assets"));
    const marks = Object.fromEntries(items.map((item) => [item.id, item.hasAltText]));
    expect(marks).toMatchObject({ [one.id]: true, [two.id]: false });
    expect(items[0]).not.toHaveProperty("altText");
  });
});
