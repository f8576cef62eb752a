/**
 * Passwords as argon2id hashes in PHC strings: `$argon2id-sha512$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
 *
 * The password goes through SHA-512 first: so its length costs nothing, however long it is, and the eight bytes
 * that the argon2id library asks for at least are always there. The name in the string says so.
 */

import wasm from "argon2id/dist/simd.wasm";
import setupWasm from "argon2id/lib/setup.js";

interface Parameters {
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** OWASP's first recommendation for argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const PARAMETERS: Parameters = { memoryKiB: 19_456, passes: 2, lanes: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const PHC = /^\$argon2id-sha512\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Verified in place of the hash of an account that isn't there, so that its absence takes as long as a wrong password. */
export const NOBODYS_HASH = format(PARAMETERS, new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES));

/** @returns a PHC string with a salt of its own, about 50 ms later */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  return format(PARAMETERS, salt, await argon2id(password, salt, PARAMETERS));
}

/** @throws {Error} when the stored string is none of ours: a damaged row, not a wrong password */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const stored = parse(phc);
  const computed = await argon2id(password, stored.salt, stored.parameters);
  return computed.length === stored.hash.length && crypto.subtle.timingSafeEqual(computed, stored.hash);
}

/** Whether a hash was made with other parameters than those of today and should be made anew at the next sign-in. */
export function isOutdated(phc: string): boolean {
  const { memoryKiB, passes, lanes } = parse(phc).parameters;
  return memoryKiB !== PARAMETERS.memoryKiB || passes !== PARAMETERS.passes || lanes !== PARAMETERS.lanes;
}

type Argon2id = Awaited<ReturnType<typeof setupWasm>>;
/** One instance an isolate: its memory (19 MiB) never shrinks, so it is used again rather than made again. */
let instance: Argon2id | undefined;

async function argon2id(password: string, salt: Uint8Array, parameters: Parameters): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest("SHA-512", new TextEncoder().encode(password));
  instance ??= await setupWasm(instantiate, instantiate);
  return instance({
    password: new Uint8Array(digest),
    salt,
    memorySize: parameters.memoryKiB,
    passes: parameters.passes,
    parallelism: parameters.lanes,
    tagLength: HASH_BYTES,
  });
}

async function instantiate(imports: WebAssembly.Imports) {
  return { module: wasm, instance: await WebAssembly.instantiate(wasm, imports) };
}

function format({ memoryKiB, passes, lanes }: Parameters, salt: Uint8Array, hash: Uint8Array): string {
  return `$argon2id-sha512$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${base64(salt)}$${base64(hash)}`;
}

function parse(phc: string): { parameters: Parameters; salt: Uint8Array; hash: Uint8Array } {
  const [, memoryKiB, passes, lanes, salt, hash] = PHC.exec(phc) ?? [];
  if (salt === undefined || hash === undefined) throw new Error("A stored password hash is damaged.");
  return {
    parameters: { memoryKiB: Number(memoryKiB), passes: Number(passes), lanes: Number(lanes) },
    salt: bytes(salt),
    hash: bytes(hash),
  };
}

/** The PHC format's base64: no padding. */
function base64(content: Uint8Array): string {
  return btoa(String.fromCharCode(...content)).replace(/=+$/, "");
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
