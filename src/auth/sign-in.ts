/** From a name and a password to a token pair. */
import { newId } from "../assets/identity.ts";
import { openSession } from "../database/refresh-tokens.ts";
import { readSignInFacts, renewPasswordHash, type SignInFacts } from "../database/users.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { usernameKey } from "../users/user.ts";
import { ensureSuperAdmin } from "./bootstrap.ts";
import { hashPassword, isOutdated, NOBODYS_HASH, verifyPassword } from "./passwords.ts";
import { newRefreshToken, refreshTokenHash } from "./refresh-tokens.ts";
import { countFailure, refuseFlood, refuseWhileWaiting, throttleKey, WAIT } from "./throttle.ts";
import { type IssuedPair, issuePair } from "./token-pair.ts";

/** Where a request comes from, as far as it can be told. */
export interface Client {
  address: string;
  userAgent: string | null;
}

/**
 * An unknown name, a wrong password and a disabled account cost the same queries and the same hash, so that neither
 * the answer nor its time tells which names exist.
 *
 * @throws {AppError} `auth_too_many_attempts`, `auth_invalid_credentials`, `auth_user_inactive`
 */
export async function signIn(
  services: Services,
  { username, password }: { username: string; password: string },
  client: Client,
): Promise<IssuedPair> {
  await refuseFlood(services, client.address);
  const nameKey = usernameKey(username);
  const failuresKey = await throttleKey(nameKey, client.address);
  const { account, failures } = await readFacts(services, nameKey, failuresKey);
  refuseWhileWaiting(failures, services.now());

  const isRight = await verifyPassword(password, account?.passwordHash ?? NOBODYS_HASH);
  if (account === null || !isRight) {
    await countFailure(services, failuresKey);
    throw new AppError("auth_invalid_credentials", "The user name or the password is wrong.");
  }
  if (!account.isActive) {
    await countFailure(services, failuresKey);
    throw new AppError("auth_user_inactive", "This account is disabled.");
  }

  const now = services.now();
  const token = newRefreshToken();
  const session = {
    id: newId(now),
    userId: account.id,
    familyId: newId(now),
    tokenHash: await refreshTokenHash(token),
    userAgent: client.userAgent,
    address: client.address,
    createdAt: now,
    expiresAt: now + services.settings.jwt.refreshTokenSeconds * 1000,
  };
  const seen = { passwordHash: account.passwordHash, failuresKey, wait: WAIT };
  const isOpen = await openSession(services.db, session, seen);
  // The account or the count changed while the password was checked: look again, and answer what holds now.
  if (!isOpen) return signIn(services, { username, password }, client);
  await renewOutdatedHash(services, account.id, password, account.passwordHash);
  return issuePair(services, { ...account, lastLoginAt: now, updatedAt: now }, { ...session, token });
}

/** The super admin is made here, before the first sign-in finds nobody. */
async function readFacts(services: Services, nameKey: string, failuresKey: string): Promise<SignInFacts> {
  const facts = await readSignInFacts(services.db, nameKey, failuresKey);
  if (facts.hasUsers) return facts;
  await ensureSuperAdmin(services);
  return readSignInFacts(services.db, nameKey, failuresKey);
}

async function renewOutdatedHash(
  { db }: Services,
  userId: string,
  password: string,
  passwordHash: string,
): Promise<void> {
  if (!isOutdated(passwordHash)) return;
  await renewPasswordHash(db, userId, passwordHash, await hashPassword(password));
}
