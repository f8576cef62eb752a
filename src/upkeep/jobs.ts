/** Jobs whose message got lost get another one. */
import { forgetFailedJobs, jobsToResend, markResent } from "../database/jobs.ts";
import type { Services } from "../services.ts";
import { LOST_AFTER_MS } from "../skills/job.ts";

/** The queue takes 100 messages a call. */
const AT_ONCE = 100;
const MOST_IN_A_SWEEP = 2000;

/** A message may wait this long in the queue; the sweep comes every minute, so it need look no further ahead. */
const AHEAD_MS = 90_000;

const FAILED_JOBS_KEPT_MS = 30 * 86_400_000;

/**
 * Each open job gets a message for the moment at which its last one counts as lost, so that one sweep after a
 * crash is enough. A message too many finds its job done.
 */
export async function sweepJobs({ db, queue, now }: Services): Promise<void> {
  for (let sent = 0; sent < MOST_IN_A_SWEEP; sent += AT_ONCE) {
    const jobs = await jobsToResend(db, now() + AHEAD_MS, AT_ONCE);
    if (jobs.length === 0) break;
    await queue.sendBatch(
      jobs.map(({ id, resendAfter }) => ({
        body: { jobId: id },
        delaySeconds: Math.max(0, Math.ceil((resendAfter - now()) / 1000)),
      })),
    );
    await markResent(
      db,
      jobs.map(({ id }) => id),
      now() + AHEAD_MS + LOST_AFTER_MS,
    );
  }
  await forgetFailedJobs(db, now() - FAILED_JOBS_KEPT_MS);
}
