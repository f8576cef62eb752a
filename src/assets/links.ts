/** The addresses of bytes: public ones for ever, signed ones until they expire. */
import { hmacKey } from "../auth/keys.ts";
import { directAddress } from "../providers/storage-addresses.ts";
import type { Services } from "../services.ts";
import type { Asset } from "./asset.ts";

/** A signed address in a list stays the same for this long, so that browsers keep what they fetched. */
const LISTED_LINK_SECONDS = 3600;

type Linking = Pick<Services, "settings" | "origin">;

/** `<public base>/<key>`, each segment percent-encoded: served by NekoHub, whatever the storage. */
export function publicUrl({ settings, origin }: Linking, storageKey: string): string {
  return `${settings.publicBaseUrl ?? `${origin}/content`}/${encodeKey(storageKey)}`;
}

/** Where a published object is: at the storage itself when its profile says that everybody can read there. */
export async function publicAddress(
  services: Services,
  { storageProviderProfileId }: Pick<Asset, "storageProviderProfileId">,
  storageKey: string,
): Promise<string> {
  const direct = await directAddress(services, storageProviderProfileId, storageKey);
  return direct ?? publicUrl(services, storageKey);
}

/** Serves a private object until `expires` (Unix seconds). */
export async function signedUrl(
  { settings, origin }: Linking,
  storageKey: string,
  expires: number,
): Promise<string> {
  const signature = await sign(settings.jwt.secret, storageKey, expires);
  return `${origin}/content/${encodeKey(storageKey)}?expires=${expires}&signature=${signature}`;
}

/** A signed address for a list: valid for one to two hours, and the same within the hour. */
export function listedSignedUrl(
  services: Linking & Pick<Services, "now">,
  storageKey: string,
): Promise<string> {
  const hour = Math.floor(services.now() / 1000 / LISTED_LINK_SECONDS);
  return signedUrl(services, storageKey, (hour + 2) * LISTED_LINK_SECONDS);
}

/** @returns the seconds that a signed address has left; null when it is expired, altered or none */
export async function signedSecondsLeft(
  { settings, now }: Pick<Services, "settings" | "now">,
  storageKey: string,
  { expires, signature }: { expires?: string; signature?: string },
): Promise<number | null> {
  if (!/^\d{1,12}$/.test(expires ?? "") || !/^[0-9a-f]{64}$/.test(signature ?? "")) return null;
  const key = await hmacKey(settings.jwt.secret, PURPOSE);
  const given = Uint8Array.from((signature ?? "").match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
  if (!(await crypto.subtle.verify("HMAC", key, given, message(storageKey, Number(expires))))) return null;
  const left = Number(expires) - Math.floor(now() / 1000);
  return left > 0 ? left : null;
}

const PURPOSE = "content-link";

async function sign(secret: string, storageKey: string, expires: number): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await hmacKey(secret, PURPOSE), message(storageKey, expires));
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function message(storageKey: string, expires: number): Uint8Array {
  return new TextEncoder().encode(`${storageKey}\n${expires}`);
}

function encodeKey(storageKey: string): string {
  return storageKey.split("/").map(encodeURIComponent).join("/");
}
