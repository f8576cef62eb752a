import { describe, expect, it } from "vitest";
import { api, dataOf, failureOf } from "../support/api.ts";
import { assetOf, uploaded } from "../support/assets.ts";

const asset = await uploaded({ description: "first", altText: "alt", runEnrichment: false });
const patch = (json: unknown, id = asset.id) => api.patch(`/api/v1/assets/${id}`, { json });

describe("PATCH", () => {
  it("changes what is named, clears what is null, leaves the rest", async () => {
    const changed = await dataOf<Record<string, unknown>>(
      await patch({ DESCRIPTION: "  second ", altText: null }),
    );
    expect(changed).toMatchObject({
      description: "  second ",
      altText: null,
      originalFileName: "cat.png",
      isPublic: true,
    });
    expect(changed).toEqual(await assetOf(asset.id));
    expect(await dataOf(await patch({ description: "" }))).toMatchObject({ description: "" });
  });

  it("renames to the last segment, without touching key or extension", async () => {
    expect(await dataOf(await patch({ originalFileName: " dir/new name.webp " }))).toMatchObject({
      originalFileName: "new name.webp",
      extension: ".png",
      storageKey: asset.storageKey,
    });
    expect(await dataOf(await patch({ originalFileName: null }))).toMatchObject({ originalFileName: null });
  });

  it("always moves the time of change", async () => {
    const before = await assetOf(asset.id);
    const after = await dataOf<{ updatedAtUtc: string }>(await patch({}));
    expect(after.updatedAtUtc > before.updatedAtUtc).toBe(true);
  });

  it.each([
    [{ description: "x".repeat(1001) }, "asset_description_too_long"],
    [{ altText: "x".repeat(1001) }, "asset_alt_text_too_long"],
    [{ originalFileName: "  " }, "asset_filename_invalid"],
    [{ originalFileName: "x".repeat(513) }, "asset_filename_invalid"],
    [{ isPublic: null }, "request_invalid"],
    [{ isPublic: "" }, "request_invalid"],
    [{ isPublic: "true" }, "request_invalid"],
    [{ description: 7 }, "request_invalid"],
    [[], "request_invalid"],
    [null, "request_invalid"],
    ["text", "request_invalid"],
  ])("refuses %j with %s", async (changes, code) => {
    const before = await assetOf(asset.id);
    const response = await patch(changes);
    expect(response.status).toBe(400);
    expect(await failureOf(response)).toMatchObject({ code });
    expect(await assetOf(asset.id)).toEqual(before);
  });

  it("accepts a thousand characters exactly", async () => {
    expect((await patch({ description: "x".repeat(1000) })).status).toBe(200);
  });

  it("refuses no body, no JSON and another type of body", async () => {
    const send = (body: string, type: string) =>
      api.patch(`/api/v1/assets/${asset.id}`, { body, headers: { "content-type": type } });
    const answers = [];
    for (const response of [
      await send("", "application/json"),
      await send("{", "application/json"),
      await send("<x/>", "text/xml"),
      await send("a=b", "application/x-www-form-urlencoded"),
      await send("--b--", "multipart/form-data; boundary=b"),
    ]) {
      answers.push([response.status, (await failureOf(response)).code]);
    }
    expect(answers).toEqual([
      [400, "request_invalid"],
      [400, "request_invalid"],
      [415, "unsupported_media_type"],
      [415, "unsupported_media_type"],
      [415, "unsupported_media_type"],
    ]);
  });

  it("checks lengths before it looks for the asset", async () => {
    const missing = "01900000-0000-7000-8000-000000000000";
    const long = await patch({ altText: "x".repeat(1001) }, missing);
    expect((await failureOf(long)).code).toBe("asset_alt_text_too_long");
    const absent = await patch({ altText: "x" }, missing);
    expect(await failureOf(absent)).toMatchObject({ code: "asset_not_found", status: 404 });
  });

  it("loses none of twenty changes made at once", async () => {
    const one = await uploaded({ runEnrichment: false });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        patch(i % 2 ? { description: `d${i}` } : { altText: `a${i}` }, one.id),
      ),
    );
    const stored = answers.filter((answer) => answer.status === 200);
    expect(stored.length).toBeGreaterThan(0);
    const after = await assetOf(one.id);
    expect(after.description).toMatch(/^d\d+$/);
    expect(after.altText).toMatch(/^a\d+$/);
    const found = await dataOf<{ total: number }>(await api.get(`/api/v1/assets?query=${after.description}`));
    expect(found.total).toBe(1);
  });
});
