/** Privacy is a promise about bytes: what a storage can't keep is refused, what takes work is done. */
import { type AssetRecord, assetRecord } from "../database/assets.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { configurationOf, type StorageConfiguration } from "../providers/storage-configuration.ts";
import { providerNameOf } from "../providers/storage-profile.ts";
import { boundDriver, boundProfile } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import { removeObjects } from "../upkeep/removals.ts";
import type { Asset } from "./asset.ts";
import { relocate } from "./relocate.ts";

/**
 * What a storage makes of a private asset: it keeps it, or anybody who knows the key finds it, or everybody sees
 * it anyway.
 */
export function privacyOf(configuration: StorageConfiguration | null): "kept" | "by key" | "none" {
  if (configuration === null) return "kept";
  if (configuration.kind === "github-repo") {
    return configuration.visibilityPolicy === "public-only" ? "none" : "kept";
  }
  return configuration.publicBaseUrl === null ? "kept" : "by key";
}

/** @throws {AppError} `storage_provider_visibility_not_supported` */
export function assertKeepsPrivate(configuration: StorageConfiguration | null): void {
  if (privacyOf(configuration) === "none") {
    throw new AppError(
      "storage_provider_visibility_not_supported",
      "The storage is a public repository: everybody can see what is in it. Move the asset to another storage first.",
    );
  }
}

/**
 * Makes a public asset private when its storage takes more than the row for that.
 *
 * @returns null when the row alone is enough; "changed" when somebody else changed the asset meanwhile
 */
export async function conceal(
  services: Services,
  asset: Asset,
  changes: Partial<Asset>,
): Promise<"done" | "changed" | null> {
  const profile = await boundProfile(services.db, asset.storageProviderProfileId);
  const configuration = profile === null ? null : configurationOf(profile);
  assertKeepsPrivate(configuration);
  if (privacyOf(configuration) === "kept") return null;
  const record = await assetRecord(services.db, asset.id);
  if (record === null || record.asset.updatedAt !== asset.updatedAt) return "changed";
  return giveNewKeys(services, record, providerNameOf(profile), changes);
}

/** The old keys are known to everybody, so the bytes get others, and the old objects go at once. */
async function giveNewKeys(
  services: Services,
  record: AssetRecord,
  providerName: string,
  changes: Partial<Asset>,
): Promise<"done" | "changed"> {
  const { storageProviderProfileId } = record.asset;
  const moved = await relocate(services, record, {
    driver: await boundDriver(services, storageProviderProfileId),
    profileId: storageProviderProfileId,
    providerName,
    newKeys: true,
    changes,
    keepOldForMs: 0,
  });
  if (moved === null) return "changed";
  try {
    await removeObjects(
      services,
      moved.oldKeys.map((storageKey) => ({ storageProviderProfileId, storageKey, commitMessage: null })),
    );
  } catch (error) {
    log("warn", "objects that were public are left for the sweep", { error: AppError.from(error) });
  }
  return "done";
}
