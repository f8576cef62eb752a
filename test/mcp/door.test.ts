import { describe, expect, it } from "vitest";
import { api, BASE, failureOf } from "../support/api.ts";
import { addPerson, signIn } from "../support/people.ts";
import { post, type Reply } from "./mcp.ts";

const PING = { jsonrpc: "2.0", id: 1, method: "ping" };

it.each(["GET", "DELETE", "PUT"])("offers no %s", async (method) => {
  const response = await api.request(method, "/mcp");
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST");
  expect(await response.text()).toBe("");
});

it.each([
  ["GET", "/mcp/sse"],
  ["POST", "/mcp/message"],
])("does not offer the retired transport at %s %s", async (method, path) => {
  const response = await api.request(method, path);
  expect(response.status).toBe(404);
  expect((await failureOf(response)).code).toBe("not_found");
});

it.each([null, "text/plain", "application/x-www-form-urlencoded"])("takes no %s", async (type) => {
  const response = await api.post("/mcp", {
    body: new Blob([JSON.stringify(PING)]),
    headers: type === null ? {} : { "content-type": type },
  });
  expect(response.status).toBe(415);
  expect((await failureOf(response)).code).toBe("unsupported_media_type");
});

it("takes JSON with a charset, with any Accept or none", async () => {
  const headers: HeadersInit[] = [
    { "content-type": "application/json; charset=utf-8" },
    { accept: "text/html" },
  ];
  for (const some of headers) expect((await post(PING, { headers: some })).status).toBe(200);
});

it("forbids keeping its answers", async () => {
  expect((await post(PING)).headers.get("cache-control")).toBe("no-store");
});

it.each(["https://evil.example", "http://nekohub.test:8080", "https://nekohub.test", "null"])(
  "refuses pages of %s",
  async (origin) => {
    const response = await post(PING, { headers: { origin, "x-forwarded-host": "evil.example" } });
    expect(response.status).toBe(403);
    expect(((await response.json()) as Reply).error?.code).toBe(-32600);
  },
);

it("lets its own pages in", async () => {
  expect((await post(PING, { headers: { origin: BASE } })).status).toBe(200);
});

it("refuses a message that is too large", async () => {
  const response = await post(`"${"a".repeat(24 * 1024 * 1024)}"`);
  expect(response.status).toBe(413);
});

describe("credentials", () => {
  it("asks for a key", async () => {
    const response = await post(PING, { bearer: null });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="NekoHub"');
    expect((await failureOf(response)).code).toBe("api_key_missing");
  });

  it("refuses an unknown key, and a person's access token", async () => {
    const { username, password } = await addPerson({ role: "admin" });
    const { accessToken } = await signIn({ username, password });
    for (const bearer of ["wrong", accessToken]) {
      const response = await post(PING, { bearer });
      expect(response.status).toBe(401);
      expect((await failureOf(response)).code).toBe("api_key_invalid");
    }
  });
});
