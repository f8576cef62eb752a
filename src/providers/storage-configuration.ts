/** What each type of storage has to be told, checked the same way when it is saved and when it is used. */
import { AppError } from "../errors.ts";
import { type BucketConfiguration, checkBucket } from "./storage-bucket.ts";
import {
  checkGithub,
  checkGithubSecrets,
  type GithubConfiguration,
  type GithubSecrets,
} from "./storage-github.ts";
import type { StorageProfile } from "./storage-profile.ts";
import { checkS3, checkS3Secrets, type S3Configuration, type S3Secrets } from "./storage-s3.ts";

const STORAGE_TYPES = ["r2", "local", "s3", "s3-compatible", "github-repo"] as const;
export type StorageType = (typeof STORAGE_TYPES)[number];

export type StorageConfiguration = BucketConfiguration | S3Configuration | GithubConfiguration;
export type StorageSecrets = S3Secrets | GithubSecrets;

/** A type as a client spells it, in any case. */
export function storageType(name: string): StorageType {
  const wanted = name.trim().toLowerCase();
  const type = STORAGE_TYPES.find((known) => known === wanted);
  if (type === undefined) {
    throw new AppError(
      "storage_provider_profile_provider_type_unsupported",
      `There is no storage type "${name.trim().slice(0, 64)}"; there are ${STORAGE_TYPES.join(", ")}.`,
    );
  }
  return type;
}

/** @throws {AppError} the code of the first thing that is wrong */
export function checkConfiguration(type: StorageType, given: unknown): StorageConfiguration {
  if (!isObject(given)) {
    throw new AppError(
      "storage_provider_profile_configuration_required",
      "The configuration has to be an object.",
    );
  }
  switch (type) {
    case "r2":
    case "local":
      return checkBucket(type, given);
    case "s3":
    case "s3-compatible":
      return checkS3(given);
    case "github-repo":
      return checkGithub(given);
  }
}

/** @returns null when the type has no secrets, or needs none here */
export function checkSecrets(configuration: StorageConfiguration, given: unknown): StorageSecrets | null {
  if (given !== undefined && given !== null && !isObject(given)) {
    throw new AppError(
      "storage_provider_profile_secret_configuration_invalid",
      "The secret configuration has to be an object.",
    );
  }
  const secrets = given ?? {};
  switch (configuration.kind) {
    case "bucket":
      if (Object.keys(secrets).length > 0) {
        throw new AppError(
          "storage_provider_profile_secret_not_supported",
          "This storage type has no secrets.",
        );
      }
      return null;
    case "s3":
      return checkS3Secrets(secrets);
    case "github-repo":
      return checkGithubSecrets(secrets, configuration);
  }
}

export function configurationOf(profile: StorageProfile): StorageConfiguration {
  return checkConfiguration(storageType(profile.providerType), profile.configuration);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
