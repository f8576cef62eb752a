/** Which storage an upload goes to, and which one an asset's bytes are in. */
import { defaultStorageProfile, storageProfileById } from "../database/storage-profiles.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { StorageDriver } from "../storage/driver.ts";
import { remembering } from "./expected-objects.ts";
import { checkSecrets, configurationOf, type StorageConfiguration } from "./storage-configuration.ts";
import { providerNameOf, type StorageProfile } from "./storage-profile.ts";
import { openSecrets } from "./storage-secrets.ts";

export interface WriteTarget {
  driver: StorageDriver;
  /** null = the built-in bucket of a deployment without a default profile. */
  profileId: string | null;
  /** The profile's configuration as it was saved: another one may mean another place. */
  saved: StorageProfile["configuration"] | null;
  /** What assets stored there say of their storage. */
  providerName: string;
  /** null = the built-in bucket without a profile. */
  configuration: StorageConfiguration | null;
  /** In front of the keys of what is uploaded there. */
  keyPrefix: string;
  /** Known from an earlier upload and not looked up: it has to be the default still where the asset is recorded. */
  isRemembered: boolean;
}

/**
 * Where an upload goes that names no storage. While that is the root of the deployment's own bucket, an isolate goes
 * there without asking again; should it be wrong, the bytes are taken away, at the latest by the sweep, which looks
 * there whatever the profiles say. Other storages are looked up each time: they may keep what they once had, as a
 * repository does in its history, and without its profile nobody can sweep them.
 */
export async function usualTarget(services: Services): Promise<WriteTarget> {
  const profile = services.memory.defaultStorage;
  if (profile === undefined) return writeTarget(services, null);
  return { ...(await targetOf(services, profile)), isRemembered: true };
}

/** The named profile, else the default one, else the built-in bucket. */
export async function writeTarget(services: Services, profileId: string | null): Promise<WriteTarget> {
  const { db, memory } = services;
  if (profileId === null) delete memory.defaultStorage;
  const profile =
    profileId === null ? await defaultStorageProfile(db) : await storageProfileById(db, profileId);
  if (profile === null && profileId !== null) {
    throw noProfile(profileId);
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
  const target = await targetOf(services, profile);
  if (profileId === null && isOwnRoot(target)) memory.defaultStorage = profile;
  return target;
}

function isOwnRoot({ configuration }: WriteTarget): boolean {
  return configuration === null || (configuration.kind === "bucket" && configuration.rootPath === "");
}

/**
 * Why bytes that were put to a target can't be recorded there any more.
 *
 * @returns null when the profile is as it was
 */
export async function lostTarget(
  { db }: Services,
  target: WriteTarget,
  named: boolean,
): Promise<AppError | null> {
  if (target.profileId === null) return null;
  const now = await storageProfileById(db, target.profileId);
  if (JSON.stringify(now?.configuration) === JSON.stringify(target.saved)) return null;
  return now === null && named
    ? noProfile(target.profileId)
    : new AppError("storage_unavailable", "The storage was changed during the upload. Try again.");
}

function noProfile(id: string): AppError {
  return new AppError("storage_provider_profile_not_found", `There is no storage profile ${id}.`);
}

/** A storage to write to, whether or not its profile is enabled. */
export async function targetOf(services: Services, profile: StorageProfile | null): Promise<WriteTarget> {
  const driver = await driverOf(services, profile);
  const configuration = profile === null ? null : configurationOf(profile);
  const folder = configuration?.kind === "github-repo" ? configuration.basePath : "";
  return {
    driver,
    profileId: profile?.id ?? null,
    saved: profile?.configuration ?? null,
    providerName: providerNameOf(profile),
    configuration,
    keyPrefix: folder === "" ? "" : `${folder}/`,
    isRemembered: false,
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
    const driver = services.drivers.of({ configuration, secrets });
    return configuration.kind === "bucket" ? driver : remembering(services, driver, profile.id);
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
