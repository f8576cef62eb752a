/** Which storage an upload goes to, and which one an asset's bytes are in. */
import { defaultStorageProfile, storageProfileById } from "../database/storage-profiles.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { StorageDriver } from "../storage/driver.ts";
import { checkSecrets, configurationOf } from "./storage-configuration.ts";
import { providerNameOf, type StorageProfile } from "./storage-profile.ts";
import { openSecrets } from "./storage-secrets.ts";

export interface WriteTarget {
  driver: StorageDriver;
  /** null = the built-in bucket of a deployment without a default profile. */
  profileId: string | null;
  /** What assets stored there say of their storage. */
  providerName: string;
}

/** The named profile, else the default one, else the built-in bucket. */
export async function writeTarget(services: Services, profileId: string | null): Promise<WriteTarget> {
  const { db } = services;
  const profile =
    profileId === null ? await defaultStorageProfile(db) : await storageProfileById(db, profileId);
  if (profile === null && profileId !== null) {
    throw new AppError("storage_provider_profile_not_found", `There is no storage profile ${profileId}.`);
  }
  if (profile !== null && !profile.isEnabled) {
    throw profileId === null
      ? new AppError(
          "storage_provider_default_write_profile_disabled",
          `The default storage profile "${profile.name}" is disabled.`,
        )
      : new AppError(
          "storage_provider_profile_disabled",
          `The storage profile "${profile.name}" is disabled.`,
        );
  }
  return {
    driver: await driverOf(services, profile),
    profileId: profile?.id ?? null,
    providerName: providerNameOf(profile),
  };
}

/** The storage that an asset is bound to, even when its profile has been disabled since. */
export async function boundDriver(services: Services, profileId: string | null): Promise<StorageDriver> {
  return driverOf(services, await boundProfile(services.db, profileId));
}

/** @throws {AppError} `asset_storage_provider_profile_unavailable` when what is saved can't be used any more */
export async function driverOf(services: Services, profile: StorageProfile | null): Promise<StorageDriver> {
  if (profile === null) return services.drivers.of(null);
  try {
    const configuration = configurationOf(profile);
    const secrets = checkSecrets(configuration, await openSecrets(services, profile));
    return services.drivers.of({ configuration, secrets });
  } catch (cause) {
    throw new AppError(
      "asset_storage_provider_profile_unavailable",
      `The storage profile "${profile.name}" can't be used: ${AppError.from(cause).message}`,
      { cause },
    );
  }
}

export async function boundProfile(
  db: Services["db"],
  profileId: string | null,
): Promise<StorageProfile | null> {
  if (profileId === null) return null;
  const profile = await storageProfileById(db, profileId);
  if (profile === null) {
    throw new AppError(
      "asset_storage_provider_profile_not_found",
      `The storage profile ${profileId} that this asset is stored with no longer exists.`,
    );
  }
  return profile;
}
