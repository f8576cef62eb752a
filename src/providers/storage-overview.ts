/** Storage profiles as clients see them, and what the deployment stores with right now. */
import { z } from "zod";
import { listStorageProfiles } from "../database/storage-profiles.ts";
import type { Services } from "../services.ts";
import { timestamp } from "../shape.ts";
import { BUCKET_CAPABILITIES, summariseBucket } from "./storage-bucket.ts";
import { configurationOf, type StorageConfiguration } from "./storage-configuration.ts";
import { GITHUB_CAPABILITIES, summariseGithub } from "./storage-github.ts";
import {
  type ConfigurationSummary,
  providerNameOf,
  StorageCapabilities,
  type StorageProfile,
  StorageProfileShape,
} from "./storage-profile.ts";
import { S3_CAPABILITIES, summariseS3 } from "./storage-s3.ts";

export const StorageOverview = z
  .object({
    profiles: z.array(StorageProfileShape).meta({ description: "Default first, enabled first, by name." }),
    defaultProfile: StorageProfileShape.nullable(),
    defaultWriteProfile: StorageProfileShape.nullable(),
    runtime: z.object({
      providerType: z.string(),
      providerName: z.string(),
      capabilities: StorageCapabilities,
      isConfigurationDriven: z.boolean(),
      matchesDefaultProfileType: z.boolean().nullable(),
    }),
    alignment: z.object({
      code: z.enum([
        "db_default_profile_missing",
        "db_default_profile_disabled",
        "runtime_matches_db_default_provider_type",
        "runtime_mismatches_db_default_provider_type",
      ]),
      message: z.string(),
      runtimeSelectionSource: z.enum(["configuration", "database-default-profile"]),
      hasDefaultProfile: z.boolean(),
      isDefaultProfileEnabled: z.boolean().nullable(),
      providerTypeMatchesDefaultProfile: z.boolean().nullable(),
    }),
  })
  .meta({ id: "StorageOverview" });
export type StorageOverview = z.infer<typeof StorageOverview>;

export async function storageOverview(services: Services): Promise<StorageOverview> {
  const profiles = await listStorageProfiles(services.db);
  const chosen = profiles.find(({ isDefault }) => isDefault) ?? null;
  const defaultProfile = chosen === null ? null : presentStorageProfile(services, chosen);
  const exists = chosen !== null;
  return {
    profiles: profiles.map((profile) => presentStorageProfile(services, profile)),
    defaultProfile,
    defaultWriteProfile: defaultProfile,
    runtime: {
      providerType: chosen?.providerType ?? "r2",
      providerName: providerNameOf(chosen),
      capabilities: defaultProfile?.capabilities ?? BUCKET_CAPABILITIES,
      isConfigurationDriven: !exists,
      matchesDefaultProfileType: exists || null,
    },
    alignment: {
      ...align(chosen),
      runtimeSelectionSource: exists ? "database-default-profile" : "configuration",
      hasDefaultProfile: exists,
      isDefaultProfileEnabled: chosen?.isEnabled ?? null,
      providerTypeMatchesDefaultProfile: exists || null,
    },
  };
}

function align(chosen: StorageProfile | null): Pick<StorageOverview["alignment"], "code" | "message"> {
  if (chosen === null) {
    return {
      code: "db_default_profile_missing",
      message: "No profile is the default: uploads go to the deployment's own bucket.",
    };
  }
  return chosen.isEnabled
    ? {
        code: "runtime_matches_db_default_provider_type",
        message: `Uploads go to "${chosen.name}".`,
      }
    : {
        code: "db_default_profile_disabled",
        message: `The default profile "${chosen.name}" is disabled: uploads have to name another.`,
      };
}

export function presentStorageProfile(
  { settings }: Pick<Services, "settings">,
  profile: StorageProfile,
): StorageProfileShape {
  const configuration = configurationOf(profile);
  return {
    id: profile.id,
    name: profile.name,
    displayName: profile.displayName,
    providerType: profile.providerType,
    isEnabled: profile.isEnabled,
    isDefault: profile.isDefault,
    capabilities: CAPABILITIES[configuration.kind],
    configurationSummary: { ...NOTHING, ...summarise(configuration, settings.bucketName) },
    createdAtUtc: timestamp(profile.createdAt),
    updatedAtUtc: timestamp(profile.updatedAt),
  };
}

const CAPABILITIES: Record<StorageConfiguration["kind"], StorageCapabilities> = {
  bucket: BUCKET_CAPABILITIES,
  s3: S3_CAPABILITIES,
  "github-repo": GITHUB_CAPABILITIES,
};

function summarise(configuration: StorageConfiguration, bucketName: string): Partial<ConfigurationSummary> {
  switch (configuration.kind) {
    case "bucket":
      return summariseBucket(configuration, bucketName);
    case "s3":
      return summariseS3(configuration);
    case "github-repo":
      return summariseGithub(configuration);
  }
}

const NOTHING: ConfigurationSummary = {
  providerName: null,
  rootPath: null,
  endpointHost: null,
  bucketOrContainer: null,
  region: null,
  publicBaseUrl: null,
  forcePathStyle: null,
  owner: null,
  repository: null,
  reference: null,
  releaseTagMode: null,
  fixedTag: null,
  pathPrefix: null,
  visibilityPolicy: null,
  basePath: null,
  assetPathPrefix: null,
  apiBaseUrl: null,
  rawBaseUrl: null,
};
