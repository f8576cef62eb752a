/** An asset as clients see it. */
import type { ListedAsset } from "../database/asset-lists.ts";
import type { AssetRecord } from "../database/assets.ts";
import type { Services } from "../services.ts";
import { timestamp } from "../shape.ts";
import type { Execution } from "../skills/execution.ts";
import {
  type Asset,
  type AssetDetail,
  type AssetListItem,
  type Derivative,
  type PublicAssetDetail,
  type PublicAssetListItem,
  type Rendition,
  THUMBNAIL_KIND,
} from "./asset.ts";
import { listedSignedUrl, publicAddress, publicUrl } from "./links.ts";

export async function presentDetail(services: Services, record: AssetRecord): Promise<AssetDetail> {
  const { asset, isProcessing, derivatives, results, latestExecution } = record;
  return {
    ...(await presentManaged(services, { ...asset, isProcessing })),
    extension: asset.extension,
    storedFileName: storedFileName(asset),
    checksumSha256: asset.checksumSha256,
    uploadedSha256: asset.uploadedSha256,
    storageKey: asset.storageKey,
    description: asset.description,
    altText: asset.altText,
    derivatives: await Promise.all(
      derivatives.map((derivative) => presentDerivative(services, asset, derivative)),
    ),
    structuredResults: results.map(({ kind, payloadJson, createdAt }) => ({
      kind,
      payloadJson,
      createdAtUtc: timestamp(createdAt),
    })),
    latestExecutionSummary: latestExecution === null ? null : presentExecution(latestExecution),
  };
}

export async function presentListItem(services: Services, asset: ListedAsset): Promise<AssetListItem> {
  return { ...(await presentManaged(services, asset)), hasAltText: Boolean(asset.altText?.trim()) };
}

async function presentManaged(services: Services, asset: ListedAsset) {
  return {
    ...(await presentCommon(services, asset)),
    status: asset.status,
    storageProvider: asset.storageProvider,
    storageProviderProfileId: asset.storageProviderProfileId,
    isPublic: asset.isPublic,
    isProcessing: asset.isProcessing,
  };
}

export async function presentPublicListItem(services: Services, asset: Asset): Promise<PublicAssetListItem> {
  const { description, altText } = asset;
  return { ...(await presentCommon(services, asset)), description, altText };
}

export async function presentPublicDetail(
  services: Services,
  { asset, derivatives }: Pick<AssetRecord, "asset" | "derivatives">,
): Promise<PublicAssetDetail> {
  return {
    ...(await presentPublicListItem(services, asset)),
    extension: asset.extension,
    derivatives: await Promise.all(
      derivatives.map((derivative) => presentDerivative(services, asset, derivative)),
    ),
  };
}

async function presentCommon(services: Services, asset: Asset) {
  return {
    id: asset.id,
    type: "image" as const,
    originalFileName: asset.originalFileName,
    contentType: asset.contentType,
    size: asset.size,
    width: asset.width,
    height: asset.height,
    publicUrl: asset.isPublic ? await publicAddress(services, asset, asset.storageKey) : null,
    thumbnailUrl: await thumbnailUrl(services, asset),
    dominantColor: asset.dominantColor,
    renditions: await presentRenditions(services, asset),
    createdAtUtc: timestamp(asset.createdAt),
    updatedAtUtc: timestamp(asset.updatedAt),
  };
}

async function thumbnailUrl(services: Services, asset: Asset): Promise<string | null> {
  const thumbnail = asset.renditions.find((rendition) => rendition.kind === THUMBNAIL_KIND);
  return thumbnail === undefined ? null : addressOf(services, asset, thumbnail);
}

/** The sizes for the web among the derivatives: what a `srcset` needs. */
function presentRenditions(services: Services, asset: Asset): Promise<AssetListItem["renditions"]> {
  const sizes = asset.renditions.flatMap((made) =>
    WEB_KIND.test(made.kind) && made.width !== null && made.height !== null
      ? [{ ...made, width: made.width, height: made.height }]
      : [],
  );
  return Promise.all(
    sizes
      .sort((a, b) => a.width - b.width)
      .map(async (made) => ({
        width: made.width,
        height: made.height,
        contentType: made.contentType,
        url: await addressOf(services, asset, made),
      })),
  );
}

const WEB_KIND = /^webp_\d+$/;

async function addressOf(services: Services, asset: Asset, { storageKey }: Rendition): Promise<string> {
  return asset.isPublic ? publicUrl(services, storageKey) : listedSignedUrl(services, storageKey);
}

async function presentDerivative(services: Services, source: Asset, derivative: Derivative) {
  const { kind, contentType, extension, size, width, height, storageKey, createdAt } = derivative;
  return {
    kind,
    contentType,
    extension,
    size,
    width,
    height,
    publicUrl: source.isPublic ? await publicAddress(services, source, storageKey) : null,
    createdAtUtc: timestamp(createdAt),
  };
}

export function presentExecution(execution: Execution): NonNullable<AssetDetail["latestExecutionSummary"]> {
  return {
    executionId: execution.id,
    skillName: execution.skillName,
    triggerSource: execution.triggerSource,
    startedAtUtc: timestamp(execution.startedAt),
    completedAtUtc: timestamp(execution.completedAt),
    succeeded: execution.succeeded,
    steps: execution.steps.map(({ stepName, succeeded, errorMessage, startedAt, completedAt }) => ({
      stepName,
      succeeded,
      errorMessage,
      startedAtUtc: timestamp(startedAt),
      completedAtUtc: timestamp(completedAt),
    })),
  };
}

function storedFileName({ storageKey }: Asset): string {
  return storageKey.slice(storageKey.lastIndexOf("/") + 1);
}
