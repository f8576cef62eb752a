/** Any service with an S3 API. `s3` and `s3-compatible` are two spellings of the same. */
import { z } from "zod";
import { AppError, type ErrorCode } from "../errors.ts";
import { fields } from "../shape.ts";
import { flag, httpUrl, httpUrlOrNull, read, required, text } from "./configuration-values.ts";
import type { ConfigurationSummary, StorageCapabilities } from "./storage-profile.ts";

export interface S3Configuration {
  kind: "s3";
  /** Without a slash at its end; may have a path. */
  endpoint: string;
  bucket: string;
  region: string;
  /** true = `endpoint/bucket/key`, false = `bucket.endpoint/key`. */
  forcePathStyle: boolean;
  /** Where the bucket's objects can be read by anyone; null = the bucket is not public. */
  publicBaseUrl: string | null;
  providerName: string;
}

export interface S3Secrets {
  kind: "s3";
  accessKey: string;
  secretKey: string;
}

const Values = fields({
  // Left out it is Amazon's; a blank one is a field that somebody forgot, and must not send files there.
  endpoint: z
    .string()
    .trim()
    .nullish()
    .transform((value) => value ?? null),
  bucket: text,
  bucketOrContainer: text,
  region: text,
  forcePathStyle: flag(true),
  publicBaseUrl: text,
  providerName: text,
});
const SecretValues = fields({ accessKey: text, secretKey: text });

const MAX_PROVIDER_NAME_LENGTH = 64;
const INVALID: ErrorCode = "storage_provider_profile_configuration_invalid";

export function checkS3(given: object): S3Configuration {
  const values = read(Values, given, INVALID);
  const endpoint = values.endpoint === null ? null : s3Endpoint(values.endpoint);
  const bucket = required(
    values.bucket ?? values.bucketOrContainer,
    "bucket",
    "storage_provider_profile_bucket_required",
  );
  const region = required(values.region, "region", "storage_provider_profile_region_required");
  const providerName = values.providerName ?? "s3";
  // A bucket is one segment of a path or the first label of a host; the region stands in a signature's scope.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/.test(bucket))
    throw new AppError(INVALID, "bucket: not a bucket's name.");
  if (!/^[A-Za-z0-9-]{1,64}$/.test(region))
    throw new AppError(INVALID, "region: letters, digits and hyphens only.");
  if (providerName.length > MAX_PROVIDER_NAME_LENGTH) {
    throw new AppError(INVALID, `providerName: at most ${MAX_PROVIDER_NAME_LENGTH} characters.`);
  }
  return {
    kind: "s3",
    endpoint: endpoint ?? `https://s3.${region}.amazonaws.com`,
    bucket,
    region,
    forcePathStyle: values.forcePathStyle,
    publicBaseUrl: httpUrlOrNull(
      values.publicBaseUrl,
      "publicBaseUrl",
      "storage_provider_profile_public_base_url_invalid",
    ),
    providerName,
  };
}

function s3Endpoint(endpoint: string): string {
  return httpUrl(endpoint, "endpoint", "storage_provider_profile_endpoint_invalid");
}

export function checkS3Secrets(given: object): S3Secrets {
  const values = read(SecretValues, given, "storage_provider_profile_secret_configuration_invalid");
  return {
    kind: "s3",
    accessKey: required(
      unmasked(values.accessKey),
      "accessKey",
      "storage_provider_profile_access_key_required",
    ),
    secretKey: required(
      unmasked(values.secretKey),
      "secretKey",
      "storage_provider_profile_secret_key_required",
    ),
  };
}

/** A client that saves back what it shows instead of a secret has sent none. */
function unmasked(value: string | null): string | null {
  return value === null || /\*{3}|\u2022{3}/.test(value) ? null : value;
}

export const S3_CAPABILITIES: StorageCapabilities = {
  supportsPublicRead: true,
  supportsPrivateRead: true,
  supportsVisibilityToggle: true,
  supportsDelete: true,
  supportsDirectPublicUrl: true,
  requiresAccessProxy: false,
  recommendedForPrimaryStorage: true,
  isPlatformBacked: false,
  isExperimental: false,
  requiresTokenForPrivateRead: false,
};

export function summariseS3(configuration: S3Configuration): Partial<ConfigurationSummary> {
  const { endpoint, bucket, region, forcePathStyle, publicBaseUrl, providerName } = configuration;
  return {
    providerName,
    endpointHost: new URL(endpoint).host,
    bucketOrContainer: bucket,
    region,
    publicBaseUrl,
    forcePathStyle,
  };
}
