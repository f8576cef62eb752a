import { AwsV4Signer } from "aws4fetch";
import { describe, expect, inject, it } from "vitest";
import { sha256Hex } from "../support/digest.ts";
import { faultyPathTo } from "../support/faults.ts";
import { ACCESS_KEY, outbound, SECRET_KEY, s3, s3Options } from "../support/s3.ts";
import { describeDriver } from "./driver-contract.ts";
import { describeSignatures } from "./s3-signatures.ts";

describeDriver("s3", () => s3("contract"));
describeSignatures("miniflare", () => s3Options("contract"));

describe("the s3 driver", () => {
  it("addresses a bucket by path or by host name, and escapes what a URL would read otherwise", async () => {
    const seen: string[] = [];
    const watching = async (input: string | URL | Request) => {
      seen.push(String(input));
      return new Response(null, { status: 404 });
    };
    const options = { endpoint: "https://s3.example.com:9443/base", outbound: watching };
    await s3("pics", options).head("2026/a+b c'(é).png");
    await s3("pics", { ...options, forcePathStyle: false }).head("a/b.png");
    expect(seen).toEqual([
      "https://s3.example.com:9443/base/pics/2026/a%2Bb%20c%27%28%C3%A9%29.png",
      "https://pics.s3.example.com:9443/base/a/b.png",
    ]);
  });

  it("lists and deletes past 1000 keys", async () => {
    const driver = s3("profiles");
    const bytes = new Uint8Array([1]);
    const sha256 = await sha256Hex(bytes);
    const keys = Array.from({ length: 1003 }, (_, i) => `2026/03/01/${String(i).padStart(4, "0")}.png`);
    for (let start = 0; start < keys.length; start += 50) {
      const some = keys.slice(start, start + 50);
      await Promise.all(some.map((key) => driver.put(key, bytes, { contentType: "image/png", sha256 })));
    }
    const listed = async () => {
      const found = [];
      for await (const { key } of driver.list("2026/03/01/")) found.push(key);
      return found;
    };
    expect(await listed()).toEqual(keys);
    await driver.delete(keys);
    expect(await listed()).toEqual([]);
  }, 60_000);

  it("deletes one by one where a service can't delete many at once", async () => {
    const path = await faultyPathTo(inject("s3"));
    const driver = s3("faulty", { endpoint: path.url });
    for (const key of ["a.png", "b.png", "c.png"]) await put(driver, key, "x");
    await path.plan({
      every: 1,
      kind: "answer",
      status: 501,
      path: "?delete",
      body: "<Error><Code>NotImplemented</Code></Error>",
    });
    await driver.delete(["a.png", "b.png", "c.png", "never.png"]);
    expect(await driver.head("a.png")).toBeNull();
    expect(await driver.head("c.png")).toBeNull();
  });

  it("stores the content type", async () => {
    await put(s3("faulty"), "typed.png", "x");
    const signed = await new AwsV4Signer({
      url: `${inject("s3")}/faulty/typed.png`,
      accessKeyId: ACCESS_KEY,
      secretAccessKey: SECRET_KEY,
      service: "s3",
      region: "auto",
    }).sign();
    const response = await fetch(signed.url, { headers: signed.headers });
    expect(response.headers.get("content-type")).toBe("image/png");
    await response.body?.cancel();
  });

  it("gets over a connection that breaks now and then, before or after the server acted", async () => {
    const path = await faultyPathTo(inject("s3"));
    const driver = s3("faulty", { endpoint: path.url });
    for (const kind of ["cut", "cut-after"] as const) {
      await path.plan({ every: 3, kind });
      for (let i = 0; i < 10; i++) {
        await put(driver, `shaky/${kind}-${i}.png`, `${i}`);
        const read = await driver.get(`shaky/${kind}-${i}.png`);
        expect(read && (await new Response(read.body).text())).toBe(`${i}`);
      }
      expect((await path.counts()).broken).toBeGreaterThan(5);
    }
  }, 30_000);

  it.each([
    [503, "<Error><Code>SlowDown</Code></Error>", "storage_unavailable", true],
    [500, "not xml", "storage_unavailable", true],
    [429, "", "storage_unavailable", true],
    [403, "<Error><Code>AccessDenied</Code></Error>", "storage_provider_access_denied", false],
    [404, "<Error><Code>NoSuchBucket</Code></Error>", "storage_provider_request_refused", false],
    [400, "<Error><Code>InvalidRegion</Code></Error>", "storage_provider_request_refused", false],
  ])("answers %i %s with %s", async (status, body, code, retry) => {
    const answering = async () => new Response(body, { status });
    const driver = s3("faulty", { outbound: answering });
    await expect(put(driver, "x.png", "x")).rejects.toMatchObject({ code, retry });
    await expect(driver.get("x.png")).rejects.toMatchObject({ code, retry });
  });

  it("does not take its own success for somebody else's change", async () => {
    const path = await faultyPathTo(inject("s3"));
    const driver = s3("faulty", { endpoint: path.url });
    const first = await put(driver, "replaced.png", "one");
    await path.plan({ every: 1, kind: "cut-after", method: "PUT" });
    const replacing = put(driver, "replaced.png", "two", first?.etag);
    await expect(replacing).rejects.toMatchObject({ code: "storage_unavailable", retry: true });
  });

  it("says when nobody is there, and refuses to look inside a network", async () => {
    const nobody = s3("faulty", { endpoint: "http://127.0.0.1:9" });
    await expect(nobody.head("x")).rejects.toMatchObject({ code: "storage_unavailable" });
    const { outboundFetch } = await import("../../src/net/outbound.ts");
    const guarded = s3("faulty", { outbound: outboundFetch({ allowPrivateNetworkEndpoints: false }) });
    await expect(guarded.head("x")).rejects.toMatchObject({ code: "outbound_refused" });
    expect(outbound).toBeDefined();
  });
});

async function put(driver: ReturnType<typeof s3>, key: string, text: string, ifMatch?: string) {
  const bytes = new TextEncoder().encode(text);
  return driver.put(key, bytes, { contentType: "image/png", sha256: await sha256Hex(bytes), ifMatch });
}
