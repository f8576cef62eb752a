/** Uploading a file that the client has and the model need not see. */
import { z } from "zod";
import { announceUpload } from "../../assets/upload-ticket.ts";
import { Timestamp, timestamp } from "../../shape.ts";
import { defineTool } from "../tool.ts";
import { aboutUpload, fileName, readAboutUpload } from "../upload-arguments.ts";

export const createUploadTool = defineTool({
  name: "create_upload",
  title: "Announce an upload",
  description:
    "Get a one-time address to upload an image file to, without its bytes passing through you. Use it whenever the file is on a disk that you or the person can run a command on: take its size (and best its SHA-256), call this, then run the returned command with the file's path. The answer to that PUT is the new asset under data, with its id. The address works once, for 15 minutes, without a key, and only for a file of exactly this size, type and SHA-256; after a refused or broken attempt it can be tried again.",
  effect: "writes",
  input: z.object({
    fileName,
    contentType: z
      .string()
      .meta({ minLength: 1, description: "The image's type.", examples: ["image/jpeg"] }),
    size: z.int().meta({ minimum: 1, description: "Bytes, exactly." }),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/)
      .nullish()
      .meta({ description: "SHA-256 of the file in hex. With it, nothing but this very file is taken." }),
    ...aboutUpload,
  }),
  output: z.object({
    uploadUrl: z.url(),
    method: z.literal("PUT"),
    expiresAtUtc: Timestamp,
    command: z.string().meta({ description: "Sends the file; put its path in the place of FILE." }),
  }),
  async run({ services }, given) {
    const { url, expiresAt } = await announceUpload(services, {
      ...readAboutUpload(given),
      fileName: given.fileName,
      contentType: given.contentType,
      size: given.size,
      sha256: given.sha256?.toLowerCase() ?? null,
    });
    return {
      uploadUrl: url,
      method: "PUT" as const,
      expiresAtUtc: timestamp(expiresAt),
      command: `curl --fail-with-body --upload-file FILE '${url}'`,
    };
  },
});
