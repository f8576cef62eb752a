/** From an `Authorization` header to who is asking. */
import { findAccount } from "../database/users.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { permissionsOf } from "../users/user.ts";
import { readAccessToken } from "./access-tokens.ts";
import { findConfiguredKey } from "./configured-keys.ts";
import { PERMISSIONS, type Person, type Principal } from "./permissions.ts";

const BEARER = /^Bearer +(\S.*)$/i;

/**
 * A person by access token, or an API key. Which of the two a value is, its dots tell: exactly two make a JWT. A
 * deployment without API keys reads everything as a JWT.
 *
 * @throws {AppError} 401 with the code that tells a missing, a wrong and an expired credential apart
 */
export async function identify(services: Services, authorization: string | undefined): Promise<Principal> {
  const { settings } = services;
  if (settings.apiKeys.length === 0) return identifyPerson(services, authorization);
  if (authorization === undefined)
    throw new AppError("api_key_missing", "Send an access token or an API key as a bearer.");
  const value = bearer(authorization);
  if (value === null) throw new AppError("api_key_invalid", "Send the credential as: Bearer <value>.");
  if (isJwt(value)) return identifyPerson(services, authorization);
  const name = await findConfiguredKey(settings, value);
  if (name === null) throw new AppError("api_key_invalid", "This API key is not known.");
  return { kind: "apiKey", name, permissions: new Set(PERMISSIONS) };
}

/**
 * A signed-in person, for what an API key can't do. One query reads the account as it is now.
 *
 * @throws {AppError} `auth_token_expired`; `auth_unauthorized` for everything else, an API key too
 */
export async function identifyPerson(services: Services, authorization: string | undefined): Promise<Person> {
  const value = authorization === undefined ? null : bearer(authorization);
  if (value === null)
    throw new AppError("auth_unauthorized", "Sign in, and send the access token as a bearer.");
  const { userId, sessionId } = await readAccessToken(services, value);
  const account = await findAccount(services.db, userId);
  if (account === null || !account.isActive)
    throw new AppError("auth_unauthorized", "Sign in again: this account can't be used.");
  return {
    kind: "user",
    userId,
    sessionId,
    username: account.username,
    role: account.role,
    permissions: new Set(permissionsOf(account)),
  };
}

function bearer(authorization: string): string | null {
  return BEARER.exec(authorization.trim())?.[1] ?? null;
}

function isJwt(value: string): boolean {
  return value.split(".").length === 3;
}
