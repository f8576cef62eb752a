import { turboCodec } from "./decode/turbo.ts";
import { webpDecoderCodec } from "./decode/webp.ts";
import { webpEncoderCodec } from "./encode/webp.ts";
import { kernelCodec } from "./rows/kernels.ts";

/** Everything here that runs as WebAssembly. Its memory grows with the largest job and never shrinks. */
const CODECS = {
  jpegDecoder: turboCodec,
  webpDecoder: webpDecoderCodec,
  webpEncoder: webpEncoderCodec,
  kernels: kernelCodec,
};

export type CodecName = keyof typeof CODECS;

/** bytes of WebAssembly memory that each part holds now */
export function heldBytes(): Record<CodecName, number> {
  return {
    jpegDecoder: CODECS.jpegDecoder.heldBytes(),
    webpDecoder: CODECS.webpDecoder.heldBytes(),
    webpEncoder: CODECS.webpEncoder.heldBytes(),
    kernels: CODECS.kernels.heldBytes(),
  };
}

/**
 * Lets go of instances that an earlier job made larger than this one needs, the largest first, until what is held
 * and what is needed fit together. Most jobs find nothing to do here, and reuse what runs.
 *
 * @param needs - bytes each part will grow to
 */
export function makeRoom(needs: Partial<Record<CodecName, number>>, limit: number): void {
  const held = heldBytes();
  const names: CodecName[] = ["jpegDecoder", "webpDecoder", "webpEncoder", "kernels"];
  const excess = (name: CodecName) => held[name] - (needs[name] ?? 0);
  for (const name of names.toSorted((a, b) => excess(b) - excess(a))) {
    const total = names.reduce((sum, each) => sum + Math.max(held[each], needs[each] ?? 0), 0);
    if (total <= limit || excess(name) <= 0) return;
    CODECS[name].drop();
    held[name] = 0;
  }
}
