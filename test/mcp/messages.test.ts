import { expect, it } from "vitest";
import { post, type Reply, rpc } from "./mcp.ts";

const PING = { jsonrpc: "2.0", id: 1, method: "ping" };

it.each([
  ["no JSON", "{", -32700],
  ["nothing", "", -32700],
  ["a batch", [PING], -32600],
  ["a word", '"ping"', -32600],
  ["null", "null", -32600],
  ["no version", { id: 1, method: "ping" }, -32600],
  ["another version", { ...PING, jsonrpc: "1.0" }, -32600],
  ["a method that is no word", { ...PING, method: 5 }, -32600],
  ["an id that is none", { ...PING, id: { a: 1 } }, -32600],
  ["an id and nothing else", { jsonrpc: "2.0", id: 1 }, -32600],
])("refuses %s", async (_, body, code) => {
  const response = await post(body);
  expect(response.status).toBe(400);
  expect(((await response.json()) as Reply).error?.code).toBe(code);
});

it("has no id to answer with when there is no message", async () => {
  expect(await (await post("{")).json()).not.toHaveProperty("id");
});

it.each([
  ["a notification", { jsonrpc: "2.0", method: "notifications/initialized" }],
  ["an unknown notification", { jsonrpc: "2.0", method: "whatever", params: [1] }],
  ["a method with the id null", { ...PING, id: null }],
  ["a result", { jsonrpc: "2.0", id: 4, result: {} }],
  ["an error", { jsonrpc: "2.0", id: 4, error: { code: 1, message: "no" } }],
])("takes note of %s", async (_, body) => {
  const response = await post(body);
  expect(response.status).toBe(202);
  expect(await response.text()).toBe("");
});

it.each([0, 1.5, "", "a-b", -3])("answers with the id of the request: %j", async (id) => {
  expect(await (await post({ ...PING, id })).json()).toEqual({ jsonrpc: "2.0", id, result: {} });
});

it.each(["nowhere", "completion/complete", "logging/setLevel", "resources/subscribe"])(
  "knows no method %s",
  async (method) => {
    expect((await rpc(method, {})).error?.code).toBe(-32601);
  },
);

it.each([
  ["tools/call", {}],
  ["tools/call", { name: 5 }],
  ["prompts/get", { arguments: {} }],
])("refuses the parameters of %s: %j", async (method, params) => {
  expect((await rpc(method, params)).error?.code).toBe(-32602);
});

it("takes several messages at once in the only revision that has them", async () => {
  const headers = { "mcp-protocol-version": "2025-03-26" };
  const notification = { jsonrpc: "2.0", method: "notifications/initialized" };
  const response = await post([PING, notification, { ...PING, id: "b", method: "no" }, 5], { headers });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual([
    { jsonrpc: "2.0", id: 1, result: {} },
    { jsonrpc: "2.0", id: "b", error: { code: -32601, message: "Method not found" } },
    { jsonrpc: "2.0", error: { code: -32600, message: expect.any(String) } },
  ]);
  expect((await post([notification], { headers })).status).toBe(202);
  expect((await post([], { headers })).status).toBe(400);
  expect((await post(Array(21).fill(PING), { headers })).status).toBe(400);
});
