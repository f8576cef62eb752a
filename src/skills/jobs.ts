/**
 * Jobs: work that must happen, at least once, whatever dies on the way.
 *
 * The row is the truth and the message only its id. Whoever gets the message claims the row for a while; a claim
 * that nobody renews runs out, and the sweep sends the message again. Each skill of a job is recorded once under
 * a name of its own, so that a second delivery finds its work done.
 */

import { forgetCached } from "../assets/cached.ts";
import { newId } from "../assets/identity.ts";
import { recordedRuns } from "../database/executions.ts";
import {
  claimJob,
  failJob,
  finishJob,
  insertJobs,
  jobById,
  planJob,
  postponeJob,
  renewJob,
  saveExecution,
} from "../database/jobs.ts";
import type { AppError } from "../errors.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";
import { skillsAfterUpload } from "./after-upload.ts";
import { findSkill } from "./catalogue.ts";
import type { Execution } from "./execution.ts";
import { type Job, LEASE_MS, LOST_AFTER_MS, runName } from "./job.ts";
import { readable } from "./readable.ts";
import { runSkill } from "./run.ts";
import type { Skill } from "./skill.ts";

/** With the delays below, the last try is an hour and a half after the first: outages are shorter, as a rule. */
export const MAX_ATTEMPTS = 10;

const FIRST_DELAY_SECONDS = 5;
const DELAY_GROWTH = 3;
const LONGEST_DELAY_SECONDS = 900;

/** A provider that says when to come back is believed up to here. */
const LONGEST_RETRY_AFTER_SECONDS = 3600;

/** The queue takes 100 messages a call. */
const MESSAGES_AT_ONCE = 100;

/** The row first, then the message; one that can't be sent is left to the sweep. */
export async function enqueue(services: Services, jobs: Job[]): Promise<void> {
  if (jobs.length === 0) return;
  await insertJobs(services.db, jobs);
  for (let start = 0; start < jobs.length; start += MESSAGES_AT_ONCE) {
    await announce(services, jobs.slice(start, start + MESSAGES_AT_ONCE));
  }
}

/** Says that there is work. A message that can't be sent is no failure: the row stays, and the sweep sends it again. */
export async function announce({ queue }: Services, jobs: Pick<Job, "id">[]): Promise<void> {
  try {
    const [only, ...more] = jobs;
    if (only !== undefined && more.length === 0) await queue.send({ jobId: only.id });
    else await queue.sendBatch(jobs.map(({ id }) => ({ body: { jobId: id } })));
  } catch (error) {
    log("warn", "messages were not sent; the sweep will send them", { jobs: jobs.length, error });
  }
}

/** 5, 15, 45 … seconds, at most 15 minutes. */
export function delaySeconds(attempts: number): number {
  const grown = FIRST_DELAY_SECONDS * DELAY_GROWTH ** Math.max(0, attempts - 1);
  return Math.min(grown, LONGEST_DELAY_SECONDS);
}

export type JobOutcome = { done: true } | { done: false; retryInSeconds: number };

/** Does what is left of a job. A job that is gone, done or in other hands is no work. */
export async function processJob(services: Services, jobId: string): Promise<JobOutcome> {
  const { db, now } = services;
  const job = await claimJob(db, jobId, now(), now() + LEASE_MS);
  if (job === null) return { done: true };
  if (job.attempts > MAX_ATTEMPTS) {
    await giveUp(services, job, job.lastError ?? "It never came to an end; the worker stopped each time.");
    return { done: true };
  }

  const transient: AppError[] = [];
  let notBefore = 0;
  for (const { name, skill, parameters, keepResults } of await remaining(services, job)) {
    const outcome = await runSkill(services, {
      assetId: job.assetId,
      skill,
      run: name,
      trigger: job.trigger,
      parameters,
      // What this very job learned before it was cut off is not asked for again.
      keepResultsSince: keepResults || job.trigger === "upload" ? 0 : job.createdAt,
      notBefore,
      beforeStep: () => renewJob(db, job.id, now() + LEASE_MS),
    });
    if (outcome === null) break;
    notBefore = outcome.execution.startedAt + 1;
    const again = outcome.transient.length > 0 && job.attempts < MAX_ATTEMPTS;
    if (again) transient.push(...outcome.transient);
    else await saveExecution(db, outcome.execution);
  }
  services.defer(() => forgetCached(services, [job.assetId]));

  const [reason] = transient;
  if (reason === undefined) {
    await finishJob(db, job.id);
    return { done: true };
  }
  const retryInSeconds = Math.max(delaySeconds(job.attempts), ...transient.map(retryAfterSeconds));
  const runAfter = now() + retryInSeconds * 1000;
  await postponeJob(db, job.id, {
    runAfter,
    resendAfter: runAfter + LOST_AFTER_MS,
    lastError: readable(reason.message, "job"),
  });
  return { done: false, retryInSeconds };
}

function retryAfterSeconds({ headers }: AppError): number {
  return Math.min(Number(headers["Retry-After"] ?? 0), LONGEST_RETRY_AFTER_SECONDS);
}

/** A message that the queue gave up on: the job is, too, and its asset says so. */
export async function buryJob(services: Services, jobId: string): Promise<void> {
  const job = await jobById(services.db, jobId);
  if (job === null || job.state === "failed") return;
  await giveUp(services, job, job.lastError ?? "The queue gave up after many tries.");
}

async function giveUp(services: Services, job: Job, reason: string): Promise<void> {
  const now = services.now();
  const owed = (await remaining(services, job)).map(
    ({ name, skill, parameters }): Execution => ({
      id: newId(now),
      assetId: job.assetId,
      run: name,
      skillName: skill.name,
      triggerSource: job.trigger,
      parametersJson: parameters === undefined ? null : JSON.stringify(parameters),
      succeeded: false,
      startedAt: now,
      completedAt: now,
      steps: skill.steps.map((step) => ({
        stepName: step.name,
        succeeded: false,
        errorMessage: readable(`Given up after ${job.attempts} attempts: ${reason}`, step.name),
        startedAt: now,
        completedAt: now,
      })),
    }),
  );
  await failJob(services.db, job.id, reason, owed);
}

interface Owed {
  /** The name under which this skill of this job is recorded. */
  name: string;
  skill: Skill;
  parameters: unknown;
  keepResults: boolean;
}

/** The skills of a job that are not recorded yet. */
async function remaining(services: Services, job: Job): Promise<Owed[]> {
  // Decided once: a workflow that is edited between two tries must not shift what is recorded under which name.
  const skills = job.skills ?? (await planJob(services.db, job.id, await skillsAfterUpload(services)));
  const owed = skills.flatMap(({ skillName, parameters, keepResults = false }, i): Owed[] => {
    const skill = findSkill(skillName);
    return skill === null ? [] : [{ name: runName(job.id, i), skill, parameters, keepResults }];
  });
  if (owed.length === 0) return [];
  const recorded = await recordedRuns(
    services.db,
    owed.map(({ name }) => name),
  );
  return owed.filter(({ name }) => !recorded.has(name));
}
