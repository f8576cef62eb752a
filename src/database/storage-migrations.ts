/** Migrations as rows: claimed by a conditional update, one open at a time by a unique index. */
import { and, asc, desc, eq, gt, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { Asset } from "../assets/asset.ts";
import type { MigrationFailure, MigrationFilter, StorageMigration } from "../providers/storage-migration.ts";
import type { Database } from "./database.ts";
import { assets, storageMigrationFailures, storageMigrations } from "./schema.ts";

/** @returns false when another one is open */
export async function insertMigration(db: Database, migration: StorageMigration): Promise<boolean> {
  try {
    await db.insert(storageMigrations).values(migration);
    return true;
  } catch (error) {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      if (cause.message.includes("storage_migrations_one_open")) return false;
    }
    throw error;
  }
}

export async function migrationById(db: Database, id: string): Promise<StorageMigration | null> {
  const wanted = eq(storageMigrations.id, id.toLowerCase());
  return (await db.select().from(storageMigrations).where(wanted).get()) ?? null;
}

/** Newest first. */
export async function listMigrations(db: Database, limit: number): Promise<StorageMigration[]> {
  return db
    .select()
    .from(storageMigrations)
    .orderBy(desc(storageMigrations.createdAt), desc(storageMigrations.id))
    .limit(limit);
}

const OPEN = inArray(storageMigrations.state, ["queued", "running"]);

/** Takes an open migration that is due, until `until`. @returns null when it is done, taken, or not due yet */
export async function claimMigration(
  db: Database,
  id: string,
  now: number,
  until: number,
): Promise<StorageMigration | null> {
  const claimed = await db
    .update(storageMigrations)
    .set({ state: "running", runAfter: until, updatedAt: now })
    .where(and(eq(storageMigrations.id, id), OPEN, lte(storageMigrations.runAfter, now)))
    .returning();
  return claimed[0] ?? null;
}

export async function dueMigration(db: Database, now: number): Promise<string | null> {
  const row = await db
    .select({ id: storageMigrations.id })
    .from(storageMigrations)
    .where(and(OPEN, lte(storageMigrations.runAfter, now)))
    .get();
  return row?.id ?? null;
}

export type MigrationProgress = Partial<
  Pick<
    StorageMigration,
    "state" | "cursor" | "samePlace" | "fruitless" | "lastError" | "runAfter" | "updatedAt" | "completedAt"
  >
>;

export async function saveProgress(db: Database, id: string, progress: MigrationProgress): Promise<void> {
  await db.update(storageMigrations).set(progress).where(eq(storageMigrations.id, id));
}

/** The next assets of this pass, oldest first, without those that can't be moved. */
export async function assetsToMove(
  db: Database,
  migration: StorageMigration,
  limit: number,
): Promise<Pick<Asset, "id" | "seq" | "size">[]> {
  return db
    .select({ id: assets.id, seq: assets.seq, size: assets.size })
    .from(assets)
    .where(
      and(
        ...concerned(migration),
        gt(assets.seq, migration.cursor),
        sql`NOT EXISTS (SELECT 1 FROM storage_migration_failures f
          WHERE f.migration_id = ${migration.id} AND f.asset_id = ${assets.id} AND f.final = 1)`,
      ),
    )
    .orderBy(asc(assets.seq))
    .limit(limit);
}

export async function countConcerned(
  db: Database,
  scope: Pick<StorageMigration, "fromProfileId" | "lastSeq" | "filter">,
): Promise<{ count: number; bytes: number }> {
  const row = await db
    .select({ count: sql<number>`count(*)`, bytes: sql<number>`coalesce(sum(${assets.size}), 0)` })
    .from(assets)
    .where(and(...concerned(scope)))
    .get();
  return row ?? { count: 0, bytes: 0 };
}

/** The youngest asset there is, as its `seq`. */
export async function newestSeq(db: Database): Promise<number> {
  const row = await db.get<{ seq: number | null }>(sql`SELECT max(seq) AS seq FROM assets`);
  return row?.seq ?? 0;
}

function concerned({
  fromProfileId,
  lastSeq,
  filter,
}: Pick<StorageMigration, "fromProfileId" | "lastSeq" | "filter">): SQL[] {
  return [
    sql`${assets.storageProviderProfileId} IS ${fromProfileId}`,
    sql`${assets.seq} <= ${lastSeq}`,
    ...conditions(filter),
  ];
}

function conditions({ contentType, isPublic, createdFrom, createdBefore }: MigrationFilter): SQL[] {
  return [
    ...(contentType === undefined ? [] : [typeCondition(contentType)]),
    ...(isPublic === undefined ? [] : [sql`${assets.isPublic} = ${isPublic ? 1 : 0}`]),
    ...(createdFrom === undefined ? [] : [sql`${assets.createdAt} >= ${createdFrom}`]),
    ...(createdBefore === undefined ? [] : [sql`${assets.createdAt} < ${createdBefore}`]),
  ];
}

function typeCondition(contentType: string): SQL {
  if (!contentType.endsWith("/*")) return sql`${assets.contentType} = ${contentType}`;
  const family = contentType.slice(0, -1);
  return sql`substr(${assets.contentType}, 1, ${family.length}) = ${family}`;
}

export async function recordFailure(
  db: Database,
  migrationId: string,
  failure: MigrationFailure,
  now: number,
): Promise<void> {
  const { code, message, final } = failure;
  await db
    .insert(storageMigrationFailures)
    .values({ migrationId, ...failure, failedAt: now })
    .onConflictDoUpdate({
      target: [storageMigrationFailures.migrationId, storageMigrationFailures.assetId],
      set: { code, message, final, failedAt: now },
    });
}

/** Of assets that still exist. */
export async function failuresOf(
  db: Database,
  migrationId: string,
  limit: number,
): Promise<MigrationFailure[]> {
  return db.all<MigrationFailure>(
    sql`SELECT f.asset_id AS assetId, f.code, f.message, f.final = 1 AS final FROM storage_migration_failures f
      WHERE f.migration_id = ${migrationId} AND EXISTS (SELECT 1 FROM assets WHERE id = f.asset_id)
      ORDER BY f.asset_id LIMIT ${limit}`,
  );
}

export async function countFailures(db: Database, migrationId: string): Promise<number> {
  const row = await db.get<{ count: number }>(
    sql`SELECT count(*) AS count FROM storage_migration_failures f
      WHERE f.migration_id = ${migrationId} AND EXISTS (SELECT 1 FROM assets WHERE id = f.asset_id)`,
  );
  return row?.count ?? 0;
}
