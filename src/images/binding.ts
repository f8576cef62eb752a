import { AppError } from "../errors.ts";
import { type ImageFacts, swapsSides } from "./facts.ts";
import { readHeader } from "./header.ts";

/** The side of the picture that is asked for: enough for the largest rendition, small enough to be decoded here. */
const SIDE = 2048;

/** What is used of Cloudflare's Images binding. */
export type ImagesTier = Pick<ImagesBinding, "input">;

/**
 * Has Cloudflare's Images binding decode a file that is over this Worker's own budget (it takes up to 100
 * megapixels, AVIF too) and give a small PNG, from which all renditions are then made: one call a file.
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
  try {
    const stream = new Response(bytes).body;
    if (!stream) throw new Error("the file is empty");
    const smaller = await images
      .input(stream)
      .transform({ width: SIDE, height: SIDE, fit: "scale-down" })
      .output({ format: "image/png" });
    const png = new Uint8Array(await smaller.response().arrayBuffer());
    return { bytes: png, facts: uprightFacts(readHeader(png), facts) };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AppError("image_over_budget", `${refusal.message} The Images binding failed too: ${why}`, {
      cause: thrown,
    });
  }
}

/** The binding applies the orientation itself; should it not have, a picture on its side shows it. */
function uprightFacts(png: ImageFacts, original: ImageFacts): ImageFacts {
  const lies = (size: { width: number; height: number }) => size.width > size.height;
  if (png.width === png.height || !swapsSides(original.orientation) || lies(png) === lies(original))
    return png;
  return { ...png, width: png.height, height: png.width, orientation: original.orientation };
}
