/** What access leaves behind: expired tokens and keys, old entries of the audit log, forgotten counts. */
import { firstIdAt } from "../assets/identity.ts";
import { FAILURES_KEPT_MILLISECONDS } from "../auth/throttle.ts";
import { deleteExpiredApiKeys } from "../database/api-keys.ts";
import { deleteAuditRecords } from "../database/audit.ts";
import { deleteExpiredTokens } from "../database/refresh-tokens.ts";
import { deleteFailures } from "../database/sign-in-failures.ts";
import type { Services } from "../services.ts";

const DAY = 86_400_000;
/** So long a late client still hears that its token expired, rather than that nobody knows it. */
const TOKENS_KEPT_AFTER_EXPIRY = 7 * DAY;
/** So long its maker still finds in the list why a script was shut out. */
const KEYS_KEPT_AFTER_EXPIRY = 30 * DAY;
/** Rows a kind and run: a run stays short, and the next one follows in a minute. */
const ROWS_AT_ONCE = 500;

export async function sweepAccess({ db, settings, now }: Services): Promise<void> {
  const time = now();
  await deleteExpiredTokens(db, time - TOKENS_KEPT_AFTER_EXPIRY, ROWS_AT_ONCE);
  await deleteExpiredApiKeys(db, time - KEYS_KEPT_AFTER_EXPIRY, ROWS_AT_ONCE);
  await deleteFailures(db, time - FAILURES_KEPT_MILLISECONDS, ROWS_AT_ONCE);
  await deleteAuditRecords(db, firstIdAt(time - settings.auditLogMilliseconds), ROWS_AT_ONCE);
}
