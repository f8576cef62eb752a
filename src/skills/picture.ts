/** The picture that a model gets: large enough to read the text of a screenshot, small enough for any provider. */
import { AppError } from "../errors.ts";
import type { ImagesTier } from "../images/binding.ts";
import { readHeader } from "../images/header.ts";
import { type RenditionSpec, render } from "../images/render.ts";

/** Above it, the usual vision models scale down by themselves; the text of a screenshot is still to be read. */
const EDGE_PIXELS = 1568;
const MODEL_PICTURE: RenditionSpec = {
  kind: "model",
  format: "jpeg",
  maxWidth: EDGE_PIXELS,
  maxHeight: EDGE_PIXELS,
  quality: 80,
};

/** The usual limit is 5 MB a picture, counted as base64. */
const MOST_BYTES = 3_600_000;

/** @throws {AppError} `image_over_budget` | `image_undecodable` when nothing of it can be sent */
export async function modelPicture(original: Uint8Array, images?: ImagesTier): Promise<string> {
  const facts = readHeader(original);
  try {
    const { renditions } = await render(original, facts, [MODEL_PICTURE], images);
    const [made] = renditions;
    if (made !== undefined && made.bytes.length <= MOST_BYTES) return dataUrl(made.contentType, made.bytes);
  } catch (thrown) {
    // What can't be scaled here may still be small enough to go as it is.
    if (original.length > MOST_BYTES || AppError.from(thrown).code === "internal_server_error") throw thrown;
  }
  if (original.length > MOST_BYTES) {
    throw new AppError("image_over_budget", "The picture is too large to be sent to an AI provider.");
  }
  return dataUrl(facts.contentType, original);
}

function dataUrl(contentType: string, bytes: Uint8Array): string {
  return `data:${contentType};base64,${bytes.toBase64()}`;
}
