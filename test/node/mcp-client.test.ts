/** The official client against the started server: every tool, prompt and resource once, and a large photo. */
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, connect, photo, sha256 } from "./mcp-server.ts";
import { Place, Server } from "./server.ts";

const place = new Place();
let server: Server;
let client: Client;
let asset: Record<string, unknown>;

beforeAll(async () => {
  server = await Server.start(place);
  client = await connect(server, place);
  const bytes = await photo(64, 48);
  asset = await call(client, "upload_asset", {
    fileName: "first.jpg",
    contentType: "image/jpeg",
    contentBase64: bytes.toString("base64"),
    runEnrichment: false,
  });
});
afterAll(async () => {
  await client.close();
  await server.stop();
  place.remove();
});

const called = new Set(["upload_asset"]);

/** The client checks each answer against the tool's own output schema. */
async function use(name: string, given: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  called.add(name);
  return call(client, name, given);
}

/** The reason arrives although the whole photo was on its way. */
async function refused(url: string, bytes: Uint8Array): Promise<[number, string]> {
  const response = await fetch(url, { method: "PUT", body: new Uint8Array(bytes) });
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

describe("tools", () => {
  beforeAll(() => client.listTools());

  it("find", async () => {
    const { id } = asset;
    expect(await use("get_asset", { id })).toMatchObject({ id, originalFileName: "first.jpg" });
    expect(await use("list_assets")).toMatchObject({ total: 1 });
    expect(await use("search_assets", { query: "FIRST" })).toMatchObject({ items: [{ id }] });
    expect(await use("get_asset_usage_stats")).toMatchObject({ totalAssets: 1 });
    const { contentUrl } = await use("get_asset_content_url", { id });
    expect((await fetch(String(contentUrl))).status).toBe(200);
  });

  it("show", async () => {
    called.add("view_image");
    const { content } = await client.callTool({ name: "view_image", arguments: { id: asset.id } });
    expect(content).toMatchObject([{ type: "image", mimeType: "image/webp" }, { type: "text" }]);
  });

  it("enrich", async () => {
    const assetId = asset.id;
    expect((await use("list_skills")).skills).not.toEqual([]);
    expect(await use("run_asset_skill", { assetId, skillName: "thumbnail" })).toMatchObject({
      succeeded: true,
    });
    expect(await use("list_executions", { assetId })).toMatchObject({ total: 1 });
    const graphJson = JSON.stringify({ nodes: [{ data: { skillId: "thumbnail" } }] });
    const made = await server.request("/api/v1/system/workflows", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "one", graphJson }),
    });
    expect(made.status).toBe(201);
    const { workflows } = await use("list_workflows");
    const [workflow] = Array.isArray(workflows) ? workflows : [];
    expect(await use("run_workflow", { assetId, workflowId: workflow.id })).toMatchObject({
      skillIds: ["thumbnail"],
    });
  });

  it("configure storage", async () => {
    const { id } = await use("create_storage_profile", {
      name: "corner",
      providerType: "local",
      configuration: { rootPath: "corner" },
    });
    expect(await use("update_storage_profile", { id, displayName: "Corner" })).toMatchObject({
      displayName: "Corner",
    });
    expect((await use("list_storage_profiles")).profiles).toContainEqual(expect.objectContaining({ id }));
    expect(await use("delete_storage_profile", { id })).toMatchObject({ status: "deleted" });
  });

  it("take a 9 MB photo by address and give it back unchanged", async () => {
    const bytes = await photo(4100, 2600);
    expect(bytes.length).toBeGreaterThan(9_000_000);
    expect(bytes.length).toBeLessThan(10_485_760);
    const { uploadUrl } = await use("create_upload", {
      fileName: "large.jpg",
      contentType: "image/jpeg",
      size: bytes.length,
      sha256: sha256(bytes),
    });
    const sent = await fetch(String(uploadUrl), { method: "PUT", body: new Uint8Array(bytes) });
    expect(sent.status).toBe(202);
    const { data } = (await sent.json()) as { data: { id: string } };
    const { contentUrl } = await use("get_asset_content_url", { id: data.id });
    const back = new Uint8Array(await (await fetch(String(contentUrl))).arrayBuffer());
    expect(back.length).toBe(bytes.length);
    expect(sha256(back)).toBe(sha256(bytes));

    expect(await refused(String(uploadUrl), bytes)).toEqual([400, "upload_ticket_used"]);
    const foreign = String(uploadUrl).replace(/.{43}$/, "A".repeat(43));
    expect(await refused(foreign, bytes)).toEqual([404, "upload_ticket_invalid"]);
    const small = await use("create_upload", { fileName: "s.jpg", contentType: "image/jpeg", size: 1000 });
    expect(await refused(String(small.uploadUrl), bytes)).toEqual([400, "asset_file_too_large"]);
  });

  it("change and delete", async () => {
    const { id } = asset;
    expect(await use("patch_asset", { id, altText: "noise" })).toMatchObject({ altText: "noise" });
  });
});

describe("prompts and resources", () => {
  it("are each got and read once", async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts).toHaveLength(3);
    for (const { name } of prompts) {
      const { messages } = await client.getPrompt({ name, arguments: { assetId: String(asset.id) } });
      expect(messages[0]?.content).toMatchObject({
        type: "text",
        text: expect.stringContaining(String(asset.id)),
      });
    }
    const { resourceTemplates } = await client.listResourceTemplates();
    const { resources } = await client.listResources();
    const addresses = [
      ...resourceTemplates.map(({ uriTemplate }) =>
        uriTemplate.replace("{id}", String(asset.id)).replace("{name}", "thumbnail"),
      ),
      ...resources.map(({ uri }) => uri).filter((uri) => !uri.includes("{")),
    ];
    for (const uri of addresses) {
      const { contents } = await client.readResource({ uri });
      expect(contents).toMatchObject([{ uri, mimeType: "application/json" }]);
    }
  });
});

it("deletes what is left, and then every tool has been called", async () => {
  const { items } = await use("list_assets");
  const ids = (Array.isArray(items) ? items : []).map(({ id }) => id);
  called.add("delete_asset");
  expect(await use("delete_asset", { id: ids[0] })).toMatchObject({ status: "deleted" });
  expect(await use("batch_delete_assets", { ids })).toMatchObject({ deletedCount: ids.length - 1 });
  const { tools } = await client.listTools();
  expect([...called].sort()).toEqual(tools.map(({ name }) => name));
});
