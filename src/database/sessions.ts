/** Sessions: the families of refresh tokens, as people see them and end them. */
import { and, desc, eq, gt, isNull, ne, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { isLive } from "./refresh-tokens.ts";
import { refreshTokens } from "./schema.ts";

/** As a query: ends the user's sessions with their access tokens, all or all but one. */
export function endSessionsOfUser(db: Database, userId: string, now: number, except = "") {
  return db
    .update(refreshTokens)
    .set(ended(now))
    .where(and(eq(refreshTokens.userId, userId), ne(refreshTokens.familyId, except), isNewest));
}

/** The newest token of a family stands for the family, signed out or not: its access tokens may still live. */
const isNewest = and(isNull(refreshTokens.rotatedAt), isNull(refreshTokens.endedAt));

const ended = (now: number) => ({ endedAt: now, revokedAt: sql`coalesce(revoked_at, ${now})` });

/** @returns false when the user has no such session, or it has ended */
export async function endSession(
  db: Database,
  userId: string,
  familyId: string,
  now: number,
): Promise<boolean> {
  const rows = await db
    .update(refreshTokens)
    .set(ended(now))
    .where(and(eq(refreshTokens.userId, userId), eq(refreshTokens.familyId, familyId), isLive))
    .returning({ id: refreshTokens.id });
  return rows.length > 0;
}

/** Whether a session was ended from elsewhere, as a condition. */
export function isEndedSession(familyId: string) {
  return sql`EXISTS (SELECT 1 FROM refresh_tokens WHERE family_id = ${familyId} AND ended_at IS NOT NULL)`;
}

/** Times are milliseconds since 1970. */
export interface LiveSession {
  familyId: string;
  userAgent: string | null;
  address: string | null;
  /** When it was last refreshed, or begun. */
  createdAt: number;
  expiresAt: number;
}

/** The newest first. */
export async function listLiveSessions(db: Database, userId: string, now: number): Promise<LiveSession[]> {
  const { familyId, userAgent, address, createdAt, expiresAt } = refreshTokens;
  return db
    .select({ familyId, userAgent, address, createdAt, expiresAt })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.userId, userId), isLive, gt(refreshTokens.expiresAt, now)))
    .orderBy(desc(refreshTokens.createdAt), desc(refreshTokens.familyId));
}
