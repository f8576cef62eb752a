/** Managed API keys. */
import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Account } from "../users/user.ts";
import { accountColumns } from "./account-columns.ts";
import type { Database } from "./database.ts";
import { apiKeys, users } from "./schema.ts";

/** Times are milliseconds since 1970. */
export interface ApiKeyRecord {
  id: string;
  name: string;
  /** The first characters of the key. */
  prefix: string;
  permissions: string[];
  /** The maker's id; null = it was made with a key from the settings. */
  createdBy: string | null;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
}

const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  permissions: apiKeys.permissionsJson,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
};

export async function insertApiKey(
  db: Database,
  { permissions, ...record }: ApiKeyRecord & { keyHash: string },
): Promise<void> {
  await db.insert(apiKeys).values({ ...record, permissionsJson: permissions });
}

/** A key and whoever made it, in one query. */
export async function findApiKey(
  db: Database,
  keyHash: string,
): Promise<{ key: ApiKeyRecord; maker: Account | null } | null> {
  const [row] = await db
    .select({ key: columns, maker: accountColumns })
    .from(apiKeys)
    .leftJoin(users, eq(users.id, apiKeys.createdBy))
    .where(eq(apiKeys.keyHash, keyHash));
  if (row === undefined) return null;
  return { key: row.key, maker: row.key.createdBy === null ? null : row.maker };
}

/** Newest first; all of them, or those that one person made. */
export async function listApiKeys(db: Database, createdBy: string | null): Promise<ApiKeyRecord[]> {
  return db
    .select(columns)
    .from(apiKeys)
    .where(createdBy === null ? undefined : eq(apiKeys.createdBy, createdBy))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
}

export async function apiKeyById(db: Database, id: string): Promise<ApiKeyRecord | null> {
  const [row] = await db.select(columns).from(apiKeys).where(eq(apiKeys.id, id));
  return row ?? null;
}

export async function deleteApiKey(db: Database, id: string): Promise<void> {
  await db.delete(apiKeys).where(eq(apiKeys.id, id));
}

/** Notes that a key was used in this minute, unless that is known. */
export async function touchApiKey(db: Database, id: string, minute: number): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: minute })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, minute))));
}

/** Keys that expired before a time, a number of them at once. */
export async function deleteExpiredApiKeys(db: Database, before: number, atOnce: number): Promise<void> {
  await db
    .delete(apiKeys)
    .where(sql`id IN (SELECT id FROM api_keys WHERE expires_at < ${before} LIMIT ${atOnce})`);
}
