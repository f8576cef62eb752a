/** The audit log's rows. Ids are UUIDv7, so their order is the order of time. */
import { and, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import type { AuditRecord, Outcome, Subject } from "../audit/entry.ts";
import type { Database } from "./database.ts";
import { auditEntries, refreshTokens, users } from "./schema.ts";

export async function insertAuditRecord(db: Database, record: AuditRecord): Promise<void> {
  await db.insert(auditEntries).values(record);
}

/** The account that a sign-in named, or whose refresh token was presented. */
export async function accountOf(
  db: Database,
  subject: Subject,
): Promise<{ id: string; username: string } | null> {
  const account = { id: users.id, username: users.username };
  const [row] =
    "usernameKey" in subject
      ? await db.select(account).from(users).where(eq(users.usernameKey, subject.usernameKey))
      : await db
          .select(account)
          .from(refreshTokens)
          .innerJoin(users, eq(users.id, refreshTokens.userId))
          .where(eq(refreshTokens.tokenHash, subject.refreshTokenHash));
  return row ?? null;
}

export interface AuditQuery {
  actor?: string;
  operation?: string;
  target?: string;
  outcome?: Outcome;
  /** Ids from this one on. */
  fromId?: string;
  /** Ids before this one. */
  beforeId?: string;
}

/** Newest first. */
export async function listAuditRecords(
  db: Database,
  query: AuditQuery,
  { cursor, offset, limit }: { cursor?: string; offset: number; limit: number },
): Promise<AuditRecord[]> {
  return db
    .select()
    .from(auditEntries)
    .where(and(matching(query), cursor === undefined ? undefined : lt(auditEntries.id, cursor)))
    .orderBy(desc(auditEntries.id))
    .limit(limit)
    .offset(offset);
}

/** Counted no further than `atMost`. */
export async function countAuditRecords(db: Database, query: AuditQuery, atMost: number): Promise<number> {
  const found = db.select({ id: auditEntries.id }).from(auditEntries).where(matching(query)).limit(atMost);
  const row = await db.get<{ count: number }>(sql`SELECT count(*) AS count FROM ${found}`);
  return row?.count ?? 0;
}

/** Entries before a time, a number of them at once. */
export async function deleteAuditRecords(db: Database, beforeId: string, atOnce: number): Promise<void> {
  await db
    .delete(auditEntries)
    .where(sql`id IN (SELECT id FROM audit_entries WHERE id < ${beforeId} ORDER BY id LIMIT ${atOnce})`);
}

function matching({ actor, operation, target, outcome, fromId, beforeId }: AuditQuery): SQL | undefined {
  return and(
    actor === undefined ? undefined : eq(auditEntries.actorId, actor),
    operation === undefined ? undefined : eq(auditEntries.operation, operation),
    target === undefined ? undefined : eq(auditEntries.target, target),
    outcome === undefined ? undefined : eq(auditEntries.outcome, outcome),
    fromId === undefined ? undefined : gte(auditEntries.id, fromId),
    beforeId === undefined ? undefined : lt(auditEntries.id, beforeId),
  );
}
