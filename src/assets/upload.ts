/**
 * Upload: bytes, then row and job, then message. A crash between them leaves work for the sweep, never an asset
 * without its bytes.
 */
import { assetById, insertAsset, isStopped } from "../database/assets.ts";
import { isTaken } from "../database/database.ts";
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { lostTarget, usualTarget, type WriteTarget, writeTarget } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import { newJob } from "../skills/job.ts";
import { announce } from "../skills/jobs.ts";
import type { Arriving } from "./arriving.ts";
import type { Asset, AssetDetail } from "./asset.ts";
import { forgetCached } from "./cached.ts";
import { assertKeepsPrivate } from "./conceal.ts";
import { extensionOf } from "./file-name.ts";
import { newAssetIdentity } from "./identity.ts";
import { type InspectedImage, inspect } from "./inspect.ts";
import { presentDetail } from "./present.ts";
import { newStorageKey } from "./storage-key.ts";
import { readUploadForm, type UploadForm } from "./upload-form.ts";

/** What a storage with commits is told when the uploader says nothing. */
const DEFAULT_COMMIT_MESSAGE = "chore(nekohub): upload asset";

/** Two uploads in the same millisecond may draw the same number; three such draws in a row don't happen. */
const IDENTITY_DRAWS = 3;

/** An upload that was announced. */
export interface AnnouncedArrival {
  /** The ticket that it uses up. */
  ticketId: string;
  target: WriteTarget;
  /** The file on its way to the storage; null = it goes there as a whole. */
  arriving: Arriving | null;
}

/** What is known before the form is. */
interface Beforehand {
  /** null = the uploader is signed in or has a key. */
  announced?: AnnouncedArrival | null;
  /** Where the file goes when the form names no storage, or why it can't go there; absent = not looked up yet. */
  usual?: PromiseSettledResult<WriteTarget>;
}

/** An upload by form; where most of them go is looked up while the bytes arrive. */
export async function uploadForm(services: Services, request: Request): Promise<AssetDetail> {
  const [form, usual] = await Promise.allSettled([
    readUploadForm(request, services.settings.upload.maxSizeBytes),
    usualTarget(services),
  ]);
  if (form.status === "rejected") throw form.reason;
  return upload(services, form.value, { usual });
}

export async function upload(
  services: Services,
  form: UploadForm,
  { announced = null, usual }: Beforehand = {},
): Promise<AssetDetail> {
  const image = inspect(services, form);
  const [sha256, sentSha256, first] = await Promise.all([
    sha256Hex(image.bytes),
    image.sent === image.bytes ? null : sha256Hex(image.sent),
    announced?.target ?? chosenTarget(services, form.storageProviderProfileId, usual),
  ]);
  const digested = { ...image, sha256, sentSha256 };
  let stored = await store(services, form, digested, first, announced);
  // Never null when it was looked up.
  while (stored === null) stored = await store(services, form, digested, await writeTarget(services, null));
  const nothingYet = { derivatives: [], results: [], latestExecution: null };
  return presentDetail(services, { asset: stored, isProcessing: form.runEnrichment, ...nothingYet });
}

async function chosenTarget(
  services: Services,
  named: string | null,
  usual: Beforehand["usual"],
): Promise<WriteTarget> {
  if (named !== null) return writeTarget(services, named);
  if (usual === undefined) return usualTarget(services);
  if (usual.status === "rejected") throw usual.reason;
  return usual.value;
}

interface DigestedImage extends InspectedImage {
  sha256: string;
  /** Of the file as it came; null = of the same bytes. */
  sentSha256: string | null;
}

/** @returns null when the target was only remembered and is not the usual one any more; nothing is stored then */
async function store(
  services: Services,
  form: UploadForm,
  image: DigestedImage,
  target: WriteTarget,
  announced: AnnouncedArrival | null = null,
): Promise<Asset | null> {
  if (!form.isPublic) assertKeepsPrivate(target.configuration);
  const asset = newAsset(services.now(), form, image, target);
  const arriving = announced?.arriving ?? null;
  if (arriving !== null && image.bytes === image.sent) {
    await arriving.commit(image.bytes, image.sha256);
    asset.storageKey = arriving.storageKey;
  } else {
    await arriving?.abandon();
    await target.driver.put(asset.storageKey, image.bytes, {
      contentType: asset.contentType,
      sha256: asset.checksumSha256,
      commitMessage: form.commitMessage ?? DEFAULT_COMMIT_MESSAGE,
    });
  }
  return record(services, asset, target, { ...form, ticketId: announced?.ticketId ?? null });
}

function newAsset(now: number, form: UploadForm, image: DigestedImage, target: WriteTarget): Asset {
  const identity = newAssetIdentity(now);
  const extension = extensionOf(image.fileName);
  const { width, height, contentType: _, ...imageFacts } = image.facts;
  return {
    ...identity,
    status: "ready",
    originalFileName: image.fileName,
    contentType: image.contentType,
    extension,
    size: image.bytes.length,
    width,
    height,
    checksumSha256: image.sha256,
    uploadedSha256: image.sentSha256 === image.sha256 ? null : image.sentSha256,
    imageFacts,
    dominantColor: null,
    renditions: [],
    storageProvider: target.providerName,
    storageProviderProfileId: target.profileId,
    storageKey: storageKeyIn(target, now, extension),
    isPublic: form.isPublic,
    description: form.description,
    altText: form.altText,
    updatedAt: identity.createdAt,
  };
}

export function storageKeyIn({ keyPrefix }: WriteTarget, now: number, extension: string): string {
  return keyPrefix + newStorageKey(now, extension);
}

/**
 * The row and its job. When that fails for certain, the bytes go too; when nobody can say, the sweep will.
 *
 * @returns null when the target was only remembered and is not the usual one any more
 */
async function record(
  services: Services,
  asset: Asset,
  target: WriteTarget,
  {
    runEnrichment,
    storageProviderProfileId: named,
    ticketId,
  }: Pick<UploadForm, "runEnrichment" | "storageProviderProfileId"> & { ticketId: string | null },
): Promise<Asset | null> {
  for (let draw = 1; ; draw++) {
    const drawn = draw === 1 ? asset : { ...asset, ...newAssetIdentity(asset.createdAt) };
    const job = runEnrichment
      ? newJob({ assetId: drawn.id, trigger: "upload", skills: null, now: services.now() })
      : null;
    try {
      await insertAsset(services.db, drawn, {
        job,
        ticketId,
        configuration: target.saved,
        mustBeDefault: target.isRemembered,
      });
    } catch (error) {
      const outcome = await insertedAfterAll(services, drawn);
      if (outcome === "no" && draw < IDENTITY_DRAWS && isTaken(error, "assets.")) continue;
      if (outcome === "no") await removeBytes(target, drawn.storageKey);
      if (outcome === "no" && target.isRemembered && isStopped(error)) return null;
      const lost = isStopped(error) ? await lostTarget(services, target, named !== null) : null;
      if (lost !== null) throw lost;
      if (outcome !== "yes")
        throw new AppError("storage_unavailable", "The upload could not be recorded. Try again.", {
          cause: error,
        });
    }
    services.defer(() => forgetCached(services, []));
    if (job !== null) services.defer(() => announce(services, [job]));
    return drawn;
  }
}

/** A failed write may still have happened: only the database can tell. */
async function insertedAfterAll({ db }: Services, asset: Asset): Promise<"yes" | "no" | "unknown"> {
  try {
    return (await assetById(db, asset.id)) === null ? "no" : "yes";
  } catch (error) {
    log("warn", "an upload's row can't be checked; the sweep will look after its bytes", {
      assetId: asset.id,
      error,
    });
    return "unknown";
  }
}

async function removeBytes({ driver }: WriteTarget, storageKey: string): Promise<void> {
  try {
    await driver.delete([storageKey]);
  } catch (error) {
    log("warn", "the bytes of a failed upload are left for the sweep", { storageKey, error });
  }
}
