import { AppError } from "../errors.ts";
import { mega } from "./budget.ts";
import { type ImageFacts, swapsSides } from "./facts.ts";
import { readHeader } from "./header.ts";

/** The side of the picture that is asked for: enough for the largest rendition, small enough to be decoded here. */
const SIDE = 2048;

/** What is used of Cloudflare's Images binding. */
export type ImagesTier = Pick<ImagesBinding, "input">;

/**
 * Has Cloudflare's Images binding decode a file that is over this Worker's own budget (AVIF too) and give a small
 * PNG, from which all renditions are then made: one call a file.
 *
 * @param refusal - why the file is not decoded here; it is what is thrown when the binding fails too
 * @throws {AppError} `image_over_budget`
 */
export async function smallerByBinding(
  images: ImagesTier,
  bytes: Uint8Array,
  facts: ImageFacts,
  refusal: AppError,
): Promise<{ bytes: Uint8Array; facts: ImageFacts }> {
  const small = { width: SIDE, height: SIDE, fit: "scale-down" } as const;
  return askBinding(images, { bytes, facts, refusal, seconds: DECODING_SECONDS }, async (input) => {
    const png = await fileOf(input.transform(small).output({ format: "image/png" }));
    return { bytes: png, facts: uprightFacts(readHeader(png), facts) };
  });
}

/** The area that the service takes, in pixels (developers.cloudflare.com/images/get-started/limits). */
const PIXELS_AT_MOST = 100e6;
/** A job does not hang on a picture that another machine labours on. */
const DECODING_SECONDS = 8;

interface Question {
  bytes: Uint8Array;
  facts: ImageFacts;
  /** why this is not done here: thrown with the binding's own reason behind it */
  refusal: AppError;
  /** how long the answer is waited for */
  seconds: number;
}

/**
 * One question to the Images binding.
 *
 * @throws {AppError} the refusal's code, and both reasons
 */
export async function askBinding<T>(
  images: ImagesTier,
  { bytes, facts, refusal, seconds }: Question,
  ask: (input: ImageTransformer) => Promise<T>,
): Promise<T> {
  const patience = new AbortController();
  try {
    const pixels = facts.width * facts.height;
    if (pixels > PIXELS_AT_MOST) {
      throw new Error(`it takes up to ${mega(PIXELS_AT_MOST)} megapixels, and these are ${mega(pixels)}`);
    }
    const stream = new Response(bytes).body;
    if (!stream) throw new Error("the file is empty");
    return await Promise.race([ask(images.input(stream)), noAnswer(seconds, patience.signal)]);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AppError(refusal.code, `${refusal.message} The Images binding failed too: ${why}`, {
      cause: thrown,
    });
  } finally {
    patience.abort();
  }
}

async function noAnswer(seconds: number, signal: AbortSignal): Promise<never> {
  await scheduler.wait(seconds * 1000, { signal });
  throw new Error(`it gave no answer within ${seconds} seconds`);
}

export async function fileOf(answer: Promise<ImageTransformationResult>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await answer).response().arrayBuffer());
}

/** The binding applies the orientation itself; should it not have, a picture on its side shows it. */
function uprightFacts(png: ImageFacts, original: ImageFacts): ImageFacts {
  const lies = (size: { width: number; height: number }) => size.width > size.height;
  if (png.width === png.height || !swapsSides(original.orientation) || lies(png) === lies(original))
    return png;
  return { ...png, width: png.height, height: png.width, orientation: original.orientation };
}
