/**
 * API keys that people make: `nkh_`, 32 random bytes in base64url, and a checksum, so that a mistyped key is told
 * apart without asking the database. Only a hash is kept; the key is shown once.
 */
import { base64url } from "jose";
import { sha256Hex } from "../digest.ts";

export const KEY_PREFIX = "nkh_";
const SECRET_BYTES = 32;
/** Of the SHA-256 of what stands before: enough against slips of the hand; it protects nothing else. */
const CHECKSUM_DIGITS = 6;
/** `nkh_` and the first six characters: enough to recognise a key by. */
const SHOWN_CHARACTERS = 10;

const KEY = /^(nkh_[A-Za-z0-9_-]{43})([0-9a-f]{6})$/;

export interface MintedKey {
  key: string;
  hash: string;
  shown: string;
}

export async function mintKey(): Promise<MintedKey> {
  const body = KEY_PREFIX + base64url.encode(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
  const key = body + (await checksum(body));
  return { key, hash: await managedKeyHash(key), shown: key.slice(0, SHOWN_CHARACTERS) };
}

export async function isWellFormed(key: string): Promise<boolean> {
  const [, body, digits] = KEY.exec(key) ?? [];
  return body !== undefined && digits === (await checksum(body));
}

export function managedKeyHash(key: string): Promise<string> {
  return sha256Hex(key);
}

async function checksum(body: string): Promise<string> {
  return (await sha256Hex(body)).slice(0, CHECKSUM_DIGITS);
}
