import { describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { png } from "../support/images.ts";

interface Listed {
  items: { id: string; originalFileName: string | null; size: number }[];
  page: number;
  pageSize: number;
  total: number;
  nextCursor: string | null;
}

const NAMES = [
  "holiday-77.png",
  "it's 50%.png",
  'a"b_c.png',
  "山水画.png",
  "日落山.png",
  "Straße Ünï.png",
  "plain.png",
];

const list = async (query: string, path = "/api/v1/assets") =>
  dataOf<Listed>(await api.get(`${path}?${query}`));
const names = async (query: string, path?: string) =>
  (await list(query, path)).items.map((item) => item.originalFileName);

const made: AssetDetail[] = [];
for (const [i, fileName] of NAMES.entries()) {
  made.push(
    await uploaded({
      fileName,
      file: await png({ width: 4 + i, height: 4, note: fileName.slice(0, 1).repeat(i) }),
      isPublic: i !== 6,
      description: i === 0 ? "Sun\nand sand" : "",
      altText: i === 1 ? "discount tag" : "",
      runEnrichment: false,
    }),
  );
}
const NEWEST_FIRST = [...NAMES].reverse();

describe("the list", () => {
  it("is newest first, in the contract's shape", async () => {
    const page = await list("");
    expect(page).toMatchObject({ page: 1, pageSize: 20, total: 7, nextCursor: null });
    expect(page.items.map((item) => item.originalFileName)).toEqual(NEWEST_FIRST);
    expect(Object.keys(page.items[0] ?? {}).sort()).toEqual(
      [
        "contentType",
        "createdAtUtc",
        "dominantColor",
        "hasAltText",
        "height",
        "id",
        "isProcessing",
        "isPublic",
        "originalFileName",
        "publicUrl",
        "renditions",
        "size",
        "status",
        "storageProvider",
        "storageProviderProfileId",
        "thumbnailUrl",
        "type",
        "updatedAtUtc",
        "width",
      ].sort(),
    );
  });

  it("pages by number, also past the end", async () => {
    expect(await list("page=2&pageSize=3")).toMatchObject({ page: 2, pageSize: 3, total: 7 });
    expect(await names("page=2&pageSize=3")).toEqual(NEWEST_FIRST.slice(3, 6));
    expect(await list("page=9&pageSize=3")).toMatchObject({ items: [], page: 9, total: 7, nextCursor: null });
  });

  it.each([
    ["page=0", { page: 1 }],
    ["page=-3", { page: 1 }],
    ["pageSize=0", { pageSize: 20 }],
    ["pageSize=-1", { pageSize: 20 }],
    ["pageSize=5000", { pageSize: 100 }],
    ["status=nonsense&orderBy=color&orderDirection=up", { total: 7 }],
    ["status=", { total: 7 }],
  ])("takes %s as the nearest that makes sense", async (query, expected) => {
    expect(await list(query)).toMatchObject(expected);
  });

  it.each(["page=two", "pageSize=1.5", "page="])("refuses %s", async (query) => {
    const response = await api.get(`/api/v1/assets?${query}`);
    expect(response.status).toBe(400);
    expect(await failureOf(response)).toMatchObject({ code: "request_invalid" });
  });

  it.each(["asc", "desc"])("walks all assets by cursor, by size %s", async (direction) => {
    const seen = [];
    let cursor: string | null = null;
    do {
      const page: Listed = await list(
        `orderBy=size&orderDirection=${direction}&pageSize=2${cursor === null ? "" : `&cursor=${cursor}`}`,
      );
      expect(page.total).toBe(7);
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    const sizes = seen.map((item) => item.size);
    expect(sizes).toEqual([...sizes].sort((a, b) => (direction === "asc" ? a - b : b - a)));
    expect(new Set(seen.map((item) => item.id)).size).toBe(7);
  });

  it("walks by time, both ways, with the aliases that clients use", async () => {
    const first = await list("pageSize=4&sortBy=createdAtUtc&sortDirection=ASC");
    expect(first.items.map((item) => item.originalFileName)).toEqual(NAMES.slice(0, 4));
    const second = await list(`pageSize=4&sortBy=createdAt&sortDirection=asc&cursor=${first.nextCursor}`);
    expect(second.items.map((item) => item.originalFileName)).toEqual(NAMES.slice(4));
    expect(second.nextCursor).toBeNull();
  });

  it("refuses a cursor that is none, or another order's", async () => {
    const { nextCursor } = await list("pageSize=2&orderBy=size");
    for (const cursor of ["nonsense", "%00", nextCursor]) {
      const response = await api.get(`/api/v1/assets?cursor=${cursor}`);
      expect(response.status).toBe(400);
    }
  });

  it("filters by type and status", async () => {
    expect(await list("contentType=image/png")).toMatchObject({ total: 7 });
    expect(await list("contentType=IMAGE/*")).toMatchObject({ total: 7 });
    expect(await list("contentType=image/gif")).toMatchObject({ total: 0, items: [] });
    expect(await list("status=READY")).toMatchObject({ total: 7 });
    expect(await list("status=failed")).toMatchObject({ total: 0, items: [] });
    // Clients offer it; deletes are hard, so nothing has it.
    expect(await list("status=Deleted")).toMatchObject({ total: 0, items: [] });
    expect(await list("status=deleted&query=png")).toMatchObject({ total: 0, items: [] });
    expect(await list("query=png&contentType=image/*&status=ready")).toMatchObject({ total: 7 });
    expect(await list("query=png&contentType=image/webp")).toMatchObject({ total: 0 });
  });
});

describe("search is a literal, case-insensitive substring", () => {
  it.each([
    ["holiday-77", ["holiday-77.png"]],
    ["HOLIDAY", ["holiday-77.png"]],
    ["it's", ["it's 50%.png"]],
    ["%", ["it's 50%.png"]],
    ["_", ['a"b_c.png']],
    ['"', ['a"b_c.png']],
    ['a"b', ['a"b_c.png']],
    ["山", ["日落山.png", "山水画.png"]],
    ["山水", ["山水画.png"]],
    ["水山", []],
    ["山水画.p", ["山水画.png"]],
    ["straße ü", ["Straße Ünï.png"]],
    ["u\u0308n", ["Straße Ünï.png"]],
    ["and sand", ["holiday-77.png"]],
    ["sun\nand", ["holiday-77.png"]],
    ["sand discount", []],
    ["DISCOUNT", ["it's 50%.png"]],
    ["*", []],
    ["AND", ["holiday-77.png"]],
    ["NEAR(", []],
    ["plain.pngx", []],
    ["\u{1f600}", []],
    ["x".repeat(2000), []],
  ])("%j", async (query, expected) => {
    expect(await names(`query=${encodeURIComponent(query)}`)).toEqual(expected);
    expect(await list(`query=${encodeURIComponent(query)}`)).toMatchObject({ total: expected.length });
  });

  it("is trimmed, and blank means all", async () => {
    expect(await list("query=%20%20")).toMatchObject({ total: 7 });
    expect(await names("query=%20plain%20")).toEqual(["plain.png"]);
  });

  it("prefers query to its alias keyword", async () => {
    expect(await names("keyword=plain")).toEqual(["plain.png"]);
    expect(await names("keyword=plain&query=holiday")).toEqual(["holiday-77.png"]);
  });

  it("pages through its matches with the true total", async () => {
    const first = await list("query=.png&pageSize=3");
    expect(first).toMatchObject({ total: 7 });
    const second = await list(`query=.png&pageSize=3&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ total: 7 });
    expect([...first.items, ...second.items].map((item) => item.originalFileName)).toEqual(
      NEWEST_FIRST.slice(0, 6),
    );
    expect(await list("query=.png&pageSize=3&page=3")).toMatchObject({ total: 7, nextCursor: null });
    expect(await list("query=.png&pageSize=3&page=8")).toMatchObject({ total: 7, items: [] });
    expect(await names("query=.png&orderBy=size&orderDirection=asc&pageSize=1")).toEqual(["holiday-77.png"]);
  });

  it("follows a change of name and text at once", async () => {
    const id = made[6]?.id;
    await api.patch(`/api/v1/assets/${id}`, {
      json: { originalFileName: "renamed.png", altText: "Nachtzug" },
    });
    expect(await names("query=plain")).toEqual([]);
    expect(await names("query=nachtzug")).toEqual(["renamed.png"]);
    await api.patch(`/api/v1/assets/${id}`, { json: { originalFileName: "plain.png", altText: null } });
    expect(await names("query=plain")).toEqual(["plain.png"]);
  });
});

describe("the public list", () => {
  const PUBLIC = "/api/v1/public/assets";

  it("has what is public and nothing that is not for everybody", async () => {
    const page = await list("", PUBLIC);
    expect(page).toMatchObject({ total: 6, page: 1, pageSize: 20 });
    expect(page.items.map((item) => item.originalFileName)).toEqual(NEWEST_FIRST.slice(1));
    for (const secret of ["storageKey", "checksumSha256", "storageProvider", "status", "isPublic"]) {
      expect(page.items[0]).not.toHaveProperty(secret);
    }
    expect(page.items[0]).toHaveProperty("description");
  });

  it("searches what is public only", async () => {
    expect(await names("query=plain", PUBLIC)).toEqual([]);
    expect(await names("keyword=holiday", PUBLIC)).toEqual(["holiday-77.png"]);
    expect(await list("query=png&contentType=image/png", PUBLIC)).toMatchObject({ total: 6 });
  });

  it("answers one asset in the public shape, and nothing for a private one", async () => {
    const [shown, hidden] = [made[0]?.id, made[6]?.id];
    const asset = await dataOf<object>(await api.get(`${PUBLIC}/${shown}`, { bearer: null }));
    expect(Object.keys(asset).sort()).toEqual(
      [
        "altText",
        "contentType",
        "createdAtUtc",
        "derivatives",
        "description",
        "dominantColor",
        "extension",
        "height",
        "id",
        "originalFileName",
        "publicUrl",
        "renditions",
        "size",
        "thumbnailUrl",
        "type",
        "updatedAtUtc",
        "width",
      ].sort(),
    );
    const answers = [];
    for (const id of [hidden, "01900000-0000-7000-8000-000000000000", "nonsense"]) {
      const response = await api.get(`${PUBLIC}/${id}`, { bearer: null });
      answers.push([response.status, (await failureOf(response)).code]);
    }
    expect(answers).toEqual([
      [404, "asset_not_found"],
      [404, "asset_not_found"],
      [404, "asset_not_found"],
    ]);
  });

  it("looks at no credential, good or bad", async () => {
    expect((await api.get(PUBLIC, { bearer: "a.b.c" })).status).toBe(200);
  });
});
