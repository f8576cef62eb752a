import { describe, expect, it } from "vitest";
import { post, type Reply, rpc } from "./mcp.ts";

const PING = { jsonrpc: "2.0", id: 1, method: "ping" };

it("answers in the revision of the request, or in the newest one with a handshake", async () => {
  for (const version of ["2025-11-25", "2025-06-18", "2025-03-26"]) {
    const response = await post(PING, { headers: { "mcp-protocol-version": version } });
    expect(response.headers.get("mcp-protocol-version")).toBe(version);
  }
  expect((await post(PING)).headers.get("mcp-protocol-version")).toBe("2025-11-25");
});

it("refuses one it does not speak", async () => {
  const response = await post(PING, { headers: { "mcp-protocol-version": "2024-11-05" } });
  expect(response.status).toBe(400);
  expect(((await response.json()) as Reply).error?.code).toBe(-32600);
});

it.each([
  ["2025-11-25", "2025-11-25"],
  ["2025-06-18", "2025-06-18"],
  ["2025-03-26", "2025-03-26"],
  ["1999-01-01", "2025-11-25"],
])("settles on a revision: asked for %s, offers %s", async (asked, settled) => {
  const response = await post({ ...PING, method: "initialize", params: { protocolVersion: asked } });
  expect(response.headers.get("mcp-protocol-version")).toBe(settled);
  const { result } = (await response.json()) as Reply;
  expect(result).toEqual({
    protocolVersion: settled,
    capabilities: {
      tools: { listChanged: false },
      resources: { subscribe: false, listChanged: false },
      prompts: { listChanged: false },
    },
    serverInfo: { name: "NekoHub MCP", title: "NekoHub", version: expect.any(String) },
    instructions: expect.stringContaining("search_assets"),
  });
});

it("needs to be asked for one", async () => {
  expect((await rpc("initialize", {})).error?.code).toBe(-32602);
  expect((await rpc("initialize")).error?.code).toBe(-32602);
});

describe("2026-07-28, without a handshake", () => {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };

  function say(method: string, params: Record<string, unknown> = {}, name?: string): Promise<Response> {
    const headers = {
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(name === undefined ? {} : { "mcp-name": name }),
    };
    return post({ jsonrpc: "2.0", id: 7, method, params: { ...params, _meta } }, { headers });
  }

  it("tells what it offers", async () => {
    const response = await say("server/discover");
    expect(response.status).toBe(200);
    expect(response.headers.get("mcp-protocol-version")).toBe("2026-07-28");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { result } = (await response.json()) as Reply;
    expect(result).toMatchObject({ supportedVersions: ["2026-07-28"], capabilities: { tools: {} } });
  });

  it("lists and calls tools", async () => {
    const listed = (await (await say("tools/list")).json()) as Reply;
    expect(listed.result?.tools).toEqual((await rpc("tools/list")).result?.tools);
    const params = { name: "get_asset_usage_stats", arguments: {} };
    const called = (await (await say("tools/call", params, params.name)).json()) as Reply;
    expect(called.result).toMatchObject({ structuredContent: { totalAssets: expect.any(Number) } });
  });

  it("leaves arguments that are no object to the tool, as in every revision", async () => {
    const params = { name: "get_asset", arguments: [1] };
    const { result } = (await (await say("tools/call", params, params.name)).json()) as Reply;
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { error: { code: "tool_arguments_invalid" } },
    });
  });

  it("opens no stream, for nothing changes while somebody listens", async () => {
    const response = await say("subscriptions/listen", { notifications: {} });
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(((await response.json()) as Reply).error).toBeDefined();
  });

  it("answers a revision of the future with those it speaks", async () => {
    const later = { ..._meta, "io.modelcontextprotocol/protocolVersion": "2099-01-01" };
    const response = await post(
      { jsonrpc: "2.0", id: 7, method: "tools/list", params: { _meta: later } },
      { headers: { "mcp-protocol-version": "2099-01-01" } },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { data: { supported: ["2026-07-28"] } } });
  });
});
