import { expect, it } from "vitest";
import { hmacKey } from "../../src/auth/keys.ts";

const SECRET = "a-secret-for-tests-only-0123456789abcdef";
const message = new TextEncoder().encode("message");

const signature = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.sign("HMAC", key, message));

it("signs with a key for each purpose and each secret", async () => {
  const signatures = await Promise.all(
    [
      hmacKey(SECRET, "content-link"),
      hmacKey(SECRET, "refresh-token"),
      hmacKey(`${SECRET}!`, "content-link"),
    ].map(async (key) => (await signature(await key)).join()),
  );
  expect(new Set(signatures).size).toBe(3);
});

it("derives what RFC 5869 says, whoever derives it", async () => {
  const text = new TextEncoder();
  const hmac = async (key: Uint8Array, data: Uint8Array) => {
    const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
    ]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
  };
  const extracted = await hmac(new Uint8Array(32), text.encode(SECRET));
  const expanded = await hmac(extracted, new Uint8Array([...text.encode("nekohub content-link"), 1]));
  expect(await signature(await hmacKey(SECRET, "content-link"))).toEqual(await hmac(expanded, message));
});

it("gives HMAC-SHA-512 where 64 bytes are wanted, and no key to export", async () => {
  const key = await hmacKey(SECRET, "refresh-token", "SHA-512");
  expect((await signature(key)).length).toBe(64);
  await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
  expect(await hmacKey(SECRET, "refresh-token", "SHA-512")).toBe(key);
});
