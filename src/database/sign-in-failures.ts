/** Failed sign-ins in a row, counted where every isolate sees them. */
import { eq, sql } from "drizzle-orm";
import type { FailureCount, Wait } from "../auth/throttle.ts";
import type { Database } from "./database.ts";
import { signInFailures } from "./schema.ts";

export const failureColumns = {
  failures: signInFailures.failures,
  lastFailedAt: signInFailures.lastFailedAt,
};

/**
 * Counts one more failure, unless the name has to wait by now: those who guessed at the same time learn nothing.
 *
 * @returns false when it has to wait
 */
export async function recordFailure(db: Database, key: string, now: number, wait: Wait): Promise<boolean> {
  const counted = await db
    .insert(signInFailures)
    .values({ key, failures: 1, lastFailedAt: now })
    .onConflictDoUpdate({
      target: signInFailures.key,
      set: { failures: sql`failures + 1`, lastFailedAt: now },
      setWhere: sql`NOT (${mustWait(now, wait)})`,
    })
    .returning({ failures: signInFailures.failures });
  return counted.length > 0;
}

/** The condition of auth/throttle.ts in SQL. Bit shifts double; from some point on the longest wait is reached anyway. */
export function mustWait(now: number, { freeFailures, firstWait, longestWait }: Wait) {
  return sql`sign_in_failures.failures >= ${freeFailures} AND sign_in_failures.last_failed_at
    + min(${firstWait} << min(sign_in_failures.failures - ${freeFailures}, 20), ${longestWait}) > ${now}`;
}

export async function readFailures(db: Database, key: string): Promise<FailureCount | null> {
  const [row] = await db.select(failureColumns).from(signInFailures).where(eq(signInFailures.key, key));
  return row ?? null;
}

/** Counts without a new failure since a time, a number of them at once. */
export async function deleteFailures(db: Database, before: number, atOnce: number): Promise<void> {
  await db
    .delete(signInFailures)
    .where(sql`key IN (SELECT key FROM sign_in_failures WHERE last_failed_at < ${before} LIMIT ${atOnce})`);
}
