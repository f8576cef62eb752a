/** Moving assets from one storage to another: what is asked for, how far it is, and the shapes clients see. */
import { z } from "zod";
import { fields, Timestamp } from "../shape.ts";

/** Which of the assets; all conditions hold together. Times are milliseconds since 1970. */
export interface MigrationFilter {
  contentType?: string;
  isPublic?: boolean;
  createdFrom?: number;
  createdBefore?: number;
}

export interface StorageMigration {
  id: string;
  fromProfileId: string | null;
  toProfileId: string;
  filter: MigrationFilter;
  dryRun: boolean;
  state: "queued" | "running" | "completed" | "failed";
  totalAssets: number;
  totalBytes: number;
  movedAssets: number;
  movedBytes: number;
  lastSeq: number;
  cursor: number;
  samePlace: boolean | null;
  fruitless: number;
  lastError: string | null;
  runAfter: number;
  createdAt: number;
  updatedAt: number;
  completedAt: number | null;
}

export interface MigrationFailure {
  assetId: string;
  code: string;
  message: string;
  /** Trying again would not help. */
  final: boolean;
}

const FilterShape = fields({
  contentType: z.string().nullish(),
  isPublic: z.boolean().nullish(),
  createdFromUtc: z.iso.datetime({ offset: true }).nullish(),
  createdBeforeUtc: z.iso.datetime({ offset: true }).nullish(),
});

export const NewStorageMigration = fields({
  fromProfileId: z
    .string()
    .nullable()
    .meta({ description: "null = assets that are in the built-in bucket without a profile" }),
  toProfileId: z.string(),
  filter: FilterShape.nullish(),
  dryRun: z.boolean().default(false).meta({ description: "Only count" }),
});

export const StorageMigrationShape = z
  .object({
    id: z.uuid(),
    fromProfileId: z.uuid().nullable(),
    toProfileId: z.uuid(),
    filter: z.object({
      contentType: z.string().nullable(),
      isPublic: z.boolean().nullable(),
      createdFromUtc: Timestamp.nullable(),
      createdBeforeUtc: Timestamp.nullable(),
    }),
    dryRun: z.boolean(),
    status: z.enum(["queued", "running", "completed", "failed"]).meta({
      description:
        "`completed` with `failedAssets` above 0: these could not be moved and are where they were.",
    }),
    totalAssets: z.int(),
    totalBytes: z.int().meta({ description: "Originals only, in bytes" }),
    movedAssets: z.int(),
    movedBytes: z.int(),
    failedAssets: z.int(),
    failures: z
      .array(z.object({ assetId: z.uuid(), code: z.string(), message: z.string() }))
      .meta({ description: "The first hundred; empty in a list" }),
    errorMessage: z.string().nullable(),
    createdAtUtc: Timestamp,
    updatedAtUtc: Timestamp,
    completedAtUtc: Timestamp.nullable(),
  })
  .meta({ id: "StorageMigration" });
export type StorageMigrationShape = z.infer<typeof StorageMigrationShape>;
