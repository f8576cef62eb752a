/**
 * Upload: bytes, then row and job, then message. A crash between them leaves work for the sweep, never an asset
 * without its bytes.
 */
import { assetById, insertAsset, isStopped } from "../database/assets.ts";
import { isTaken } from "../database/database.ts";
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import { type ImageFacts, readHeader } from "../images/header.ts";
import { stripMetadata } from "../images/metadata.ts";
import { log } from "../log.ts";
import { lostTarget, type WriteTarget, writeTarget } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import type { Settings } from "../settings.ts";
import { newJob } from "../skills/job.ts";
import { announce } from "../skills/jobs.ts";
import type { Arriving } from "./arriving.ts";
import { type Asset, type AssetDetail, MAX_TEXT_LENGTH } from "./asset.ts";
import { forgetCached } from "./cached.ts";
import { assertKeepsPrivate } from "./conceal.ts";
import { cleanFileName, extensionOf } from "./file-name.ts";
import { newAssetIdentity } from "./identity.ts";
import { presentDetail } from "./present.ts";
import { newStorageKey } from "./storage-key.ts";
import { readUploadForm, tooLarge, type UploadForm } from "./upload-form.ts";

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
  /** Where the file goes when the form names no storage. */
  usual?: Promise<WriteTarget> | null;
}

/** An upload by form; where most of them go is looked up while the bytes arrive. */
export async function uploadForm(services: Services, request: Request): Promise<AssetDetail> {
  const usual = writeTarget(services, null);
  // A form that names a storage doesn't care for this one; the others wait for it.
  usual.catch(() => {});
  return upload(services, await readUploadForm(request, services.settings.upload.maxSizeBytes), { usual });
}

export async function upload(
  services: Services,
  form: UploadForm,
  { announced = null, usual = null }: Beforehand = {},
): Promise<AssetDetail> {
  const image = inspect(services, form);
  const named = form.storageProviderProfileId;
  const arriving = announced?.arriving ?? null;
  const [sha256, sentSha256, target] = await Promise.all([
    sha256Hex(image.bytes),
    image.sent === image.bytes ? null : sha256Hex(image.sent),
    announced?.target ?? (named === null && usual !== null ? usual : writeTarget(services, named)),
  ]);
  if (!form.isPublic) assertKeepsPrivate(target.configuration);
  const asset = newAsset(services.now(), form, { ...image, sha256, sentSha256 }, target);
  if (arriving !== null && image.bytes === image.sent) {
    await arriving.commit(image.bytes, sha256);
    asset.storageKey = arriving.storageKey;
  } else {
    await arriving?.abandon();
    await target.driver.put(asset.storageKey, image.bytes, {
      contentType: asset.contentType,
      sha256: asset.checksumSha256,
      commitMessage: form.commitMessage ?? DEFAULT_COMMIT_MESSAGE,
    });
  }
  const ticketId = announced?.ticketId ?? null;
  const stored = await record(services, asset, target, { ...form, ticketId });
  const nothingYet = { derivatives: [], results: [], latestExecution: null };
  return presentDetail(services, { asset: stored, isProcessing: form.runEnrichment, ...nothingYet });
}

interface InspectedImage {
  bytes: Uint8Array;
  /** The file as it came: `bytes` themselves when nothing was taken out. */
  sent: Uint8Array;
  fileName: string;
  contentType: string;
  facts: ImageFacts;
}

/** Every check of the contract, in its order; after them nothing about the file can be refused any more. */
function inspect({ settings }: Services, { file, description, altText }: UploadForm): InspectedImage {
  const { maxSizeBytes, stripMetadata: what } = settings.upload;
  if (file === null) throw new AppError("asset_file_required", 'Send the image as the file part "file".');
  checkTexts({ description, altText });
  if (file.bytes.length === 0) throw new AppError("asset_file_empty", "The file has no bytes.");
  if (file.bytes.length > maxSizeBytes) throw tooLarge(maxSizeBytes);
  const contentType = allowedContentType(settings, file.contentType);
  const facts = readHeader(file.bytes);
  if (facts.contentType !== contentType) {
    throw new AppError(
      "asset_content_invalid",
      `The file is declared as ${contentType} but is ${facts.contentType}.`,
    );
  }
  const fileName = cleanFileName(file.fileName);
  const bytes = what === "none" ? file.bytes : stripMetadata(file.bytes, facts.contentType, what);
  // Of a damaged file, what is left may be one that nobody can read.
  if (bytes !== file.bytes) readHeader(bytes);
  return { bytes, sent: file.bytes, fileName, contentType, facts };
}

/**
 * @returns the declared type in lower case
 * @throws {AppError} `asset_content_type_missing` | `asset_content_type_not_allowed`
 */
export function allowedContentType({ upload }: Settings, given: string | null): string {
  const declared = given?.trim().toLowerCase() ?? "";
  if (declared === "")
    throw new AppError("asset_content_type_missing", "The file part names no Content-Type.");
  if (!upload.allowedContentTypes.includes(declared)) {
    throw new AppError(
      "asset_content_type_not_allowed",
      `${declared.slice(0, 100)} is not accepted here; ${upload.allowedContentTypes.join(", ")} are.`,
    );
  }
  return declared;
}

/** @throws {AppError} `asset_description_too_long` | `asset_alt_text_too_long` */
export function checkTexts({
  description,
  altText,
}: {
  description?: string | null;
  altText?: string | null;
}): void {
  const over = (text: string | null | undefined) => (text?.length ?? 0) > MAX_TEXT_LENGTH;
  if (over(description)) {
    throw new AppError(
      "asset_description_too_long",
      `The description has more than ${MAX_TEXT_LENGTH} characters.`,
    );
  }
  if (over(altText)) {
    throw new AppError(
      "asset_alt_text_too_long",
      `The alt text has more than ${MAX_TEXT_LENGTH} characters.`,
    );
  }
}

function newAsset(
  now: number,
  form: UploadForm,
  image: InspectedImage & { sha256: string; sentSha256: string | null },
  target: WriteTarget,
): Asset {
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

/** The row and its job. When that fails for certain, the bytes go too; when nobody can say, the sweep will. */
async function record(
  services: Services,
  asset: Asset,
  target: WriteTarget,
  {
    runEnrichment,
    storageProviderProfileId: named,
    ticketId,
  }: Pick<UploadForm, "runEnrichment" | "storageProviderProfileId"> & { ticketId: string | null },
): Promise<Asset> {
  for (let draw = 1; ; draw++) {
    const drawn = draw === 1 ? asset : { ...asset, ...newAssetIdentity(asset.createdAt) };
    const job = runEnrichment
      ? newJob({ assetId: drawn.id, trigger: "upload", skills: null, now: services.now() })
      : null;
    try {
      await insertAsset(services.db, drawn, { job, ticketId, configuration: target.saved });
    } catch (error) {
      const outcome = await insertedAfterAll(services, drawn);
      if (outcome === "no" && draw < IDENTITY_DRAWS && isTaken(error, "assets.")) continue;
      if (outcome === "no") await removeBytes(target, drawn.storageKey);
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
