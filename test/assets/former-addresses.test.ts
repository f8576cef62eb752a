/** Addresses that a public asset used to have: somebody has put them into a page. */
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { api, dataOf } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { png } from "../support/images.ts";

const anyone = { bearer: null };
const run = async (id: string, skill: string, parameters: object = {}) =>
  (
    await dataOf<{ asset: AssetDetail }>(
      await api.post(`/api/v1/assets/${id}/skills/${skill}/run`, { json: { parameters } }),
    )
  ).asset;
const convert = (id: string, TargetFormat: string) =>
  run(id, "format-convert", { TargetFormat, KeepOriginal: false });
const addressOf = ({ derivatives }: AssetDetail, wanted: string) =>
  derivatives.find(({ kind }) => kind === wanted)?.publicUrl ?? "";
const pathOf = (address: string | null) => new URL(address ?? "").pathname;
const formerKeys = async () => (await env.DB.prepare("SELECT * FROM former_keys").all()).results;

let asset: AssetDetail;
beforeEach(async () => {
  const file = await png({ width: 300, height: 200 });
  asset = await uploaded({ file, runEnrichment: false });
});

it("leads to where the original is now, however often it changed", async () => {
  const first = await convert(asset.id, "webp");
  const second = await convert(asset.id, "jpeg");
  for (const { storageKey } of [asset, first]) {
    for (const ask of [api.get, api.head]) {
      const moved = await ask(`/content/${storageKey}`, anyone);
      expect([moved.status, moved.headers.get("location")]).toEqual([307, second.publicUrl]);
      expect(moved.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
      expect(moved.headers.get("cache-tag")).toBe(`asset:${asset.id}`);
    }
  }
  const there = await api.get(pathOf(second.publicUrl), anyone);
  expect([there.status, there.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
});

it("leads to the rendition that took the place of another, and nowhere when none did", async () => {
  const before = await run(asset.id, "thumbnail");
  const copied = await run(asset.id, "format-convert", { TargetFormat: "webp" });
  const after = await convert(asset.id, "jpeg");
  const thumbnail = await api.get(pathOf(addressOf(before, "thumbnail_256")), anyone);
  expect(thumbnail.headers.get("location")).toBe(addressOf(after, "thumbnail_256"));
  await run(asset.id, "watermark", { ReplaceOriginal: true });
  expect((await api.get(pathOf(addressOf(copied, "format_webp")), anyone)).status).toBe(404);
});

it("leads nowhere while the asset is private, also with a signature for the old key", async () => {
  await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: false } });
  const { url } = await dataOf<{ url: string }>(await api.post(`/api/v1/assets/${asset.id}/links`));
  const { pathname, search } = new URL(url);
  await convert(asset.id, "webp");
  expect((await api.get(pathname, anyone)).status).toBe(404);
  expect((await api.get(pathname + search, anyone)).status).toBe(404);
  await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: true } });
  expect((await api.get(pathname, anyone)).status).toBe(307);
});

it("leads nowhere once the asset is deleted, and nothing of it is kept", async () => {
  await run(asset.id, "thumbnail");
  await convert(asset.id, "webp");
  expect(await formerKeys()).not.toEqual([]);
  await api.delete(`/api/v1/assets/${asset.id}`);
  expect((await api.get(`/content/${asset.storageKey}`, anyone)).status).toBe(404);
  await env.DB.exec("DELETE FROM assets");
  expect(await formerKeys()).toEqual([]);
});
