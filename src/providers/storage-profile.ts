/** Where uploads can go: a configured storage, and the shapes in which clients see it. */
import { z } from "zod";
import { Timestamp } from "../shape.ts";

export const MAX_NAME_LENGTH = 128;
export const MAX_DISPLAY_NAME_LENGTH = 256;

/** Times are milliseconds since 1970. */
export interface StorageProfile {
  id: string;
  name: string;
  displayName: string | null;
  /** As it was spelt when the profile was made, in lower case. */
  providerType: string;
  isEnabled: boolean;
  isDefault: boolean;
  /** As `checkConfiguration` left it. */
  configuration: Record<string, unknown>;
  /** Encrypted and bound to this row; null = none. */
  secretCiphertext: string | null;
  createdAt: number;
  updatedAt: number;
}

/** What an asset says of its storage: an S3 profile's own provider name, else the type. */
export function providerNameOf(profile: StorageProfile | null): string {
  if (profile === null) return "r2";
  const named = profile.configuration.providerName;
  return typeof named === "string" && named !== "" ? named : profile.providerType;
}

export const StorageCapabilities = z
  .object({
    supportsPublicRead: z.boolean(),
    supportsPrivateRead: z.boolean(),
    supportsVisibilityToggle: z.boolean(),
    supportsDelete: z.boolean(),
    supportsDirectPublicUrl: z.boolean(),
    requiresAccessProxy: z.boolean(),
    recommendedForPrimaryStorage: z.boolean(),
    isPlatformBacked: z.boolean(),
    isExperimental: z.boolean(),
    requiresTokenForPrivateRead: z.boolean(),
  })
  .meta({ id: "StorageCapabilities" });
export type StorageCapabilities = z.infer<typeof StorageCapabilities>;

const text = z.string().nullable();

/** Everything of a configuration that may be seen; what a type doesn't have is null. */
export const ConfigurationSummary = z
  .object({
    providerName: text,
    rootPath: text,
    endpointHost: text.meta({ description: "With the port when it is not the scheme's own" }),
    bucketOrContainer: text,
    region: text,
    publicBaseUrl: text,
    forcePathStyle: z.boolean().nullable(),
    owner: text,
    repository: text,
    reference: text,
    releaseTagMode: text,
    fixedTag: text,
    pathPrefix: text,
    visibilityPolicy: text,
    basePath: text,
    assetPathPrefix: text,
    apiBaseUrl: text,
    rawBaseUrl: text,
  })
  .meta({ id: "StorageConfigurationSummary" });
export type ConfigurationSummary = z.infer<typeof ConfigurationSummary>;

export const StorageProfileShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    displayName: text,
    providerType: z.string(),
    isEnabled: z.boolean(),
    isDefault: z.boolean(),
    capabilities: StorageCapabilities,
    configurationSummary: ConfigurationSummary,
    createdAtUtc: Timestamp,
    updatedAtUtc: Timestamp,
  })
  .meta({ id: "StorageProfile" });
export type StorageProfileShape = z.infer<typeof StorageProfileShape>;
