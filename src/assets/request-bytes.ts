/** A request's body as bytes, never more of them than the caller has room for. */

/** Reading asks for this much at once: bodies arrive in pieces of 4 KiB, each of which would cost a turn. */
const AT_ONCE = 256 * 1024;

/** @returns null when the body is longer than `most` bytes; one that says so beforehand is not read at all */
export async function readBytes(request: Request, most: number): Promise<Uint8Array | null> {
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > most) return null;
  // The platform holds a client to the length it declared.
  if (declared !== null) return new Uint8Array(await request.arrayBuffer());
  return request.body === null ? new Uint8Array() : collect(request.body, most);
}

async function collect(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | null> {
  const reader = body.getReader({ mode: "byob" });
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.readAtLeast(AT_ONCE, new Uint8Array(AT_ONCE));
    if (value !== undefined && value.length > 0) {
      pieces.push(value);
      length += value.length;
    }
    if (length > most) {
      await reader.cancel();
      return null;
    }
    if (done) break;
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}
