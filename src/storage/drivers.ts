/** From a storage profile to its driver. */
import { AppError } from "../errors.ts";
import type { StorageProfile } from "../providers/storage-profile.ts";
import type { StorageDriver } from "./driver.ts";
import { r2Driver } from "./r2.ts";

export interface Drivers {
  /** The driver of a profile; null = the built-in bucket without one. */
  of(profile: StorageProfile | null): StorageDriver;
}

export function storageDrivers({ bucket }: { bucket: R2Bucket }): Drivers {
  return {
    of(profile) {
      if (profile === null) return r2Driver({ bucket });
      switch (profile.providerType) {
        case "r2":
        case "local":
          return r2Driver({
            bucket,
            type: profile.providerType,
            prefix: rootPrefix(profile.configuration.rootPath),
          });
        default:
          throw new AppError(
            "asset_storage_provider_profile_unavailable",
            `The storage profile "${profile.name}" has the type ${profile.providerType}, which this version can't use.`,
          );
      }
    },
  };
}

function rootPrefix(rootPath: unknown): string {
  return typeof rootPath === "string" && rootPath !== "" ? `${rootPath}/` : "";
}
