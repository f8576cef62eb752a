/**
 * Moving assets to another storage, a handful at a time. Each asset is moved by itself (relocate.ts) and its row
 * says where it is, so whatever is cut off is simply taken up again; a pass goes through all that are left, until
 * none is left or nothing moves any more.
 */
import { assetRecord } from "../database/assets.ts";
import {
  assetsToMove,
  claimMigration,
  failuresOf,
  recordFailure,
  saveProgress,
} from "../database/storage-migrations.ts";
import { AppError } from "../errors.ts";
import { isSamePlace } from "../providers/same-place.ts";
import type { StorageMigration } from "../providers/storage-migration.ts";
import { announceMigration } from "../providers/storage-migrations.ts";
import { existingProfile } from "../providers/storage-profiles.ts";
import { boundDriver, targetOf, type WriteTarget } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import { delaySeconds } from "../skills/jobs.ts";
import { forgetCached } from "./cached.ts";
import { assertKeepsPrivate, privacyOf } from "./conceal.ts";
import { relocate } from "./relocate.ts";

/** Work of one message: so many assets, or so long. */
const ASSETS_IN_A_STEP = 24;
const STEP_MS = 20_000;

/** Whoever works on a migration has this long before another may take it over. */
const LEASE_MS = 300_000;

/** At once: several small assets, or a large one alone, as all their bytes are in memory. */
const ASSETS_AT_ONCE = 4;
const BYTES_AT_ONCE = 16 * 1024 * 1024;

/** Readers that have looked an asset up before it moved find its old bytes for so long. */
const KEEP_OLD_FOR_MS = 600_000;

/** Steps in a row in which nothing was decided, with growing pauses (up to 15 minutes): then it is given up. */
const MOST_FRUITLESS = 8;

/** Failures of an asset that will be the same at the next try. */
const FINAL = new Set([
  "asset_not_found",
  "asset_content_invalid",
  "storage_provider_visibility_not_supported",
  "storage_provider_object_too_large",
]);

/** Does some of what is left of a migration, and sees to it that the rest follows. */
export async function continueMigration(services: Services, id: string): Promise<void> {
  const { db, now } = services;
  const migration = await claimMigration(db, id, now(), now() + LEASE_MS);
  if (migration === null) return;
  let pauseSeconds: number | null;
  try {
    pauseSeconds = await step(services, migration);
  } catch (thrown) {
    pauseSeconds = await withoutFruit(services, migration, AppError.from(thrown));
  }
  if (pauseSeconds !== null) await announceMigration(services, id, pauseSeconds);
}

/** @returns seconds until the next step; null when there is none */
async function step(services: Services, migration: StorageMigration): Promise<number | null> {
  const { db, now } = services;
  const to = await targetOf(services, await existingProfile(services, migration.toProfileId));
  const samePlace = migration.samePlace ?? (await compared(services, migration, to));
  const began = now();
  const page = await assetsToMove(db, migration, ASSETS_IN_A_STEP);
  if (page.length === 0) return endOfPass(services, migration);

  let cursor = migration.cursor;
  let decided = 0;
  let reason: AppError | null = null;
  for (const group of groups(page)) {
    const outcomes = await Promise.all(
      group.map(({ id }) => move(services, migration, { ...to, samePlace }, id)),
    );
    cursor = group.at(-1)?.seq ?? cursor;
    for (const outcome of outcomes) {
      if (outcome === "decided") decided++;
      else reason = outcome;
    }
    if (now() - began > STEP_MS) break;
  }
  if (decided === 0 && reason !== null) return withoutFruit(services, { ...migration, cursor }, reason);
  await saveProgress(db, migration.id, { cursor, fruitless: 0, runAfter: now(), updatedAt: now() });
  return 0;
}

async function compared(services: Services, migration: StorageMigration, to: WriteTarget): Promise<boolean> {
  const from = await boundDriver(services, migration.fromProfileId);
  const samePlace = await isSamePlace(from, to.driver);
  await saveProgress(services.db, migration.id, { samePlace });
  return samePlace;
}

/** What could not be moved is tried once more from the start, unless it never can be. */
async function endOfPass(services: Services, migration: StorageMigration): Promise<number | null> {
  const { db, now } = services;
  const again = await assetsToMove(db, { ...migration, cursor: 0 }, 1);
  if (again.length > 0) {
    await saveProgress(db, migration.id, { cursor: 0, runAfter: now(), updatedAt: now() });
    return 0;
  }
  const [first] = await failuresOf(db, migration.id, 1);
  await saveProgress(db, migration.id, {
    state: "completed",
    lastError: first?.message ?? null,
    updatedAt: now(),
    completedAt: now(),
  });
  return null;
}

async function withoutFruit(
  { db, now }: Services,
  { id, cursor, fruitless }: StorageMigration,
  reason: AppError,
): Promise<number | null> {
  const times = fruitless + 1;
  const common = { cursor, fruitless: times, lastError: reason.message, updatedAt: now() };
  if (times >= MOST_FRUITLESS) {
    await saveProgress(db, id, { ...common, state: "failed", completedAt: now() });
    return null;
  }
  const pauseSeconds = delaySeconds(times);
  await saveProgress(db, id, { ...common, runAfter: now() + pauseSeconds * 1000 });
  return pauseSeconds;
}

/** @returns why the asset is still where it was, when another try may help */
async function move(
  services: Services,
  migration: StorageMigration,
  to: WriteTarget & { samePlace: boolean },
  assetId: string,
): Promise<"decided" | AppError> {
  try {
    const record = await assetRecord(services.db, assetId);
    if (record === null || record.asset.storageProviderProfileId !== migration.fromProfileId)
      return "decided";
    const { isPublic } = record.asset;
    if (!isPublic) assertKeepsPrivate(to.configuration);
    const moved = await relocate(services, record, {
      driver: to.driver,
      profileId: to.profileId,
      providerName: to.providerName,
      samePlace: to.samePlace,
      // Its old key may be known from a time when it was public.
      newKeys: !isPublic && !to.samePlace && privacyOf(to.configuration) === "by key",
      keepOldForMs: KEEP_OLD_FOR_MS,
      migrationId: migration.id,
    });
    if (moved === null)
      return new AppError("storage_unavailable", "The asset was changed while it was moved.");
    services.defer(() => forgetCached(services, [assetId]));
    return "decided";
  } catch (thrown) {
    const error = AppError.from(thrown);
    const final = FINAL.has(error.code);
    const { code, message } = error;
    await recordFailure(services.db, migration.id, { assetId, code, message, final }, services.now());
    return final ? "decided" : error;
  }
}

function groups<T extends { size: number }>(page: T[]): T[][] {
  const made: T[][] = [];
  let bytes = 0;
  for (const asset of page) {
    const group = made.at(-1);
    bytes += asset.size;
    if (group === undefined || group.length === ASSETS_AT_ONCE || bytes > BYTES_AT_ONCE) {
      made.push([asset]);
      bytes = asset.size;
    } else group.push(asset);
  }
  return made;
}
