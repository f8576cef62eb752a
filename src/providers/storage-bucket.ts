/** The deployment's own bucket (`r2`), and `local`: the same bucket under a folder of its own. */
import { fields } from "../shape.ts";
import { flag, httpUrlOrNull, read, relativePath, required, text } from "./configuration-values.ts";
import type { ConfigurationSummary, StorageCapabilities } from "./storage-profile.ts";

export interface BucketConfiguration {
  kind: "bucket";
  type: "r2" | "local";
  /** In front of every key, never part of one; "" = the bucket's root. */
  rootPath: string;
  publicBaseUrl: string | null;
}

const Values = fields({
  rootPath: text,
  publicBaseUrl: text,
  /** For servers with disks; a bucket's folders need no making, so only its type counts. */
  createDirectoryIfMissing: flag(true),
});

export function checkBucket(type: "r2" | "local", given: object): BucketConfiguration {
  const values = read(Values, given, "storage_provider_profile_configuration_invalid");
  const rootPath = relativePath(values.rootPath ?? "", "storage_provider_path_invalid");
  if (type === "local") required(rootPath || null, "rootPath", "storage_provider_profile_root_path_required");
  return {
    kind: "bucket",
    type,
    rootPath,
    publicBaseUrl: httpUrlOrNull(
      values.publicBaseUrl,
      "publicBaseUrl",
      "storage_provider_profile_public_base_url_invalid",
    ),
  };
}

export const BUCKET_CAPABILITIES: StorageCapabilities = {
  supportsPublicRead: true,
  supportsPrivateRead: true,
  supportsVisibilityToggle: true,
  supportsDelete: true,
  supportsDirectPublicUrl: false,
  requiresAccessProxy: true,
  recommendedForPrimaryStorage: true,
  isPlatformBacked: false,
  isExperimental: false,
  requiresTokenForPrivateRead: false,
};

/** @param bucketName - the name of the bucket that is bound to the Worker */
export function summariseBucket(
  { type, rootPath, publicBaseUrl }: BucketConfiguration,
  bucketName: string,
): Partial<ConfigurationSummary> {
  return {
    rootPath: rootPath || null,
    publicBaseUrl,
    bucketOrContainer: type === "r2" ? bucketName : null,
  };
}
