/** Sign-ins and the refresh tokens that carry them on. A token is live while it is neither rotated nor revoked. */
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Wait } from "../auth/throttle.ts";
import type { Account } from "../users/user.ts";
import { accountColumns } from "./account-columns.ts";
import type { Database } from "./database.ts";
import { refreshTokens, signInFailures, users } from "./schema.ts";
import { mustWait } from "./sign-in-failures.ts";

export const isLive = and(isNull(refreshTokens.rotatedAt), isNull(refreshTokens.revokedAt));

/** Times are milliseconds since 1970. */
export interface NewRefreshToken {
  id: string;
  userId: string;
  familyId: string;
  tokenHash: string;
  userAgent: string | null;
  address: string | null;
  createdAt: number;
  expiresAt: number;
}

export interface TokenState {
  expiresAt: number;
  rotatedAt: number | null;
  revokedAt: number | null;
}

/** A token, whose it is, and what it was rotated to. */
export interface PresentedToken extends TokenState {
  familyId: string;
  account: Account;
  successor: TokenState | null;
}

/**
 * Begins a session, notes the sign-in at the account and forgets the failures: all or nothing, and nothing when the
 * account was disabled or its password changed since it was read, or when the name has to wait by now.
 *
 * @returns whether the session was begun
 */
export async function openSession(
  db: Database,
  token: NewRefreshToken,
  seen: { passwordHash: string; failuresKey: string; wait: Wait },
): Promise<boolean> {
  const opened = sql`EXISTS (SELECT 1 FROM refresh_tokens WHERE id = ${token.id})`;
  const { userId, createdAt } = token;
  const [inserted] = await db.batch([
    db
      .insert(refreshTokens)
      .select(
        db
          .select(row(token, null))
          .from(users)
          .where(
            sql`users.id = ${userId} AND is_active = 1 AND password_hash = ${seen.passwordHash}
              AND NOT EXISTS (SELECT 1 FROM sign_in_failures
                WHERE sign_in_failures.key = ${seen.failuresKey} AND ${mustWait(createdAt, seen.wait)})`,
          ),
      )
      .returning({ id: refreshTokens.id }),
    db
      .update(users)
      .set({ lastLoginAt: createdAt, updatedAt: createdAt })
      .where(and(eq(users.id, userId), opened)),
    db.delete(signInFailures).where(and(eq(signInFailures.key, seen.failuresKey), opened)),
  ]);
  return inserted.length > 0;
}

/** A new row as a selection, for an insert that depends on what is there. */
function row(token: NewRefreshToken, parentHash: string | null) {
  return {
    id: sql<string>`${token.id}`.as("id"),
    userId: sql<string>`${token.userId}`.as("user_id"),
    familyId: sql<string>`${token.familyId}`.as("family_id"),
    tokenHash: sql<string>`${token.tokenHash}`.as("token_hash"),
    parentHash: sql<string | null>`${parentHash}`.as("parent_hash"),
    userAgent: sql<string | null>`${token.userAgent}`.as("user_agent"),
    address: sql<string | null>`${token.address}`.as("address"),
    createdAt: sql<number>`${token.createdAt}`.as("created_at"),
    expiresAt: sql<number>`${token.expiresAt}`.as("expires_at"),
    rotatedAt: sql<number | null>`NULL`.as("rotated_at"),
    revokedAt: sql<number | null>`NULL`.as("revoked_at"),
    endedAt: sql<number | null>`NULL`.as("ended_at"),
  };
}

export async function findPresentedToken(
  db: Database,
  tokenHash: string,
  successorHash: string,
): Promise<PresentedToken | null> {
  const rows = await presented(db, tokenHash, successorHash);
  return rows.map(toPresentedToken)[0] ?? null;
}

function presented(db: Database, tokenHash: string, successorHash: string) {
  return db
    .select({
      familyId: refreshTokens.familyId,
      expiresAt: refreshTokens.expiresAt,
      rotatedAt: refreshTokens.rotatedAt,
      revokedAt: refreshTokens.revokedAt,
      account: accountColumns,
      // Under names of their own: in a batch D1 answers rows as objects, and equal names would collide.
      successorExpiresAt: sql<number | null>`successor.expires_at`.as("successor_expires_at"),
      successorRotatedAt: sql<number | null>`successor.rotated_at`.as("successor_rotated_at"),
      successorRevokedAt: sql<number | null>`successor.revoked_at`.as("successor_revoked_at"),
    })
    .from(refreshTokens)
    .innerJoin(users, eq(users.id, refreshTokens.userId))
    .leftJoin(sql`refresh_tokens AS successor`, sql`successor.token_hash = ${successorHash}`)
    .where(eq(refreshTokens.tokenHash, tokenHash));
}

type PresentedRow = ReturnType<typeof presented>["_"]["result"][number];

function toPresentedToken({
  successorExpiresAt: expiresAt,
  successorRotatedAt: rotatedAt,
  successorRevokedAt: revokedAt,
  ...presented
}: PresentedRow): PresentedToken {
  return { ...presented, successor: expiresAt === null ? null : { expiresAt, rotatedAt, revokedAt } };
}

/**
 * Puts the successor in the place of a live token, in one transaction: there is never a second live one, and repeating
 * a rotation that went through changes nothing.
 *
 * @returns what holds now, whoever rotated or revoked the token
 */
export async function rotate(
  db: Database,
  tokenHash: string,
  next: NewRefreshToken,
): Promise<PresentedToken | null> {
  const isRotatable = and(eq(refreshTokens.tokenHash, tokenHash), isLive);
  const [, , rows] = await db.batch([
    db.insert(refreshTokens).select(db.select(row(next, tokenHash)).from(refreshTokens).where(isRotatable)),
    db.update(refreshTokens).set({ rotatedAt: next.createdAt }).where(isRotatable),
    presented(db, tokenHash, next.tokenHash),
  ]);
  return rows.map(toPresentedToken)[0] ?? null;
}

export async function revokeToken(db: Database, tokenHash: string, now: number): Promise<void> {
  await db
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(and(eq(refreshTokens.tokenHash, tokenHash), isLive));
}

/** As a query: a batch may hold it. */
export function revokeTokensOfUser(db: Database, userId: string, now: number) {
  return db
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(and(eq(refreshTokens.userId, userId), isLive));
}

/** Ends the sign-in that the token belongs to, when it is this user's; also after the token was rotated. */
export async function revokeFamilyOf(
  db: Database,
  tokenHash: string,
  userId: string,
  now: number,
): Promise<void> {
  const family = db
    .select({ id: refreshTokens.familyId })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.tokenHash, tokenHash), eq(refreshTokens.userId, userId)));
  await db
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(and(sql`${refreshTokens.familyId} IN ${family}`, isLive));
}

/** Tokens that expired before a time, a number of them at once. */
export async function deleteExpiredTokens(db: Database, before: number, atOnce: number): Promise<void> {
  await db
    .delete(refreshTokens)
    .where(sql`id IN (SELECT id FROM refresh_tokens WHERE expires_at < ${before} LIMIT ${atOnce})`);
}
