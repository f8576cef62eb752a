/** Every tool beside the REST operation it is: the same facts out of both doors, and the same refusals. */
import { describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { withoutNulls } from "../../src/mcp/nulls.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { assetOf, uploaded } from "../support/assets.ts";
import { callTool, refusalOf, resultOf, rpc, UNKNOWN_ID } from "./mcp.ts";

const STORAGE = ["storageProvider", "storageProviderProfileId", "storageKey", "storedFileName"];

/** What REST gives, as MCP gives it. */
function asMcp(asset: object): unknown {
  return withoutNulls(Object.fromEntries(Object.entries(asset).filter(([name]) => !STORAGE.includes(name))));
}

async function codeOf(response: Response): Promise<string> {
  return (await failureOf(response)).code;
}

describe("get_asset", () => {
  it("is GET /assets/{id} without where it is stored", async () => {
    const { id } = await uploaded({ description: "a cat" });
    expect(await resultOf("get_asset", { id })).toEqual(asMcp(await assetOf(id)));
    expect(await resultOf("get_asset", { id: id.toUpperCase() })).toMatchObject({ id });
  });

  it("refuses as REST does", async () => {
    expect(await refusalOf("get_asset", { id: UNKNOWN_ID })).toBe(
      await codeOf(await api.get(`/api/v1/assets/${UNKNOWN_ID}`)),
    );
  });
});

describe("list_assets and search_assets", () => {
  it("are GET /assets", async () => {
    const marker = crypto.randomUUID();
    for (const name of ["one", "two", "three"]) await uploaded({ fileName: `${marker}-${name}.png` });
    const page = await dataOf<{ items: AssetDetail[]; nextCursor: string }>(
      await api.get(`/api/v1/assets?query=${marker}&pageSize=2&orderBy=size&orderDirection=asc`),
    );
    const items = page.items.map(asMcp);
    const filters = { query: marker, contentType: "IMAGE/*", orderBy: "size", orderDirection: "ASC" };
    const listed = await resultOf("list_assets", { ...filters, pageSize: 2, page: 1, status: null });
    expect(listed).toEqual({ items, page: 1, pageSize: 2, total: 3 });
    const found = await resultOf("search_assets", { ...filters, limit: 2, cursor: null });
    expect(found).toEqual({ items, total: 3, nextCursor: page.nextCursor });

    const rest = await resultOf("search_assets", { ...filters, limit: 2, cursor: found.nextCursor });
    expect(rest.items).toHaveLength(1);
    expect(rest).not.toHaveProperty("nextCursor");
  });

  it("move nothing into bounds", async () => {
    expect(await refusalOf("list_assets", { page: 0 })).toBe("page_out_of_range");
    expect(await refusalOf("list_assets", { pageSize: 0 })).toBe("page_size_out_of_range");
    expect(await refusalOf("list_assets", { pageSize: 101 })).toBe("page_size_too_large");
    expect(await refusalOf("search_assets", { limit: 101 })).toBe("page_size_too_large");
    expect(await refusalOf("search_assets", { cursor: "no" })).toBe("request_invalid");
  });
});

describe("patch_asset", () => {
  it("is PATCH /assets/{id}: omitted stays, null clears, a value is set", async () => {
    const { id } = await uploaded({ description: "old", altText: "alt" });
    const changes = { description: null, originalFileName: "dir/new.png", isPublic: false };
    const changed = await resultOf("patch_asset", { id, ...changes });
    expect(changed).toEqual(asMcp(await assetOf(id)));
    expect(changed).toMatchObject({ altText: "alt", originalFileName: "new.png", isPublic: false });
    expect(changed).not.toHaveProperty("description");
    expect(changed).not.toHaveProperty("publicUrl");
  });

  it.each([
    { description: "x".repeat(1001) },
    { altText: "x".repeat(1001) },
    { originalFileName: " " },
    { originalFileName: "x".repeat(513) },
  ])("refuses as REST does: %j", async (changes) => {
    const { id } = await uploaded();
    const code = await codeOf(await api.patch(`/api/v1/assets/${id}`, { json: changes }));
    expect(await refusalOf("patch_asset", { id, ...changes })).toBe(code);
  });

  it("takes no null for a switch", async () => {
    const { id } = await uploaded();
    expect(await refusalOf("patch_asset", { id, isPublic: null })).toBe("tool_arguments_invalid");
  });
});

describe("delete_asset", () => {
  it("is DELETE /assets/{id}, and says deleted", async () => {
    const { id } = await uploaded();
    expect(await resultOf("delete_asset", { id, commitMessage: "tidy" })).toEqual({
      id,
      status: "deleted",
      deletedAtUtc: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    });
    expect((await api.get(`/api/v1/assets/${id}`)).status).toBe(404);
    expect(await refusalOf("delete_asset", { id })).toBe(
      await codeOf(await api.delete(`/api/v1/assets/${id}`)),
    );
  });
});

describe("batch_delete_assets", () => {
  it("is POST /assets/batch-delete", async () => {
    const [one, two] = [await uploaded(), await uploaded()];
    const ids = [one.id, UNKNOWN_ID, two.id, one.id];
    expect(await resultOf("batch_delete_assets", { ids })).toEqual({
      requestedCount: 4,
      deletedCount: 2,
      notFoundIds: [UNKNOWN_ID, one.id],
    });
    expect(await resultOf("batch_delete_assets", { ids: [] })).toEqual({
      requestedCount: 0,
      deletedCount: 0,
      notFoundIds: [],
    });
  });

  it("deletes nothing when one id is none, or there are too many", async () => {
    const { id } = await uploaded();
    expect(await refusalOf("batch_delete_assets", { ids: [id, "no"] })).toBe("tool_argument_invalid");
    expect(await refusalOf("batch_delete_assets", { ids: Array(101).fill(id) })).toBe(
      "tool_arguments_invalid",
    );
    expect((await assetOf(id)).id).toBe(id);
  });
});

describe("get_asset_content_url", () => {
  it("is where GET /assets/{id}/content redirects to", async () => {
    const { id } = await uploaded();
    const contentUrl = (await api.get(`/api/v1/assets/${id}/content`)).headers.get("location");
    expect(await resultOf("get_asset_content_url", { id })).toEqual({ id, contentUrl, preserveMethod: true });
  });

  it("knows no private asset", async () => {
    const { id } = await uploaded({ isPublic: false });
    expect(await refusalOf("get_asset_content_url", { id })).toBe("asset_not_found");
  });
});

describe("get_asset_usage_stats", () => {
  it("is GET /assets/usage-stats", async () => {
    await uploaded();
    const stats = await dataOf<object>(await api.get("/api/v1/assets/usage-stats"));
    expect(await resultOf("get_asset_usage_stats")).toEqual(withoutNulls(stats));
    expect(await resultOf("get_asset_usage_stats", { whatever: 1 })).toEqual(withoutNulls(stats));
  });
});

describe("arguments", () => {
  it.each([[["id"]], ["id"], [5], [{}], [{ id: 5 }]])("have to be what the tool takes: %j", async (given) => {
    expect(await refusalOf("get_asset", given)).toBe("tool_arguments_invalid");
  });

  it("may be absent or null where nothing is required", async () => {
    expect(await resultOf("list_assets")).toMatchObject({ page: 1, pageSize: 20 });
    expect(await resultOf("list_assets", null)).toMatchObject({ page: 1 });
    expect(await refusalOf("get_asset")).toBe("tool_arguments_invalid");
  });

  it("name ids that are ids", async () => {
    expect(await refusalOf("get_asset", { id: "cat.png" })).toBe("tool_argument_invalid");
  });
});

it("answers an unknown tool as an unknown method", async () => {
  expect((await rpc("tools/call", { name: "make_coffee", arguments: {} })).error?.code).toBe(-32601);
});

it("puts the same JSON into text as into structure", async () => {
  const { content, structuredContent, isError } = await callTool("get_asset", { id: UNKNOWN_ID });
  expect(isError).toBe(true);
  expect(content).toEqual([{ type: "text", text: JSON.stringify(structuredContent) }]);
  expect(structuredContent).toEqual({ error: { code: "asset_not_found", message: expect.any(String) } });
});
