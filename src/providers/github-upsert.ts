/** Writing one file into the repository of a profile. */
import { z } from "zod";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import { fullPath, pathInRepository, repositoryAccess, trying } from "./github-access.ts";

export const UpsertRequest = fields({
  path: z.string().nullish(),
  contentBase64: z.string().nullish(),
  commitMessage: z.string().nullish(),
  expectedSha: z
    .string()
    .nullish()
    .meta({ description: "Replace only this version; omitted = whatever is there" }),
});

export const UpsertResult = z
  .object({
    profileId: z.uuid(),
    path: z.string(),
    operation: z.enum(["created", "updated"]),
    size: z.int(),
    sha: z.string(),
    visibilityPolicy: z.string(),
    usesControlledRead: z.boolean(),
    publicUrl: z.url().nullable(),
  })
  .meta({ id: "GithubUpsertResult" });
export type UpsertResult = z.infer<typeof UpsertResult>;

export async function upsertFile(
  services: Services,
  id: string,
  request: z.infer<typeof UpsertRequest>,
): Promise<UpsertResult> {
  const { profileId, repository, configuration, isPublic } = await repositoryAccess(services, id);
  const path = pathInRepository(request.path ?? "");
  if (path === "") throw new AppError("storage_provider_upsert_path_required", "path is missing.");
  const bytes = decoded(request.contentBase64 ?? "", services.settings.upload.maxSizeBytes);
  const expected = request.expectedSha?.trim() || null;
  const full = fullPath(configuration, path);
  return trying("storage_provider_upsert_failed", async () => {
    const current = await repository.file(full);
    if (current === "dir") throw new AppError("storage_provider_file_expected", `"${path}" is a folder.`);
    if (expected !== null && current === null) {
      throw new AppError(
        "storage_provider_upsert_expected_sha_target_missing",
        `There is no "${path}" whose sha could be ${expected.slice(0, 64)}.`,
      );
    }
    if (expected !== null && current?.sha !== expected) throw changed(path);
    const operation = current === null ? "created" : "updated";
    const message =
      request.commitMessage?.trim() ||
      `chore(nekohub): ${operation === "created" ? "create" : "update"} ${path}`;
    const sha = await repository.write(full, bytes, {
      message,
      ...(expected === null ? {} : { sha: expected }),
    });
    if (sha === null) throw changed(path);
    if (sha === "") {
      throw new AppError(
        "storage_provider_upsert_result_invalid",
        "GitHub did not say which version it stored.",
      );
    }
    return {
      profileId,
      path,
      operation,
      size: bytes.length,
      sha,
      visibilityPolicy: configuration.visibilityPolicy,
      usesControlledRead: !isPublic,
      publicUrl: isPublic ? repository.rawUrl(full) : null,
    };
  });
}

function changed(path: string): AppError {
  return new AppError(
    "storage_provider_upsert_expected_sha_conflict",
    `"${path}" is another version now; read it again before replacing it.`,
  );
}

function decoded(base64: string, maxSizeBytes: number): Uint8Array {
  if (base64.trim() === "")
    throw new AppError("storage_provider_upsert_content_required", "contentBase64 is missing.");
  let bytes: Uint8Array;
  try {
    // Without its padding it may have been cut off on the way.
    bytes = Uint8Array.fromBase64(base64, { lastChunkHandling: "strict" });
  } catch (cause) {
    throw new AppError("storage_provider_upsert_content_base64_invalid", "contentBase64 is not base64.", {
      cause,
    });
  }
  if (bytes.length === 0)
    throw new AppError("storage_provider_upsert_content_empty", "The file has no bytes.");
  if (bytes.length > maxSizeBytes) {
    throw new AppError(
      "storage_provider_upsert_content_too_large",
      `The file has ${bytes.length} bytes; this deployment accepts up to ${maxSizeBytes}.`,
    );
  }
  return bytes;
}
