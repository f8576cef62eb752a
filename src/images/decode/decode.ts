import { AppError } from "../../errors.ts";
import type { ImageFacts } from "../facts.ts";
import { dropEngine } from "../native/engine.ts";
import type { RowSink } from "../picture.ts";
import type { Plan } from "../plan.ts";
import { undecodable } from "./failure.ts";
import { decodeGif } from "./gif.ts";
import { decodeJpeg, type PlaneSink } from "./jpeg.ts";
import { decodePng } from "./png.ts";
import { decodeWebp } from "./webp.ts";

/**
 * Runs the planned decoder. Whatever goes wrong in one, a refusal, a trap in WebAssembly or a read past the end,
 * becomes one error with a reason, and an instance that threw is not used again.
 *
 * @throws {AppError} `image_undecodable`
 */
export async function decode(
  bytes: Uint8Array,
  facts: ImageFacts,
  plan: Plan,
  sink: RowSink,
  planes?: PlaneSink,
): Promise<void> {
  try {
    if (plan.decoder !== "jpeg") planes?.absent();
    switch (plan.decoder) {
      case "jpeg":
        return decodeJpeg(bytes, plan.head, plan.scale, sink, planes);
      case "png":
        return await decodePng(bytes, plan.head, plan.reduce, sink);
      case "webp":
        return decodeWebp(bytes, facts, sink);
      case "gif":
        return decodeGif(bytes, sink);
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    dropEngine();
    throw undecodable(`its ${plan.decoder} data is damaged`, thrown);
  }
}
