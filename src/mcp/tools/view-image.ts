/** Showing a picture to the model, small enough to be looked at. */
import { z } from "zod";
import { preview } from "../../assets/preview.ts";
import { encodeBase64 } from "../base64.ts";
import { defineTool, Id } from "../tool.ts";

const LARGEST = 1568;

export const viewImageTool = defineTool({
  name: "view_image",
  title: "View image",
  description:
    "See an image, public or private: the answer holds the picture itself, made small enough for you to look at. Use it to describe, compare or check images, or to write alt text. Ask for a larger maxEdge only when details or small text matter. It changes nothing.",
  effect: "reads",
  input: z.object({
    id: Id.meta({ description: "The asset's id." }),
    maxEdge: z
      .int()
      .min(64)
      .max(LARGEST)
      .default(1024)
      .meta({ description: "Longest side of the picture in pixels; it is never enlarged." }),
  }),
  output: z.object({
    id: z.uuid(),
    contentType: z.string(),
    width: z.int().meta({ description: "Of the picture that is shown, in pixels." }),
    height: z.int(),
    originalWidth: z.int().nullable(),
    originalHeight: z.int().nullable(),
  }),
  run: ({ services }, { id, maxEdge }) => preview(services, id, maxEdge),
  content: ({ bytes, contentType }) => [{ type: "image", data: encodeBase64(bytes), mimeType: contentType }],
});
