/** What a managed key may see and do by tool, and what the audit log keeps of it. */
import { describe, expect, it } from "vitest";
import type { Permission } from "../../src/auth/permissions.ts";
import { TOOL_POLICY } from "../../src/auth/tool-policy.ts";
import { dataOf, failureOf } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import { sha256Hex } from "../support/digest.ts";
import { png } from "../support/images.ts";
import { callTool, post, refusalOf, resultOf, rpc, UNKNOWN_ID } from "./mcp.ts";

/** Answers only after what it deferred is done, so audit entries are there to read. */
const client = deployment();

async function keyWith(...permissions: Permission[]): Promise<{ id: string; key: string }> {
  const json = { name: `may ${permissions.join(", ")}`, permissions };
  return dataOf(await client.post("/api/v1/api-keys", { json }));
}

interface Entry {
  actor: { kind: string; id: string; name: string };
  operation: string;
  target: string | null;
  outcome: string;
  status: number;
  errorCode: string | null;
  address: string | null;
}

async function newest(operation: string): Promise<Entry | undefined> {
  const path = `/api/v1/system/audit?operation=${operation}`;
  return (await dataOf<{ items: Entry[] }>(await client.get(path))).items[0];
}

async function toolsOf(bearer: string): Promise<string[]> {
  const { result } = await rpc("tools/list", {}, { bearer });
  const tools = result?.tools as { name: string }[];
  return tools.map(({ name }) => name);
}

describe("a managed key", () => {
  it.each<Permission[]>([
    ["assets.read"],
    ["assets.create"],
    ["assets.update", "assets.delete"],
    ["providers.read", "providers.update"],
  ])("sees the tools that its permissions allow: %s %s", async (...permissions) => {
    const { key } = await keyWith(...permissions);
    const allowed = Object.entries(TOOL_POLICY)
      .filter(([, permission]) => permissions.some((held) => held === permission))
      .map(([name]) => name);
    expect(await toolsOf(key)).toEqual(allowed.sort());
  });

  it("is refused every other tool, and nothing happens", async () => {
    const { key: bearer } = await keyWith("assets.read");
    const { id } = await uploaded();
    expect(await refusalOf("delete_asset", { id }, { bearer })).toBe("auth_forbidden");
    expect(await resultOf("get_asset", { id }, { bearer })).toMatchObject({ id });
    for (const [name, permission] of Object.entries(TOOL_POLICY))
      if (permission !== "assets.read") expect(await refusalOf(name, {}, { bearer })).toBe("auth_forbidden");
  });

  it("needs its own permission to choose the default storage", async () => {
    const { key: bearer } = await keyWith("providers.update");
    const given = { id: UNKNOWN_ID, setAsDefault: true };
    expect(await refusalOf("update_storage_profile", given, { bearer })).toBe("auth_forbidden");
  });

  it("reads no resources and sees no prompts without assets.read", async () => {
    const { key: bearer } = await keyWith("assets.create");
    const { id } = await uploaded();
    expect((await rpc("resources/list", {}, { bearer })).result?.resources).toEqual([]);
    expect((await rpc("resources/templates/list", {}, { bearer })).result?.resourceTemplates).toEqual([]);
    expect((await rpc("prompts/list", {}, { bearer })).result?.prompts).toEqual([]);
    const { error } = await rpc("resources/read", { uri: `asset://${id}` }, { bearer });
    expect(error).toMatchObject({ code: -32602, data: { code: "auth_forbidden" } });
  });

  it("opens nothing once it is deleted, nor do the uploads it announced", async () => {
    const { id, key: bearer } = await keyWith("assets.create");
    const bytes = await png();
    const announced = { fileName: "a.png", contentType: "image/png", size: bytes.length };
    const { uploadUrl } = await resultOf("create_upload", announced, { bearer });
    await client.delete(`/api/v1/api-keys/${id}`);
    expect((await post({}, { bearer })).status).toBe(401);
    const sent = await client.put(new URL(String(uploadUrl)).pathname, { bearer: null, body: bytes });
    expect((await failureOf(sent)).code).toBe("upload_ticket_invalid");
  });
});

describe("the audit log", () => {
  const headers = { "cf-connecting-ip": "203.0.113.9" };

  it("has calls that read, with what they were about", async () => {
    const { id } = await uploaded();
    const { id: keyId, key: bearer } = await keyWith("assets.read");
    await callTool("get_asset", { id }, { bearer, client, headers });
    expect(await newest("get_asset")).toMatchObject({
      actor: { kind: "apiKey", id: keyId, name: "may assets.read" },
      target: id,
      outcome: "success",
      status: 200,
      errorCode: null,
      address: "203.0.113.9",
    });
  });

  it("has refused and failed calls", async () => {
    const { key: bearer } = await keyWith("assets.read");
    await callTool("batch_delete_assets", { ids: [UNKNOWN_ID, UNKNOWN_ID] }, { bearer, client });
    expect(await newest("batch_delete_assets")).toMatchObject({
      target: `${UNKNOWN_ID} ${UNKNOWN_ID}`,
      outcome: "refused",
      status: 403,
      errorCode: "auth_forbidden",
    });
    await callTool("delete_asset", { id: UNKNOWN_ID }, { client });
    expect(await newest("delete_asset")).toMatchObject({ outcome: "failed", status: 404 });
  });

  it("has what was made, by tool and by announced upload", async () => {
    const bytes = await png({ note: "audited" });
    const announced = {
      fileName: "a.png",
      contentType: "image/png",
      size: bytes.length,
      sha256: await sha256Hex(bytes),
    };
    const { id: keyId, key: bearer } = await keyWith("assets.create");
    const { uploadUrl } = await resultOf("create_upload", announced, { bearer, client });
    const path = new URL(String(uploadUrl)).pathname;
    const { id } = await dataOf<{ id: string }>(await client.put(path, { bearer: null, body: bytes }));
    expect(await newest("uploadWithTicket")).toMatchObject({
      actor: { kind: "apiKey", id: keyId },
      target: id,
      outcome: "success",
    });
    await client.put(path, { bearer: null, body: bytes });
    expect(await newest("create_upload")).toMatchObject({ outcome: "success", target: null });
  });
});
