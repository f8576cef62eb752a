/**
 * Refresh tokens: 64 bytes in base64, of which the database keeps only the SHA-256.
 *
 * The first of a sign-in is random; each successor is computed from its parent with a key of the server. So two tabs
 * that refresh at once get the same successor, and a rotation that was cut off can be repeated without a second one.
 */

import { sha256Hex } from "../digest.ts";
import type { Settings } from "../settings.ts";
import { hmacKey } from "./keys.ts";

const TOKEN_BYTES = 64;

/** How long after its rotation the immediate predecessor still gives its successor, in milliseconds. */
export const GRACE_MILLISECONDS = 10_000;

export function newRefreshToken(): string {
  return base64(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
}

export async function successorOf(token: string, { jwt }: Settings): Promise<string> {
  const key = await hmacKey(jwt.secret, "refresh-token", "SHA-512");
  return base64(new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(token))));
}

/** Spaces around a token don't count. */
export function refreshTokenHash(token: string): Promise<string> {
  return sha256Hex(token.trim());
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
