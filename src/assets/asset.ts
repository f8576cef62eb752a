/** The asset: what is recorded of an image, and the shapes in which clients see it. */
import { z } from "zod";
import { Timestamp } from "../shape.ts";

export const ASSET_STATUSES = ["pending", "processing", "ready", "failed"] as const;
export type AssetStatus = (typeof ASSET_STATUSES)[number];

/** Longest description and alt text, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 1000;
export const MAX_FILE_NAME_LENGTH = 512;

/** Times are milliseconds since 1970, sizes bytes, dimensions pixels as a person sees them. */
export interface Asset {
  seq: number;
  id: string;
  status: AssetStatus;
  originalFileName: string | null;
  contentType: string;
  extension: string;
  size: number;
  width: number | null;
  height: number | null;
  checksumSha256: string;
  /** Of the file as it was sent; null = those bytes were stored. */
  uploadedSha256: string | null;
  imageFacts: Record<string, unknown>;
  dominantColor: string | null;
  renditions: Rendition[];
  storageProvider: string;
  storageProviderProfileId: string | null;
  storageKey: string;
  isPublic: boolean;
  description: string | null;
  altText: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface Derivative {
  assetId: string;
  kind: string;
  storageKey: string;
  contentType: string;
  extension: string;
  size: number;
  width: number | null;
  height: number | null;
  sourceChecksum: string;
  createdAt: number;
}

/** A derivative as the asset's own row remembers it. */
export type Rendition = Pick<Derivative, "kind" | "storageKey" | "contentType" | "width" | "height">;

export interface StructuredResult {
  assetId: string;
  kind: string;
  payloadJson: string;
  createdAt: number;
}

/** The thumbnail that lists show. */
export const THUMBNAIL_KIND = "thumbnail_256";

const Id = z.uuid();
const Url = z.url();

const DerivativeShape = z
  .object({
    kind: z.string(),
    contentType: z.string(),
    extension: z.string(),
    size: z.int(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    publicUrl: Url.nullable().meta({ description: "null while the asset is private" }),
    createdAtUtc: Timestamp,
  })
  .meta({ id: "Derivative" });

const RenditionShape = z.object({ width: z.int(), height: z.int(), contentType: z.string(), url: Url }).meta({
  id: "Rendition",
  description: "The picture in a size for the web; `url` is signed while private.",
});

const StructuredResultShape = z
  .object({ kind: z.string(), payloadJson: z.string(), createdAtUtc: Timestamp })
  .meta({ id: "StructuredResult" });

export const ExecutionSummary = z
  .object({
    executionId: Id,
    skillName: z.string(),
    triggerSource: z.enum(["upload", "manual"]),
    startedAtUtc: Timestamp,
    completedAtUtc: Timestamp,
    succeeded: z.boolean(),
    steps: z.array(
      z.object({
        stepName: z.string(),
        succeeded: z.boolean(),
        errorMessage: z.string().nullable(),
        startedAtUtc: Timestamp,
        completedAtUtc: Timestamp,
      }),
    ),
  })
  .meta({ id: "ExecutionSummary" });

/** What every shape of an asset has. */
const common = {
  id: Id,
  type: z.literal("image"),
  originalFileName: z.string().nullable(),
  contentType: z.string(),
  size: z.int(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  publicUrl: Url.nullable().meta({ description: "null while private" }),
  thumbnailUrl: Url.nullable().meta({ description: "null until it exists; signed while private" }),
  dominantColor: z.string().nullable().meta({ description: "`#rrggbb`, null until it is known" }),
  renditions: z.array(RenditionShape).meta({ description: "Narrowest first; empty until they are made" }),
  createdAtUtc: Timestamp,
  updatedAtUtc: Timestamp,
};

const managed = {
  status: z.enum(ASSET_STATUSES),
  storageProvider: z.string(),
  storageProviderProfileId: Id.nullable(),
  isPublic: z.boolean(),
  isProcessing: z.boolean().meta({ description: "Whether skills run on it now, or wait to." }),
};

const texts = { description: z.string().nullable(), altText: z.string().nullable() };

export const AssetListItem = z
  .object({
    ...common,
    ...managed,
    hasAltText: z
      .boolean()
      .meta({ description: "Whether there is an alt text; its words are in the detail." }),
  })
  .meta({ id: "AssetListItem" });

export const AssetDetail = z
  .object({
    ...common,
    ...managed,
    ...texts,
    extension: z.string(),
    storedFileName: z.string().nullable(),
    checksumSha256: z.string().nullable(),
    uploadedSha256: z.string().nullable().meta({
      description: "SHA-256 of the file as it was sent, when metadata was taken out before it was stored",
    }),
    storageKey: z.string(),
    derivatives: z.array(DerivativeShape),
    structuredResults: z.array(StructuredResultShape),
    latestExecutionSummary: ExecutionSummary.nullable(),
  })
  .meta({ id: "Asset" });

export const PublicAssetListItem = z.object({ ...common, ...texts }).meta({ id: "PublicAssetListItem" });

export const PublicAssetDetail = z
  .object({ ...common, ...texts, extension: z.string(), derivatives: z.array(DerivativeShape) })
  .meta({ id: "PublicAsset" });

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    page: z.int(),
    pageSize: z.int(),
    total: z.int().meta({
      description: "All matches; while searching a large library, counted only a little ahead of this page.",
    }),
    nextCursor: z.string().nullable().meta({ description: "`cursor` of the page after this one" }),
  });
}

export type AssetDetail = z.infer<typeof AssetDetail>;
export type AssetListItem = z.infer<typeof AssetListItem>;
export type PublicAssetDetail = z.infer<typeof PublicAssetDetail>;
export type PublicAssetListItem = z.infer<typeof PublicAssetListItem>;
