/** Deleting: rows first, objects after; what is cut off in between, the sweep finishes. */
import { z } from "zod";
import { assetById, deleteAssets, type RemovedAsset } from "../database/assets.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { boundDriver } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import { fields, timestamp } from "../shape.ts";
import { removeObjects } from "../upkeep/removals.ts";
import { ASSET_STATUSES } from "./asset.ts";
import { forgetCached } from "./cached.ts";
import { isUuid } from "./identity.ts";
import { assetNotFound } from "./library.ts";

const MAX_BATCH = 100;

export const DeleteRequest = fields({ commitMessage: z.string().nullable().optional() }).nullable();

export const DeleteResult = z
  .object({ id: z.uuid(), status: z.enum(ASSET_STATUSES), deletedAtUtc: z.iso.datetime() })
  .meta({ id: "DeleteResult", description: "`status` is what the asset was before." });

const Ids = z
  .array(z.string().refine(isUuid, "not a UUID"))
  .max(MAX_BATCH, `at most ${MAX_BATCH} ids in one request`);

/** A bare array, as clients send it, or the documented object. */
export const BatchDeleteRequest = z
  .union([Ids, fields({ ids: Ids.nullable() })])
  .nullable()
  .transform((body) => (Array.isArray(body) ? body : (body?.ids ?? [])));

export const BatchDeleteResult = z
  .object({ requestedCount: z.int(), deletedCount: z.int(), notFoundIds: z.array(z.string()) })
  .meta({ id: "BatchDeleteResult" });

export async function deleteAsset(services: Services, id: string, commitMessage: string | null) {
  const asset = await assetById(services.db, id);
  if (asset === null) throw assetNotFound(id);
  // An unusable storage is refused before anything is gone.
  await boundDriver(services, asset.storageProviderProfileId);
  const [removed] = await remove(services, [id], commitMessage);
  if (removed === undefined) throw assetNotFound(id);
  return { id: removed.id, status: removed.status, deletedAtUtc: timestamp(services.now()) };
}

/** An id that stands there twice is found once. */
export async function batchDelete(
  services: Services,
  ids: string[],
): Promise<z.infer<typeof BatchDeleteResult>> {
  const removed = new Set((await remove(services, ids, null)).map(({ id }) => id));
  const deletedCount = removed.size;
  const notFoundIds = ids.map((id) => id.toLowerCase()).filter((id) => !removed.delete(id));
  return { requestedCount: ids.length, deletedCount, notFoundIds };
}

async function remove(
  services: Services,
  ids: string[],
  commitMessage: string | null,
): Promise<RemovedAsset[]> {
  if (ids.length === 0) return [];
  const removed = await deleteAssets(services.db, ids, { now: services.now(), commitMessage });
  if (removed.length === 0) return [];
  await forgetCached(
    services,
    removed.map(({ id }) => id),
  );
  const objects = removed.flatMap(({ storageProviderProfileId, storageKeys }) =>
    storageKeys.map((storageKey) => ({ storageProviderProfileId, storageKey, commitMessage })),
  );
  try {
    await removeObjects(services, objects);
  } catch (error) {
    log("warn", "deleted objects are left for the sweep", { error: AppError.from(error) });
  }
  return removed;
}
