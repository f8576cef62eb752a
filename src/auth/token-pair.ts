/** What a sign-in and each refresh answer. */
import { z } from "zod";
import type { Services } from "../services.ts";
import { Timestamp, timestamp } from "../shape.ts";
import { type Account, toUser, User } from "../users/user.ts";
import { issueAccessToken } from "./access-tokens.ts";

export const TokenPair = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    accessTokenExpiresAtUtc: Timestamp,
    refreshTokenExpiresAtUtc: Timestamp,
    user: User,
  })
  .meta({ id: "TokenPair" });

export type IssuedPair = z.infer<typeof TokenPair>;

/** @param session - its newest refresh token, which expires at `expiresAt` (milliseconds since 1970) */
export async function issuePair(
  services: Services,
  account: Account,
  session: { familyId: string; token: string; expiresAt: number },
): Promise<IssuedPair> {
  const access = await issueAccessToken(services, account, session.familyId);
  return {
    accessToken: access.token,
    refreshToken: session.token,
    accessTokenExpiresAtUtc: timestamp(access.expiresAt),
    refreshTokenExpiresAtUtc: timestamp(session.expiresAt),
    user: toUser(account),
  };
}
