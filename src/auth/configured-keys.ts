/** The API keys that stand in the deployment's settings: all-powerful, never listed, never stored. */

import { hex } from "../digest.ts";
import type { Settings } from "../settings.ts";

const digests = new WeakMap<Settings, ArrayBuffer[]>();

/**
 * Compares digests of equal length in constant time, and with every key, so that time tells nothing about any of them.
 *
 * @returns how logs and lists name the key (the first 16 hex digits of its SHA-256); null when it is none of them
 */
export async function findConfiguredKey(settings: Settings, presented: string): Promise<string | null> {
  const known = digests.get(settings) ?? (await Promise.all(settings.apiKeys.map(digest)));
  digests.set(settings, known);
  const candidate = await digest(presented);
  const matches = known.filter((key) => crypto.subtle.timingSafeEqual(key, candidate));
  return matches.length > 0 ? `api-key:${hex(candidate).slice(0, 16)}` : null;
}

function digest(key: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
}
