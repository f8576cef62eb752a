/** `<ticket id>.<expiry>.<signature>`: what stands in an upload address. Nothing of it has to be kept. */
import { base64url } from "jose";
import { hmacKey } from "../auth/keys.ts";
import type { Settings } from "../settings.ts";
import { isUuid } from "./identity.ts";

const PURPOSE = "upload-ticket";
const TOKEN = /^([0-9a-f-]{36})\.(\d{1,12})\.([A-Za-z0-9_-]{43})$/;

/** @param expires - Unix seconds */
export async function signTicket({ jwt }: Settings, id: string, expires: number): Promise<string> {
  const key = await hmacKey(jwt.secret, PURPOSE);
  const signature = await crypto.subtle.sign("HMAC", key, message(id, expires));
  return `${id}.${expires}.${base64url.encode(new Uint8Array(signature))}`;
}

/** @returns null for what this deployment did not sign */
export async function readTicket(
  { jwt }: Settings,
  token: string,
): Promise<{ id: string; expires: number } | null> {
  const [, id = "", expires = "", signature = ""] = TOKEN.exec(token) ?? [];
  if (!isUuid(id)) return null;
  const key = await hmacKey(jwt.secret, PURPOSE);
  const given = base64url.decode(signature);
  const isOurs = await crypto.subtle.verify("HMAC", key, given, message(id, Number(expires)));
  return isOurs ? { id, expires: Number(expires) } : null;
}

function message(id: string, expires: number): Uint8Array {
  return new TextEncoder().encode(`${id}\n${expires}`);
}
