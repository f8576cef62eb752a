import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { api, dataOf, failureOf } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { png } from "../support/images.ts";

const file = await png({ width: 20, height: 10 });
const shown = await uploaded({ file, runEnrichment: false });
const hidden = await uploaded({ file, isPublic: false, runEnrichment: false });
const address = `/content/${shown.storageKey}`;

const anyone = { bearer: null };
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

describe("a public original", () => {
  it("is served whole to anybody", async () => {
    const response = await api.get(address, anyone);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": String(file.length),
      "accept-ranges": "bytes",
      etag: `"${shown.checksumSha256}"`,
      "cache-control": "public, max-age=0, must-revalidate",
      "cache-tag": `asset:${shown.id}`,
      "x-content-type-options": "nosniff",
      "access-control-allow-origin": "*",
    });
    expect(response.headers.has("content-disposition")).toBe(false);
    expect(await bytesOf(response)).toEqual(file);
  });

  it("answers HEAD with the headers only", async () => {
    const response = await api.head(address, anyone);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe(String(file.length));
    expect(await response.text()).toBe("");
  });

  it("is not sent again to who has it", async () => {
    for (const tag of [
      `"${shown.checksumSha256}"`,
      `W/"${shown.checksumSha256}"`,
      "*",
      `"x", "${shown.checksumSha256}"`,
    ]) {
      const response = await api.get(address, { ...anyone, headers: { "if-none-match": tag } });
      expect(response.status).toBe(304);
      expect(response.headers.get("etag")).toBe(`"${shown.checksumSha256}"`);
    }
    const other = await api.get(address, { ...anyone, headers: { "if-none-match": '"other"' } });
    expect(other.status).toBe(200);
  });

  it.each([
    ["bytes=0-9", 0, 10],
    ["bytes=10-", 10, undefined],
    ["bytes=-7", -7, undefined],
    ["bytes=5-100000", 5, undefined],
    ["bytes=-100000", 0, undefined],
  ])("is served in part for %s", async (range, start, end) => {
    const response = await api.get(address, { ...anyone, headers: { range } });
    expect(response.status).toBe(206);
    const expected = file.slice(start, end);
    const offset = start < 0 ? file.length + start : start;
    expect(response.headers.get("content-range")).toBe(
      `bytes ${offset}-${offset + expected.length - 1}/${file.length}`,
    );
    expect(response.headers.get("content-length")).toBe(String(expected.length));
    expect(await bytesOf(response)).toEqual(expected);
  });

  it.each(["bytes=100000-", "bytes=9-5", "bytes=-0", "bytes=x", "bytes="])("refuses %s", async (range) => {
    const response = await api.get(address, { ...anyone, headers: { range } });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe(`bytes */${file.length}`);
    expect((await failureOf(response)).code).toBe("range_not_satisfiable");
  });

  it("is served whole for several ranges, other units and an outdated If-Range", async () => {
    const whole: Record<string, string>[] = [
      { range: "bytes=0-1,4-5" },
      { range: "pages=1-2" },
      { range: "bytes=0-1", "if-range": '"old"' },
    ];
    for (const headers of whole) expect((await api.get(address, { ...anyone, headers })).status).toBe(200);
    const current = { range: "bytes=0-1", "if-range": `"${shown.checksumSha256}"` };
    expect((await api.get(address, { ...anyone, headers: current })).status).toBe(206);
  });

  it("is where the protected route sends people", async () => {
    const response = await api.get(`/api/v1/assets/${shown.id}/content`);
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toBe(shown.publicUrl);
    expect((await api.get(`/api/v1/assets/${shown.id}/content`, anyone)).status).toBe(401);
  });
});

describe("a private original", () => {
  it("can't be told from an absent one", async () => {
    for (const path of [
      `/content/${hidden.storageKey}`,
      "/content/2026/01/01/absent.png",
      "/content/2026%2F..%2Fx.png",
    ]) {
      const response = await api.get(path, anyone);
      expect(response.status).toBe(404);
      expect((await failureOf(response)).code).toBe("asset_not_found");
    }
  });

  it("is streamed to those who may read it, and kept by nobody", async () => {
    const response = await api.get(`/api/v1/assets/${hidden.id}/content`, {
      headers: { range: "bytes=0-3" },
    });
    expect(response.status).toBe(206);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await bytesOf(response)).toEqual(file.slice(0, 4));
    expect((await api.get(`/api/v1/assets/${hidden.id}/content`, anyone)).status).toBe(401);
  });

  it("opens to a signed link until it expires", async () => {
    const made = await api.post(`/api/v1/assets/${hidden.id}/links`, { json: { ExpiresInSeconds: 600 } });
    expect(made.headers.get("location")).toContain(`${hidden.storageKey}?expires=`);
    expect(made.status).toBe(201);
    const { url, expiresAtUtc } = await dataOf<{ url: string; expiresAtUtc: string }>(made);
    expect(Date.parse(expiresAtUtc) - Date.now()).toBeGreaterThan(590_000);

    const response = await api.get(url, anyone);
    expect(response.status).toBe(200);
    expect(await bytesOf(response)).toEqual(file);
    const kept = Number(/^private, max-age=(\d+)$/.exec(response.headers.get("cache-control") ?? "")?.[1]);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(600);

    const link = new URL(url);
    const spoiled = [
      (u: URL) => u.searchParams.set("expires", String(Number(u.searchParams.get("expires")) + 1)),
      (u: URL) => u.searchParams.set("expires", "1"),
      (u: URL) => u.searchParams.set("signature", "0".repeat(64)),
      (u: URL) => u.searchParams.delete("signature"),
      (u: URL) => u.searchParams.delete("expires"),
      (u: URL) => {
        u.pathname = `/content/${shown.storageKey.replace(/.$/, "x")}`;
      },
    ];
    for (const spoil of spoiled) {
      const wrong = new URL(link);
      spoil(wrong);
      expect((await api.get(wrong.href, anyone)).status).toBe(404);
    }
  });

  it("gives links within the allowed time only, an hour without a wish", async () => {
    for (const expiresInSeconds of [59, 604_801, "600", 1.5]) {
      const response = await api.post(`/api/v1/assets/${hidden.id}/links`, { json: { expiresInSeconds } });
      expect(response.status).toBe(400);
      const { code, message } = await failureOf(response);
      expect(code).toBe("request_invalid");
      expect(message).toContain("expiresInSeconds");
    }
    const usual = await api.post(`/api/v1/assets/${hidden.id}/links`, {
      body: "",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    const { expiresAtUtc } = await dataOf<{ expiresAtUtc: string }>(usual);
    expect(Math.round((Date.parse(expiresAtUtc) - Date.now()) / 60_000)).toBe(60);
    const unknown = await api.post("/api/v1/assets/01900000-0000-7000-8000-000000000000/links");
    expect(unknown.status).toBe(404);
  });
});

describe("visibility", () => {
  it("opens and closes the address at once", async () => {
    const asset = await uploaded({ file, runEnrichment: false });
    const path = `/content/${asset.storageKey}`;
    expect((await api.get(path, anyone)).status).toBe(200);
    const closed = await dataOf<{ publicUrl: unknown }>(
      await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: false } }),
    );
    expect(closed.publicUrl).toBeNull();
    expect((await api.get(path, anyone)).status).toBe(404);
    await api.patch(`/api/v1/assets/${asset.id}`, { json: { isPublic: true } });
    expect((await api.get(path, anyone)).status).toBe(200);
  });
});

describe("bytes that the storage has lost", () => {
  it("are not found, on every route", async () => {
    const asset = await uploaded({ file, runEnrichment: false });
    await env.BUCKET.delete(asset.storageKey);
    for (const path of [`/content/${asset.storageKey}`, `/api/v1/assets/${asset.id}/content`]) {
      const response = await api.get(path);
      expect(response.status).toBe(404);
      expect((await failureOf(response)).code).toBe("asset_not_found");
      expect((await api.head(path)).status).toBe(404);
    }
  });
});

it("finds keys with backslashes and a leading slash", async () => {
  const path = `/content//${shown.storageKey.replaceAll("/", "%5C")}`;
  expect((await api.get(path, anyone)).status).toBe(200);
});
