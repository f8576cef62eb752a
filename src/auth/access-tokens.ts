/**
 * Access tokens: JWTs (RFC 7519) signed by HS256 with the deployment's secret, read as strictly as RFC 8725 asks.
 * A token says who signed in and until when; what that person may do is read from the database at each request.
 */
import { base64url, errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { type Account, permissionsOf } from "../users/user.ts";

const ALGORITHM = "HS256";
const TYPE = "at+jwt";
/** Of clocks that disagree, in seconds. */
const CLOCK_SKEW = 30;
/** A token with every permission and the longest user name stays below this. */
const MAX_CHARACTERS = 4096;

/** What a token tells; the other claims are for people who look into one. */
const Claims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  jti: z.uuid(),
  iss: z.string(),
  aud: z.string(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
});

export interface AccessToken {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** @param sessionId - the sign-in and all its refreshes */
export async function issueAccessToken(
  { settings: { jwt }, now }: Services,
  account: Account,
  sessionId: string,
): Promise<AccessToken> {
  const issuedAt = Math.floor(now() / 1000);
  const expiresAt = issuedAt + jwt.accessTokenSeconds;
  const token = await new SignJWT({
    name: account.username,
    role: account.role,
    permission: permissionsOf(account),
    sid: sessionId,
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .setSubject(account.id)
    .setJti(crypto.randomUUID())
    .setIssuer(jwt.issuer)
    .setAudience(jwt.audience)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(await signingKey(jwt.secret));
  return { token, expiresAt: expiresAt * 1000 };
}

/**
 * @throws {AppError} `auth_token_expired` when nothing but its time is wrong with the token, else `auth_unauthorized`
 */
export async function readAccessToken(
  { settings: { jwt }, now }: Services,
  token: string,
): Promise<{ userId: string; sessionId: string }> {
  const refuse = (cause?: unknown) =>
    new AppError("auth_unauthorized", "Sign in again: this access token is not valid.", { cause });
  if (!isPlain(token)) throw refuse();
  const key = await signingKey(jwt.secret);
  const verified = await jwtVerify(token, key, {
    algorithms: [ALGORITHM],
    typ: TYPE,
    issuer: jwt.issuer,
    audience: jwt.audience,
    clockTolerance: CLOCK_SKEW,
    currentDate: new Date(now()),
  }).catch((cause: unknown) => {
    if (cause instanceof errors.JWTExpired)
      throw new AppError("auth_token_expired", "The access token has expired; refresh it.", { cause });
    throw refuse(cause);
  });
  const claims = Claims.safeParse(verified.payload);
  if (!claims.success) throw refuse(claims.error);
  const { sub, sid, iat, exp } = claims.data;
  const isFromTheFuture = iat > now() / 1000 + CLOCK_SKEW;
  const livesTooLong = exp - iat > jwt.accessTokenSeconds;
  if (isFromTheFuture || livesTooLong) throw refuse();
  return { userId: sub, sessionId: sid };
}

/**
 * Whether the token is built as ours are: three parts in canonical base64url (no padding, no stray bits), a header
 * of exactly `alg` and `typ` (so no `jku`, `jwk`, `x5u`, `x5c`, `kid`, `crit`), no member named twice.
 */
function isPlain(token: string): boolean {
  if (token.length > MAX_CHARACTERS) return false;
  const parts = token.split(".").map(decode);
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || header == null || payload == null || signature == null) return false;
  const names = memberNames(header);
  return names?.sort().join() === "alg,typ" && memberNames(payload) !== null;
}

/** @returns the bytes as Latin-1 text; null when re-encoding them gives another text */
function decode(part: string): string | null {
  try {
    const bytes = base64url.decode(part);
    return base64url.encode(bytes) === part ? String.fromCharCode(...bytes) : null;
  } catch {
    return null; // not base64url at all
  }
}

/**
 * The names of a flat JSON object's members; null when it is none or names one twice. `JSON.parse` would silently take
 * the last one. In JSON a string before a colon is a name, and nothing else is.
 */
function memberNames(json: string): string[] | null {
  try {
    const members: unknown = JSON.parse(json);
    if (typeof members !== "object" || members === null || Array.isArray(members)) return null;
    const written = [...json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(
      ([, colon]) => colon !== undefined,
    );
    const names = Object.keys(members);
    return written.length === names.length ? names : null;
  } catch {
    return null; // not JSON
  }
}

const imported = new Map<string, CryptoKey>();

/** The secret itself, not a derived key: what JWT_SECRET means to every JWT tool. Imported once an isolate. */
async function signingKey(secret: string): Promise<CryptoKey> {
  const key =
    imported.get(secret) ??
    (await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign", "verify"],
    ));
  imported.set(secret, key);
  return key;
}
