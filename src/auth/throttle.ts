/**
 * Guessing passwords gets slow: after ten failures in a row for one name from one address the next try has to wait,
 * one second at first, twice as long after each further failure, five minutes at most. A success forgets the count.
 * Nobody is locked out for good, and nobody else's tries make a person wait: the address is part of the count.
 */
import { readFailures, recordFailure } from "../database/sign-in-failures.ts";
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";

export interface FailureCount {
  failures: number;
  /** Milliseconds since 1970. */
  lastFailedAt: number;
}

/** Times in milliseconds. */
export interface Wait {
  freeFailures: number;
  firstWait: number;
  longestWait: number;
}

export const WAIT: Wait = { freeFailures: 10, firstWait: 1000, longestWait: 300_000 };

/** How long a count without a new failure is kept; then it is forgotten. */
export const FAILURES_KEPT_MILLISECONDS = 24 * 3_600_000;

/** The period of the binding's limit in wrangler.toml. */
const LIMITER_PERIOD_SECONDS = 60;

/** Names who tries what without writing either down. */
export function throttleKey(subject: string, address: string): Promise<string> {
  return sha256Hex(`${address}\n${subject}`);
}

/** @returns milliseconds until the next try may be made; 0 = now */
export function waitOf(count: FailureCount | null, now: number): number {
  if (count === null || count.failures < WAIT.freeFailures) return 0;
  const doublings = Math.min(count.failures - WAIT.freeFailures, 20);
  const wait = Math.min(WAIT.firstWait * 2 ** doublings, WAIT.longestWait);
  return Math.max(0, count.lastFailedAt + wait - now);
}

/** @throws {AppError} `auth_too_many_attempts` with `Retry-After` while the count asks for waiting */
export function refuseWhileWaiting(count: FailureCount | null, now: number): void {
  const wait = waitOf(count, now);
  if (wait > 0) throw tooManyAttempts(Math.ceil(wait / 1000));
}

/** @throws {AppError} `auth_too_many_attempts` when others failed often enough while this one was being checked */
export async function countFailure({ db, now }: Services, key: string): Promise<void> {
  if (await recordFailure(db, key, now(), WAIT)) return;
  refuseWhileWaiting(await readFailures(db, key), now());
}

/**
 * The platform's rate limit, before any work is done. It is permissive and per location: a first line only, so its
 * own failure lets people pass.
 *
 * @throws {AppError} `auth_too_many_attempts`
 */
export async function refuseFlood({ signInLimiter }: Services, address: string): Promise<void> {
  if (signInLimiter === undefined) return;
  const { success } = await signInLimiter.limit({ key: address }).catch((error: unknown) => {
    log("warn", "the sign-in rate limit did not answer", { error });
    return { success: true };
  });
  if (!success) throw tooManyAttempts(LIMITER_PERIOD_SECONDS);
}

function tooManyAttempts(seconds: number): AppError {
  return new AppError("auth_too_many_attempts", `Too many failed sign-ins; try again in ${seconds} s.`, {
    headers: { "Retry-After": String(seconds) },
  });
}
