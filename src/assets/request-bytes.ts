/** A request's body as bytes, never more of them than the caller has room for. */

/** Reading asks for this much at once: bodies arrive in pieces of 4 KiB, each of which would cost a turn. */
const AT_ONCE = 256 * 1024;

/** The largest body that Cloudflare lets through: developers.cloudflare.com/workers/platform/limits. */
const MAX_BODY = 100 * 1024 * 1024;

/**
 * The whole body, and each piece of it as it arrives for who wants to `take` them; it is waited for.
 *
 * A body that is too long is left alone, or read to its end once it was begun. A client reads the answer only when it
 * has sent everything; one whose body is cut off in the middle sees a broken line in the place of the reason.
 *
 * @returns null when the body is longer than `most` bytes
 */
export async function readBytes(
  request: Request,
  most: number,
  take: Take | null = null,
): Promise<Uint8Array | null> {
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > most) return null;
  // The platform holds a client to the length it declared.
  if (declared !== null && take === null) return new Uint8Array(await request.arrayBuffer());
  return request.body === null ? new Uint8Array() : collect(request.body, most, take);
}

type Take = (piece: Uint8Array) => Promise<void>;

async function collect(
  body: ReadableStream<Uint8Array>,
  most: number,
  take: Take | null,
): Promise<Uint8Array | null> {
  const reader = body.getReader({ mode: "byob" });
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.readAtLeast(AT_ONCE, new Uint8Array(AT_ONCE));
    length += value?.length ?? 0;
    if (length > most) pieces.length = 0;
    else if (value !== undefined && value.length > 0) {
      pieces.push(value);
      await take?.(value);
    }
    if (done) return length > most ? null : joined(pieces, length);
    if (length > MAX_BODY) {
      await reader.cancel();
      return null;
    }
  }
}

function joined(pieces: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}
