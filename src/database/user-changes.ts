/** Accounts made and changed. */
import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import type { Person, Role } from "../auth/permissions.ts";
import type { Account } from "../users/user.ts";
import { isStopped, STOP_WHEN_NOTHING_CHANGED } from "./assets.ts";
import { type Database, transaction } from "./database.ts";
import { revokeTokensOfUser } from "./refresh-tokens.ts";
import { signInFailures, userPermissions, users } from "./schema.ts";
import { endSessionsOfUser } from "./sessions.ts";
import { findAccount, type NewAccount } from "./users.ts";

export async function isUsernameTaken(db: Database, usernameKey: string, except = ""): Promise<boolean> {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.usernameKey, usernameKey), ne(users.id, except)));
  return rows.length > 0;
}

/** @returns false when the user name was taken meanwhile */
export async function insertUser(db: Database, { grants, ...account }: NewAccount): Promise<boolean> {
  try {
    await transaction(db, [db.insert(users).values(account), insertGrants(account.id, grants)]);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

export interface AccountChanges {
  username: string;
  usernameKey: string;
  role: Role;
  isActive: boolean;
  passwordHash: string;
  grants: string[];
  updatedAt: number;
  /** `revoke` ends the refresh tokens, `end` the access tokens too. */
  sessions: "revoke" | "end";
}

/**
 * All of the changes or none, and only while the account has the role it was checked with.
 *
 * @returns the account as it is now; null when its role is another by now or it is gone
 */
export async function updateUser(
  db: Database,
  { id, role }: Account,
  { grants, sessions, ...changes }: Partial<AccountChanges> & { updatedAt: number },
): Promise<Account | null | "taken"> {
  const now = changes.updatedAt;
  try {
    await transaction(db, [
      db
        .update(users)
        .set(changes)
        .where(and(eq(users.id, id), eq(users.role, role))),
      STOP_WHEN_NOTHING_CHANGED,
      ...(grants === undefined
        ? []
        : [db.delete(userPermissions).where(eq(userPermissions.userId, id)), insertGrants(id, grants)]),
      ...(sessions === "revoke" ? [revokeTokensOfUser(db, id, now)] : []),
      ...(sessions === "end" ? [endSessionsOfUser(db, id, now)] : []),
    ]);
  } catch (error) {
    if (isStopped(error)) return null;
    if (isTaken(error)) return "taken";
    throw error;
  }
  return findAccount(db, id);
}

/**
 * A new password, while the account still has the one that was checked: then the failures are forgotten and the other
 * sessions of that person end.
 *
 * @returns false when it has another password by now; nothing is written then
 */
export async function changeOwnPassword(
  db: Database,
  { userId, sessionId }: Person,
  passwordHash: string,
  seen: { passwordHash: string; failuresKey: string },
  now: number,
): Promise<boolean> {
  try {
    await transaction(db, [
      db
        .update(users)
        .set({ passwordHash, updatedAt: now })
        .where(and(eq(users.id, userId), eq(users.passwordHash, seen.passwordHash))),
      STOP_WHEN_NOTHING_CHANGED,
      db.delete(signInFailures).where(eq(signInFailures.key, seen.failuresKey)),
      endSessionsOfUser(db, userId, now, sessionId),
    ]);
    return true;
  } catch (error) {
    if (isStopped(error)) return false;
    throw error;
  }
}

function insertGrants(userId: string, grants: string[]): SQL {
  return sql`INSERT INTO user_permissions (user_id, permission)
    SELECT ${userId}, value FROM json_each(${JSON.stringify(grants)})`;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes("UNIQUE constraint failed: users.username_key");
}
