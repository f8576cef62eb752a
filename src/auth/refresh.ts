/** From a refresh token to the next token pair, and out again. */
import { newId } from "../assets/identity.ts";
import {
  findPresentedToken,
  revokeFamilyOf,
  revokeToken,
  revokeTokensOfUser,
  rotate,
  type TokenState,
} from "../database/refresh-tokens.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Person } from "./permissions.ts";
import { GRACE_MILLISECONDS, refreshTokenHash, successorOf } from "./refresh-tokens.ts";
import type { Client } from "./sign-in.ts";
import { type IssuedPair, issuePair } from "./token-pair.ts";

/**
 * Rotates the token: it gives its successor once, and for some seconds more to whoever asks at the same time. After
 * that a rotated token in someone's hands means that two have it, so everyone has to sign in again.
 *
 * @throws {AppError} `auth_request_invalid`, `auth_refresh_token_invalid`, `auth_user_inactive`,
 *   `auth_refresh_token_reused`, `auth_refresh_token_expired`: looked for in this order
 */
export async function refresh(services: Services, presented: string, client: Client): Promise<IssuedPair> {
  const { db, settings } = services;
  const token = presented.trim();
  if (token === "") throw new AppError("auth_request_invalid", "The refresh token is blank.");
  const next = await successorOf(token, settings);
  const [tokenHash, nextHash] = await Promise.all([refreshTokenHash(token), refreshTokenHash(next)]);
  const found = await findPresentedToken(db, tokenHash, nextHash);
  if (found === null) throw new AppError("auth_refresh_token_invalid", "This refresh token is not known.");
  const { account, successor, familyId, rotatedAt, revokedAt, expiresAt } = found;
  if (!account.isActive) throw new AppError("auth_user_inactive", "This account is disabled.");

  const now = services.now();
  if (rotatedAt !== null) {
    const isInGrace = now - rotatedAt <= GRACE_MILLISECONDS;
    if (isInGrace && successor !== null && isLive(successor))
      return issuePair(services, account, { familyId, expiresAt: successor.expiresAt, token: next });
    const wasSignedOut = isInGrace && successor !== null && successor.revokedAt !== null;
    if (!wasSignedOut) await revokeTokensOfUser(db, account.id, now);
    throw reused();
  }
  if (revokedAt !== null) throw reused();
  if (expiresAt <= now) {
    await revokeToken(db, tokenHash, now);
    throw new AppError("auth_refresh_token_expired", "The refresh token has expired; sign in again.");
  }

  const outcome = await rotate(db, tokenHash, {
    id: newId(now),
    userId: account.id,
    familyId,
    tokenHash: nextHash,
    userAgent: client.userAgent,
    address: client.address,
    createdAt: now,
    expiresAt: now + settings.jwt.refreshTokenSeconds * 1000,
  });
  // Another tab or a sign-out may have been faster: what the database has now is the answer.
  if (!outcome?.successor || !isLive(outcome.successor)) throw reused();
  return issuePair(services, outcome.account, {
    familyId,
    expiresAt: outcome.successor.expiresAt,
    token: next,
  });
}

/** Ends the sign-in that the token belongs to. A token that is unknown or someone else's changes nothing. */
export async function signOut({ db, now }: Services, person: Person, presented: string): Promise<void> {
  await revokeFamilyOf(db, await refreshTokenHash(presented), person.userId, now());
}

function isLive({ rotatedAt, revokedAt }: TokenState): boolean {
  return rotatedAt === null && revokedAt === null;
}

function reused(): AppError {
  return new AppError("auth_refresh_token_reused", "This refresh token was used before; sign in again.");
}
