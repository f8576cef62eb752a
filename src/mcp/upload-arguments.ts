/** What both ways of uploading say about the image beside its bytes. */
import { z } from "zod";
import { isUuid } from "../assets/identity.ts";
import type { UploadForm } from "../assets/upload-form.ts";
import { AppError } from "../errors.ts";

export const fileName = z
  .string()
  .meta({ minLength: 1, description: "The name people see, with its extension.", examples: ["cat.jpg"] });

export const aboutUpload = {
  description: z
    .string()
    .nullish()
    .meta({ maxLength: 1000, description: "What people read beside the image." }),
  altText: z
    .string()
    .nullish()
    .meta({ maxLength: 1000, description: "For people who cannot see the image." }),
  isPublic: z
    .boolean()
    .default(true)
    .meta({ description: "Whether everybody may see it; true unless you say otherwise." }),
  runEnrichment: z
    .boolean()
    .default(true)
    .meta({ description: "Whether thumbnail, captions and the auto-run workflow follow." }),
  storageProviderProfileId: z.string().nullish().meta({
    format: "uuid",
    description: "A storage other than the default; ids are in list_storage_profiles.",
  }),
  commitMessage: z
    .string()
    .nullish()
    .meta({ description: "Only for storages with commits, such as a GitHub repository." }),
};

/** @throws {AppError} `tool_argument_invalid` for a storage that is no id */
export function readAboutUpload(given: z.output<z.ZodObject<typeof aboutUpload>>): Omit<UploadForm, "file"> {
  const profileId = given.storageProviderProfileId ?? null;
  if (profileId !== null && !isUuid(profileId))
    throw new AppError("tool_argument_invalid", "storageProviderProfileId: not a UUID.");
  return {
    description: given.description ?? null,
    altText: given.altText ?? null,
    isPublic: given.isPublic,
    storageProviderProfileId: profileId,
    runEnrichment: given.runEnrichment,
    commitMessage: given.commitMessage?.trim() || null,
  };
}
