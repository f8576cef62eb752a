/** Accounts and their grants. */
import { and, asc, desc, eq, not, sql } from "drizzle-orm";
import type { Role } from "../auth/permissions.ts";
import type { FailureCount } from "../auth/throttle.ts";
import type { Account } from "../users/user.ts";
import { accountColumns } from "./account-columns.ts";
import { type Database, transaction } from "./database.ts";
import { signInFailures, users } from "./schema.ts";
import { isEndedSession } from "./sessions.ts";
import { failureColumns } from "./sign-in-failures.ts";

export async function findAccount(db: Database, id: string): Promise<Account | null> {
  const [row] = await db.select(accountColumns).from(users).where(eq(users.id, id));
  return row ?? null;
}

/** Newest first, then by name; all of them, or those of one role. */
export async function listAccounts(db: Database, role: Role | null): Promise<Account[]> {
  return db
    .select(accountColumns)
    .from(users)
    .where(role === null ? undefined : eq(users.role, role))
    .orderBy(desc(users.createdAt), asc(users.username));
}

export interface SignInFacts {
  account: (Account & { passwordHash: string }) | null;
  failures: FailureCount | null;
  hasUsers: boolean;
}

/** All that a sign-in has to know, in one round trip that is the same for every name. */
export async function readSignInFacts(
  db: Database,
  nameKey: string,
  failuresKey: string,
): Promise<SignInFacts> {
  const [accounts, counts, anyone] = await db.batch([
    db
      .select({ ...accountColumns, passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.usernameKey, nameKey)),
    db.select(failureColumns).from(signInFailures).where(eq(signInFailures.key, failuresKey)),
    db.select({ id: users.id }).from(users).limit(1),
  ]);
  return { account: accounts[0] ?? null, failures: counts[0] ?? null, hasUsers: anyone.length > 0 };
}

/** The account behind an access token, while it is active and its session was not ended from elsewhere. */
export async function findSignedIn(db: Database, id: string, sessionId: string): Promise<Account | null> {
  const [row] = await db
    .select(accountColumns)
    .from(users)
    .where(and(eq(users.id, id), eq(users.isActive, true), not(isEndedSession(sessionId))));
  return row ?? null;
}

/** Whether nobody has an account yet. */
export async function isWithoutUsers(db: Database): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).limit(1);
  return rows.length === 0;
}

export interface NewAccount extends Account {
  /** What makes the name unique. */
  usernameKey: string;
  /** PHC string. */
  passwordHash: string;
}

/** The first account of a deployment; does nothing when there is one already, however many try at once. */
export async function insertFirstUser(db: Database, account: NewAccount): Promise<void> {
  const { id, username, usernameKey, passwordHash, role, createdAt, updatedAt } = account;
  await transaction(db, [
    sql`
      INSERT INTO users (id, username, username_key, password_hash, role, is_active, created_at, updated_at)
      SELECT ${id}, ${username}, ${usernameKey}, ${passwordHash}, ${role}, 1, ${createdAt}, ${updatedAt}
      WHERE NOT EXISTS (SELECT 1 FROM users)`,
    sql`
      INSERT INTO user_permissions (user_id, permission)
      SELECT users.id, value FROM users, json_each(${JSON.stringify(account.grants)}) WHERE users.id = ${id}`,
  ]);
}

/** Replaces a password's hash by a better one of the same password; another password set meanwhile stays. */
export async function renewPasswordHash(
  db: Database,
  userId: string,
  outdated: string,
  renewed: string,
): Promise<void> {
  await db
    .update(users)
    .set({ passwordHash: renewed })
    .where(and(eq(users.id, userId), eq(users.passwordHash, outdated)));
}
