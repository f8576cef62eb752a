/** The name that git gives to a file's bytes: SHA-1 of `blob <size>\0` and the bytes, in lower-case hex. */
export async function blobSha(bytes: Uint8Array): Promise<string> {
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-1", whole)).toHex();
}
