/** Starting migrations, and how far they are. */
import type { z } from "zod";
import { newId } from "../assets/identity.ts";
import {
  countConcerned,
  countFailures,
  failuresOf,
  insertMigration,
  listMigrations,
  migrationById,
  newestSeq,
} from "../database/storage-migrations.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";
import { timestamp, timestampOrNull } from "../shape.ts";
import type {
  MigrationFilter,
  NewStorageMigration,
  StorageMigration,
  StorageMigrationShape,
} from "./storage-migration.ts";
import { existingProfile } from "./storage-profiles.ts";

const LISTED = 50;
const FAILURES_SHOWN = 100;

export async function startMigration(
  services: Services,
  request: z.infer<typeof NewStorageMigration>,
): Promise<StorageMigrationShape> {
  const { db } = services;
  const fromProfileId =
    request.fromProfileId === null ? null : (await existingProfile(services, request.fromProfileId)).id;
  const to = await existingProfile(services, request.toProfileId);
  if (to.id === fromProfileId)
    throw new AppError("request_invalid", "toProfileId: the same as fromProfileId.");
  if (!to.isEnabled) {
    throw new AppError("storage_provider_profile_disabled", `The storage profile "${to.name}" is disabled.`);
  }
  const now = services.now();
  const scope = { fromProfileId, lastSeq: await newestSeq(db), filter: filterOf(request.filter) };
  const { count, bytes } = await countConcerned(db, scope);
  const done = request.dryRun || count === 0;
  const migration: StorageMigration = {
    ...scope,
    id: newId(now),
    toProfileId: to.id,
    dryRun: request.dryRun,
    state: done ? "completed" : "queued",
    totalAssets: count,
    totalBytes: bytes,
    movedAssets: 0,
    movedBytes: 0,
    cursor: 0,
    samePlace: null,
    fruitless: 0,
    lastError: null,
    runAfter: now,
    createdAt: now,
    updatedAt: now,
    completedAt: done ? now : null,
  };
  if (!(await insertMigration(db, migration))) {
    throw new AppError("storage_migration_in_progress", "Another migration is under way; one at a time.");
  }
  if (!done) await announceMigration(services, migration.id, 0);
  return present(migration, 0, []);
}

/** A message that can't be sent is no failure: the sweep finds the row. */
export async function announceMigration(
  { queue }: Services,
  migrationId: string,
  delaySeconds: number,
): Promise<void> {
  try {
    await queue.sendBatch([{ body: { migrationId }, delaySeconds }]);
  } catch (error) {
    log("warn", "a migration's message was not sent; the sweep will", { migrationId, error });
  }
}

/** Newest first. */
export async function findMigrations({ db }: Services): Promise<StorageMigrationShape[]> {
  const migrations = await listMigrations(db, LISTED);
  return Promise.all(
    migrations.map(async (migration) => present(migration, await countFailures(db, migration.id), [])),
  );
}

export async function getMigration({ db }: Services, id: string): Promise<StorageMigrationShape> {
  const migration = await migrationById(db, id);
  if (migration === null) throw new AppError("storage_migration_not_found", `There is no migration ${id}.`);
  const failures = await failuresOf(db, migration.id, FAILURES_SHOWN);
  return present(migration, await countFailures(db, migration.id), failures);
}

function filterOf(given: z.infer<typeof NewStorageMigration>["filter"]): MigrationFilter {
  const contentType = given?.contentType?.trim().toLowerCase();
  return {
    ...(contentType ? { contentType } : {}),
    ...(given?.isPublic == null ? {} : { isPublic: given.isPublic }),
    ...(given?.createdFromUtc ? { createdFrom: Date.parse(given.createdFromUtc) } : {}),
    ...(given?.createdBeforeUtc ? { createdBefore: Date.parse(given.createdBeforeUtc) } : {}),
  };
}

function present(
  migration: StorageMigration,
  failedAssets: number,
  failures: StorageMigrationShape["failures"],
): StorageMigrationShape {
  const { filter } = migration;
  return {
    id: migration.id,
    fromProfileId: migration.fromProfileId,
    toProfileId: migration.toProfileId,
    filter: {
      contentType: filter.contentType ?? null,
      isPublic: filter.isPublic ?? null,
      createdFromUtc: timestampOrNull(filter.createdFrom ?? null),
      createdBeforeUtc: timestampOrNull(filter.createdBefore ?? null),
    },
    dryRun: migration.dryRun,
    status: migration.state,
    totalAssets: migration.totalAssets,
    totalBytes: migration.totalBytes,
    movedAssets: migration.movedAssets,
    movedBytes: migration.movedBytes,
    failedAssets,
    failures: failures.map(({ assetId, code, message }) => ({ assetId, code, message })),
    errorMessage: migration.lastError,
    createdAtUtc: timestamp(migration.createdAt),
    updatedAtUtc: timestamp(migration.updatedAt),
    completedAtUtc: timestampOrNull(migration.completedAt),
  };
}
