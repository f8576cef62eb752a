import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { r2Driver } from "../../src/storage/r2.ts";
import { sha256Hex } from "../support/digest.ts";
import { describeDriver } from "./driver-contract.ts";

describeDriver("r2", () => r2Driver({ bucket: env.BUCKET }));
describeDriver("r2 under a prefix", () => r2Driver({ bucket: env.BUCKET, type: "local", prefix: "images/" }));

it("lists and deletes past the provider's 1000 keys a call", async () => {
  const driver = r2Driver({ bucket: env.BUCKET });
  const bytes = new Uint8Array([1]);
  const sha256 = await sha256Hex(bytes);
  const keys = Array.from({ length: 1003 }, (_, i) => `2026/03/01/${String(i).padStart(4, "0")}.png`);
  await Promise.all(keys.map((key) => driver.put(key, bytes, { contentType: "image/png", sha256 })));
  const listed = async () => {
    const found = [];
    for await (const { key } of driver.list("2026/03/01/")) found.push(key);
    return found;
  };
  expect(await listed()).toEqual(keys);
  await driver.delete(keys);
  expect(await listed()).toEqual([]);
}, 30_000);
