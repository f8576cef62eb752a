/** A part of a stream, for providers that only give the whole. */
import type { ByteRange } from "./driver.ts";

export function part(
  whole: ReadableStream<Uint8Array>,
  { offset, length }: ByteRange,
): ReadableStream<Uint8Array> {
  let position = 0;
  const end = offset + length;
  return whole.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const from = Math.max(0, offset - position);
        const to = Math.min(chunk.length, end - position);
        if (from < to) controller.enqueue(chunk.subarray(from, to));
        position += chunk.length;
        if (position >= end) controller.terminate();
      },
    }),
  );
}
