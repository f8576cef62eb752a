import { expect, it } from "vitest";
import { api, dataOf, failureOf } from "../support/api.ts";

it("says that it is up, to anyone", async () => {
  const response = await api.get("/api/v1/system/ping", { bearer: null });
  expect(await dataOf(response)).toEqual({
    status: "ok",
    timestampUtc: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
  expect(response.headers.get("cache-control")).toBe("private, no-store");
});

it("tells a client the limits before it signs in", async () => {
  expect(await dataOf(await api.get("/api/v1/system/bootstrap", { bearer: null }))).toEqual({
    apiKeyRequired: true,
    maxUploadSizeBytes: 10485760,
    allowedContentTypes: ["image/jpeg", "image/png", "image/webp", "image/gif"],
  });
});

it("answers unknown routes in the envelope", async () => {
  const response = await api.get("/api/v1/nowhere");
  expect(response.status).toBe(404);
  expect((await failureOf(response)).code).toBe("not_found");
});

it("names the allowed methods of a known route", async () => {
  const response = await api.delete("/api/v1/system/ping");
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD");
  expect((await failureOf(response)).code).toBe("method_not_allowed");
});

it.each([
  ["GET", "/api/v1/assets/batch-delete", "POST"],
  ["PATCH", "/api/v1/assets/usage-stats", "GET, HEAD"],
  ["DELETE", "/api/v1/assets/skills", "GET, HEAD"],
])("takes a reserved name for no id: %s %s", async (method, path, allow) => {
  const response = await api.request(method, path, { json: method === "GET" ? undefined : {} });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe(allow);
});

it.each([
  ["/gallery/?query=cat", "/gallery?query=cat"],
  ["/assets/", "/assets"],
  ["/login/?redirect=%2Fusers", "/login?redirect=%2Fusers"],
])("finds the page of %s", async (address, page) => {
  const response = await api.get(address, { bearer: null, headers: { accept: "text/html" } });
  expect([response.status, response.headers.get("location")]).toEqual([301, page]);
});

it.each(["//evil.example/", "/gallery//", "/nowhere/"])("sends nobody on from %s", async (address) => {
  const response = await api.get(`http://nekohub.test${address}`, { bearer: null });
  expect(response.status).toBe(404);
});

it("gives a trace id of its own to each request", async () => {
  const one = await failureOf(await api.get("/api/v1/nowhere"));
  const two = await failureOf(await api.get("/api/v1/nowhere"));
  expect(one.traceId).not.toBe(two.traceId);
});

it("answers a preflight on any route, without credentials", async () => {
  const response = await api.request("OPTIONS", "/api/v1/assets", {
    bearer: null,
    headers: {
      origin: "https://console.example",
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "authorization, range, x-anything",
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("access-control-allow-methods")).toContain("PATCH");
  expect(response.headers.get("access-control-allow-headers")).toBe(
    "Authorization,Content-Type,Accept,Range,If-None-Match,MCP-Protocol-Version,x-anything",
  );
  expect(response.headers.get("access-control-max-age")).toBe("86400");
});

it("opens errors to other origins too", async () => {
  const response = await api.get("/api/v1/nowhere", { headers: { origin: "https://console.example" } });
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("access-control-expose-headers")).toContain("ETag");
});

it.each([
  ["text", "text/plain"],
  ["XML", "application/xml"],
  ["a multipart form", "multipart/form-data; boundary=b"],
])("takes no %s for JSON", async (_, type) => {
  const body = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';
  const response = await api.post("/api/v1/auth/login", { body, headers: { "content-type": type } });
  expect(response.status).toBe(415);
  expect((await failureOf(response)).code).toBe("unsupported_media_type");
});

it("refuses JSON that is not UTF-8", async () => {
  const body = Uint8Array.of(...new TextEncoder().encode('{"username":"'), 0xff, 0x22, 0x7d);
  const response = await api.post("/api/v1/auth/login", {
    body,
    headers: { "content-type": "application/json" },
  });
  expect(response.status).toBe(400);
  expect((await failureOf(response)).code).toBe("request_invalid");
});

it("describes itself as OpenAPI", async () => {
  const document = (await (await api.get("/openapi/v1.json", { bearer: null })).json()) as { paths: object };
  expect(Object.keys(document.paths)).toContain("/api/v1/system/ping");
});
