/**
 * Gives an asset's bytes another place: another storage, other keys, or both. Copy everything and compare, then
 * switch the row, then let go of the old bytes: whenever it is cut off, the asset is whole in one of the places,
 * and what is left in the other is remembered.
 */
import type { AssetRecord } from "../database/assets.ts";
import { recordRelocation } from "../database/relocation.ts";
import { expectObject } from "../database/removals.ts";
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import { boundDriver } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import type { StorageDriver } from "../storage/driver.ts";
import type { Asset } from "./asset.ts";
import { newStorageKey } from "./storage-key.ts";

export interface Destination {
  driver: StorageDriver;
  profileId: string | null;
  providerName: string;
  /** The bytes are there already, under the same keys: both storages are the same place. */
  samePlace?: boolean;
  /** Whoever knows an old key must not find the bytes by it. */
  newKeys: boolean;
  /** What else changes at the same moment. */
  changes?: Partial<Pick<Asset, "isPublic" | "originalFileName" | "description" | "altText" | "updatedAt">>;
  /** How long somebody may still be reading from the old place. */
  keepOldForMs: number;
  /** The migration that counts this as one of its own. */
  migrationId?: string;
}

type Part = Pick<Asset, "storageKey" | "contentType" | "extension"> & { checksum: string | null };

/**
 * @returns the asset as it is now, with its old keys; null when it changed meanwhile and nothing was switched
 * @throws {AppError} `asset_not_found` when the old place has lost the original, `asset_content_invalid` when its
 * bytes are not what was stored
 */
export async function relocate(
  services: Services,
  { asset, derivatives }: Pick<AssetRecord, "asset" | "derivatives">,
  to: Destination,
): Promise<{ asset: Asset; oldKeys: string[] } | null> {
  const { db, now } = services;
  const parts: Part[] = [
    { ...asset, checksum: asset.checksumSha256 },
    ...derivatives.map((made) => ({ ...made, checksum: null })),
  ];
  const keys = new Map(
    parts.map(({ storageKey, extension }) => [
      storageKey,
      to.newKeys ? newStorageKey(now(), extension) : storageKey,
    ]),
  );
  if (!to.samePlace) {
    const from = await boundDriver(services, asset.storageProviderProfileId);
    for (const part of parts) {
      await copy(services, from, to, part, keys.get(part.storageKey) ?? part.storageKey);
    }
  }
  const after: Asset = {
    ...asset,
    ...to.changes,
    storageProvider: to.providerName,
    storageProviderProfileId: to.profileId,
    storageKey: keys.get(asset.storageKey) ?? asset.storageKey,
  };
  const removeAt = to.samePlace ? null : now() + to.keepOldForMs;
  const switched = await recordRelocation(db, {
    migrationId: to.migrationId ?? null,
    before: asset,
    derivatives,
    after,
    keys,
    removeAt,
    now: now(),
  });
  return switched ? { asset: after, oldKeys: [...keys.keys()] } : null;
}

async function copy(
  { db, now }: Services,
  from: StorageDriver,
  { driver, profileId }: Destination,
  { storageKey, contentType, checksum }: Part,
  newKey: string,
): Promise<void> {
  const object = await from.get(storageKey);
  if (object === null) {
    // A derivative that is lost already is not lost by moving the original.
    if (checksum === null) return;
    throw new AppError("asset_not_found", `The storage no longer has ${storageKey}.`);
  }
  const bytes = new Uint8Array(await new Response(object.body).arrayBuffer());
  const sha256 = await sha256Hex(bytes);
  if (checksum !== null && sha256 !== checksum) {
    throw new AppError(
      "asset_content_invalid",
      `The bytes of ${storageKey} are not the ones that were stored.`,
    );
  }
  await expectObject(db, { storageProviderProfileId: profileId, storageKey: newKey }, now());
  await driver.put(newKey, bytes, { contentType, sha256, commitMessage: "chore(nekohub): move asset" });
  const copied = await driver.get(newKey);
  const read = copied === null ? null : new Uint8Array(await new Response(copied.body).arrayBuffer());
  if (read === null || (await sha256Hex(read)) !== sha256) {
    throw new AppError("storage_unavailable", `The copy of ${storageKey} is not what was sent. Try again.`);
  }
}
