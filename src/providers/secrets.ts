/**
 * Secrets at rest: AES-256-GCM under a key derived from the deployment's `ENCRYPTION_KEY`. The row that a secret
 * belongs to is authenticated with it, so a ciphertext copied to another row can't be opened there.
 *
 * Format: `v1:` and base64url of 12 random bytes (the nonce) followed by ciphertext and tag.
 */
import { encryptionKey } from "../auth/keys.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";

type Keyed = Pick<Services, "settings">;

const VERSION = "v1:";
const PURPOSE = "provider-secrets";
const NONCE_BYTES = 12;

/** @param row - the table and id that the secret belongs to, such as `ai-profile/<id>` */
export async function seal({ settings }: Keyed, plaintext: string, row: string): Promise<string> {
  const key = await encryptionKey(settings.encryptionKey, PURPOSE);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: bytes(row) },
    key,
    bytes(plaintext),
  );
  return (
    VERSION +
    new Uint8Array([...nonce, ...new Uint8Array(sealed)]).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    })
  );
}

/** @throws {AppError} `secret_unreadable` when the key changed since, or the ciphertext is not this row's */
export async function open({ settings }: Keyed, ciphertext: string, row: string): Promise<string> {
  try {
    if (!ciphertext.startsWith(VERSION)) throw new Error("unknown version");
    const sealed = Uint8Array.fromBase64(ciphertext.slice(VERSION.length), { alphabet: "base64url" });
    const opened = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: sealed.subarray(0, NONCE_BYTES), additionalData: bytes(row) },
      await encryptionKey(settings.encryptionKey, PURPOSE),
      sealed.subarray(NONCE_BYTES),
    );
    return new TextDecoder().decode(opened);
  } catch (cause) {
    log("error", "a stored secret can't be opened", { row });
    throw new AppError(
      "secret_unreadable",
      "The stored secret can't be read: ENCRYPTION_KEY is not the one it was saved with. Enter the secret again.",
      { cause },
    );
  }
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
