/**
 * One deployment secret, many keys: each purpose has its own, derived by HKDF (RFC 5869), so what is signed for one
 * purpose means nothing for another.
 */

type Hash = "SHA-256" | "SHA-512";

const derived = new Map<string, CryptoKey>();

/**
 * @param secret - the deployment's secret: at least 32 characters that nobody can guess
 * @param purpose - names the use, such as `content-link`; another purpose is another key
 * @returns a key for HMAC `sign` and `verify` that can't be exported; derived once an isolate
 */
export async function hmacKey(secret: string, purpose: string, hash: Hash = "SHA-256"): Promise<CryptoKey> {
  const name = `${hash} ${purpose} ${secret}`;
  // The key is kept, not the promise: a promise belongs to the request that made it and dies with it.
  const key = derived.get(name) ?? (await derive(secret, purpose, hash));
  derived.set(name, key);
  return key;
}

async function derive(secret: string, purpose: string, hash: Hash): Promise<CryptoKey> {
  const text = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", text.encode(secret), "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash, salt: new Uint8Array(), info: text.encode(`nekohub ${purpose}`) },
    material,
    { name: "HMAC", hash, length: hash === "SHA-256" ? 256 : 512 },
    false,
    ["sign", "verify"],
  );
}
