/** From an `Authorization` header to who is asking. */
import { findApiKey, touchApiKey } from "../database/api-keys.ts";
import { findSignedIn } from "../database/users.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { permissionsOf } from "../users/user.ts";
import { readAccessToken } from "./access-tokens.ts";
import { findConfiguredKey } from "./configured-keys.ts";
import { isWellFormed, KEY_PREFIX, managedKeyHash } from "./managed-keys.ts";
import { type KeyHolder, PERMISSIONS, type Person, type Principal } from "./permissions.ts";

const BEARER = /^Bearer +(\S.*)$/i;
const MINUTE = 60_000;

/**
 * A person by access token, or an API key. Which of the two a value is, its dots tell: exactly two make a JWT. A
 * deployment without API keys of its own reads everything but managed keys as a JWT.
 *
 * @throws {AppError} 401 with the code that tells a missing, a wrong and an expired credential apart
 */
export async function identify(services: Services, authorization: string | undefined): Promise<Principal> {
  const value = bearer(authorization);
  const hasOwnKeys = services.settings.apiKeys.length > 0;
  const isJwt = value !== null && value.split(".").length === 3;
  if (isJwt || (!hasOwnKeys && !value?.startsWith(KEY_PREFIX)))
    return identifyPerson(services, authorization);
  return identifyKey(services, authorization);
}

/**
 * A signed-in person, for what an API key can't do. One query reads the account and the session as they are now.
 *
 * @throws {AppError} `auth_token_expired`; `auth_unauthorized` for everything else, an API key too
 */
export async function identifyPerson(services: Services, authorization: string | undefined): Promise<Person> {
  const value = bearer(authorization);
  if (value === null)
    throw new AppError("auth_unauthorized", "Sign in, and send the access token as a bearer.");
  const { userId, sessionId } = await readAccessToken(services, value);
  const account = await findSignedIn(services.db, userId, sessionId);
  if (account === null)
    throw new AppError("auth_unauthorized", "Sign in again: this account or session can't be used any more.");
  return {
    kind: "user",
    userId,
    sessionId,
    username: account.username,
    role: account.role,
    permissions: new Set(permissionsOf(account)),
  };
}

/**
 * A script with an API key, for what a person's access token can't do.
 *
 * @throws {AppError} `api_key_missing`, `api_key_invalid`
 */
export async function identifyKey(services: Services, authorization: string | undefined): Promise<KeyHolder> {
  if (authorization === undefined) throw new AppError("api_key_missing", "Send an API key as a bearer.");
  const value = bearer(authorization);
  if (value === null) throw new AppError("api_key_invalid", "Send the credential as: Bearer <value>.");
  const name = await findConfiguredKey(services.settings, value);
  if (name !== null) return { kind: "apiKey", name, permissions: new Set(PERMISSIONS), managed: null };
  const holder = value.startsWith(KEY_PREFIX) ? await findManagedKey(services, value) : null;
  if (holder === null) throw new AppError("api_key_invalid", "This API key is not known.");
  return holder;
}

/** A managed key can do what it was given and its maker still can; without its maker's account it can do nothing. */
async function findManagedKey(services: Services, value: string): Promise<KeyHolder | null> {
  if (!(await isWellFormed(value))) return null;
  const { db, now } = services;
  const found = await findApiKey(db, await managedKeyHash(value));
  if (found === null) return null;
  const { key, maker } = found;
  const hasExpired = key.expiresAt !== null && key.expiresAt <= now();
  const hasLostItsMaker = key.createdBy !== null && !maker?.isActive;
  if (hasExpired || hasLostItsMaker) return null;

  const minute = Math.floor(now() / MINUTE) * MINUTE;
  if ((key.lastUsedAt ?? 0) < minute) services.defer(() => touchApiKey(db, key.id, minute));
  const atMost = new Set(maker === null ? PERMISSIONS : permissionsOf(maker));
  return {
    kind: "apiKey",
    name: key.name,
    permissions: new Set(key.permissions.filter((permission) => atMost.has(permission))),
    managed: { id: key.id, maker: maker === null ? null : { userId: maker.id, role: maker.role } },
  };
}

function bearer(authorization: string | undefined): string | null {
  return BEARER.exec(authorization?.trim() ?? "")?.[1] ?? null;
}
