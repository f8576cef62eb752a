/**
 * Putting another original in an asset's place, never half.
 *
 * Under the same key, so that links live on: the bytes only if nobody changed them since they were read, then the
 * row. Between the two the row speaks of bytes that are gone, so whoever calls this must have a job that comes back
 * when it is cut off: {@link unrecordedOriginal} finds the bytes and records them. Under a new key: the new object,
 * then the row, and the old object is left to the sweep.
 */

import { assetById } from "../database/assets.ts";
import { switchOriginal } from "../database/originals.ts";
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import { readHeader } from "../images/header.ts";
import { log } from "../log.ts";
import { boundDriver } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import { heldJob } from "../skills/job.ts";
import type { StorageDriver } from "../storage/driver.ts";
import type { Asset } from "./asset.ts";
import { newStorageKey } from "./storage-key.ts";

export interface NewOriginal {
  bytes: Uint8Array;
  extension: string;
  /** `stored`: these bytes are under the asset's key already, only its row does not know. */
  place: "same-key" | "new-key" | "stored";
  /** What became of the derivatives: they still show it, must be made again, or show what must not be seen. */
  derivatives: "current" | "stale" | "outdated";
}

/** The version that the change was made from, as the storage names it. */
export interface ReadOriginal {
  bytes: Uint8Array;
  etag: string;
}

/** What a storage with commits is told. */
const COMMIT_MESSAGE = "chore(nekohub): update asset";

const ATTEMPTS = 5;

/** @returns the job that makes the renditions again, to be finished by whoever made them; null when none is needed */
export async function replaceOriginal(
  services: Services,
  before: Asset,
  read: ReadOriginal,
  made: NewOriginal,
): Promise<{ asset: Asset; renditionsJobId: string | null }> {
  const { width, height, contentType, ...imageFacts } = readHeader(made.bytes);
  const storageKey =
    made.place === "new-key" ? newStorageKey(services.now(), made.extension) : before.storageKey;
  const checksumSha256 = await sha256Hex(made.bytes);
  const facts = {
    storageKey,
    contentType,
    extension: made.extension,
    size: made.bytes.length,
    width,
    height,
    checksumSha256,
    imageFacts,
  };
  const job =
    made.derivatives === "current"
      ? null
      : heldJob({
          assetId: before.id,
          trigger: "manual",
          skills: [{ skillName: "thumbnail" }],
          now: services.now(),
        });
  const driver = await boundDriver(services, before.storageProviderProfileId);
  try {
    if (made.place !== "stored") {
      const ifMatch = made.place === "same-key" ? { ifMatch: read.etag } : {};
      const options = { contentType, sha256: checksumSha256, commitMessage: COMMIT_MESSAGE, ...ifMatch };
      if ((await driver.put(storageKey, made.bytes, options)) === null) throw changedMeanwhile();
    }
    const asset = await record(services, before, facts, { job, derivatives: made.derivatives });
    return { asset, renditionsJobId: job?.id ?? null };
  } catch (cause) {
    const certain = cause instanceof AppError && (!cause.retry || cause.code === "original_changed");
    if (certain || made.place === "new-key" || (await isStill(driver, storageKey, read))) throw cause;
    throw new AppError(
      "original_unrecorded",
      "It is not certain whether the original was replaced. This is found out and finished in the background.",
      { cause },
    );
  }
}

/** Whether the storage says for sure that nothing was replaced. */
async function isStill(driver: StorageDriver, storageKey: string, { etag }: ReadOriginal): Promise<boolean> {
  try {
    return (await driver.head(storageKey))?.etag === etag;
  } catch (error) {
    log("warn", "the storage can't say whether an original was replaced", { storageKey, error });
    return false;
  }
}

/** An in-place change that was cut off between bytes and row: the bytes count. @returns null when there is none */
export async function unrecordedOriginal(asset: Asset, bytes: Uint8Array): Promise<NewOriginal | null> {
  if ((await sha256Hex(bytes)) === asset.checksumSha256) return null;
  if (readHeader(bytes).contentType !== asset.contentType) {
    throw new AppError("asset_content_invalid", "What the storage holds is not this asset's original.");
  }
  return { bytes, extension: asset.extension, place: "stored", derivatives: "outdated" };
}

type Switched = Pick<
  Asset,
  "storageKey" | "contentType" | "extension" | "size" | "width" | "height" | "checksumSha256" | "imageFacts"
>;

/** Other changes of the row don't matter, another original does. */
async function record(
  services: Services,
  before: Asset,
  facts: Switched,
  options: Pick<Parameters<typeof switchOriginal>[3], "job" | "derivatives">,
): Promise<Asset> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const current = await assetById(services.db, before.id);
    if (current === null) throw new AppError("asset_not_found", "The asset is gone.");
    if (current.checksumSha256 === facts.checksumSha256 && current.storageKey === facts.storageKey) {
      return current;
    }
    if (current.checksumSha256 !== before.checksumSha256 || hasMoved(before, current))
      throw changedMeanwhile();
    const now = services.now();
    const after = { ...current, ...facts, updatedAt: Math.max(now, current.updatedAt + 1) };
    if (await switchOriginal(services.db, current, after, { ...options, now })) return after;
  }
  throw changedMeanwhile();
}

/** Its bytes were given another storage or another key: what was written is not where it is any more. */
function hasMoved(before: Asset, current: Asset): boolean {
  return (
    current.storageProviderProfileId !== before.storageProviderProfileId ||
    current.storageKey !== before.storageKey
  );
}

function changedMeanwhile(): AppError {
  return new AppError(
    "storage_unavailable",
    "The original was changed by somebody else meanwhile. Try again.",
  );
}
