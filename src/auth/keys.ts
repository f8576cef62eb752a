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
export function hmacKey(secret: string, purpose: string, hash: Hash = "SHA-256"): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash, length: hash === "SHA-256" ? 256 : 512 };
  return derive(secret, purpose, hash, algorithm, ["sign", "verify"]);
}

/** @returns a key for AES-256-GCM `encrypt` and `decrypt`, else like {@link hmacKey} */
export function encryptionKey(secret: string, purpose: string): Promise<CryptoKey> {
  return derive(secret, purpose, "SHA-256", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]);
}

async function derive(
  secret: string,
  purpose: string,
  hash: Hash,
  algorithm: SubtleCryptoImportKeyAlgorithm,
  usages: string[],
): Promise<CryptoKey> {
  const name = `${algorithm.name} ${hash} ${purpose} ${secret}`;
  const known = derived.get(name);
  if (known !== undefined) return known;
  const text = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", text.encode(secret), "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash, salt: new Uint8Array(), info: text.encode(`nekohub ${purpose}`) },
    material,
    algorithm,
    false,
    usages,
  );
  // The key is kept, not the promise: a promise belongs to the request that made it and dies with it.
  derived.set(name, key);
  return key;
}
