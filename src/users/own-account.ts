/** What a signed-in person sees and does with their own account. */
import { z } from "zod";
import { isUuid, timeOfId } from "../assets/identity.ts";
import { hashPassword, verifyPassword } from "../auth/passwords.ts";
import type { Person } from "../auth/permissions.ts";
import { countFailure, refuseWhileWaiting, throttleKey } from "../auth/throttle.ts";
import { endSession as end, listLiveSessions } from "../database/sessions.ts";
import { changeOwnPassword } from "../database/user-changes.ts";
import { findAccount, readSignInFacts } from "../database/users.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields, Timestamp, timestamp } from "../shape.ts";
import { checkPassword } from "./fields.ts";
import { type Account, usernameKey } from "./user.ts";

export const PasswordChange = fields({ currentPassword: z.string(), newPassword: z.string() });

export const Session = z
  .object({
    id: z.uuid(),
    createdAtUtc: Timestamp,
    lastUsedAtUtc: Timestamp.meta({ description: "When it was last refreshed, or begun" }),
    expiresAtUtc: Timestamp,
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
    isCurrent: z.boolean().meta({ description: "The one that asks" }),
  })
  .meta({ id: "Session" });

/** @throws {AppError} `auth_user_not_found`, `auth_user_inactive` when that happened since the credential was checked */
export async function readOwnAccount({ db }: Services, person: Person): Promise<Account> {
  const account = await findAccount(db, person.userId);
  if (account === null) throw new AppError("auth_user_not_found", "This account is gone.");
  if (!account.isActive) throw new AppError("auth_user_inactive", "This account is disabled.");
  return account;
}

/**
 * Ends every other session of that person; this one goes on. Guesses at the current password are counted with those
 * at signing in.
 *
 * @throws {AppError} `user_password_required`, `request_invalid`, `auth_too_many_attempts`, `auth_invalid_credentials`
 */
export async function changePassword(
  services: Services,
  person: Person,
  address: string,
  { currentPassword, newPassword }: z.infer<typeof PasswordChange>,
): Promise<void> {
  const { db, now } = services;
  checkPassword(newPassword);
  const nameKey = usernameKey(person.username);
  const failuresKey = await throttleKey(nameKey, address);
  const { account, failures } = await readSignInFacts(db, nameKey, failuresKey);
  refuseWhileWaiting(failures, now());
  if (account?.id !== person.userId || !(await verifyPassword(currentPassword, account.passwordHash))) {
    await countFailure(services, failuresKey);
    throw new AppError("auth_invalid_credentials", "The current password is wrong.");
  }
  const seen = { passwordHash: account.passwordHash, failuresKey };
  const isChanged = await changeOwnPassword(db, person, await hashPassword(newPassword), seen, now());
  // It was reset while this was being checked: then the current password is another one by now.
  if (!isChanged) await changePassword(services, person, address, { currentPassword, newPassword });
}

export async function listSessions(
  { db, now }: Services,
  person: Person,
): Promise<z.infer<typeof Session>[]> {
  const sessions = await listLiveSessions(db, person.userId, now());
  return sessions.map((session) => ({
    id: session.familyId,
    createdAtUtc: timestamp(timeOfId(session.familyId)),
    lastUsedAtUtc: timestamp(session.createdAt),
    expiresAtUtc: timestamp(session.expiresAt),
    userAgent: session.userAgent,
    address: session.address,
    isCurrent: session.familyId === person.sessionId,
  }));
}

/** @throws {AppError} `auth_session_not_found`, for the session of someone else too */
export async function endSession({ db, now }: Services, person: Person, id: string): Promise<void> {
  if (!isUuid(id) || !(await end(db, person.userId, id.toLowerCase(), now())))
    throw new AppError("auth_session_not_found", "You have no such session.");
}
