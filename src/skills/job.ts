import { newId } from "../assets/identity.ts";

/** A skill that a job is to run. */
export interface PlannedSkill {
  skillName: string;
  parameters?: unknown;
  /** Results that exist already stay, whoever asked for them. */
  keepResults?: boolean;
}

/** Work that must happen to an asset: its row is the truth, the queue message only says "look at it now". */
export interface Job {
  id: string;
  assetId: string;
  trigger: "upload" | "manual";
  /** The skills to run, in order; null = decide when it first runs (what follows an upload). */
  skills: PlannedSkill[] | null;
  state: "queued" | "running" | "failed";
  attempts: number;
  lastError: string | null;
  /** Milliseconds since 1970; not to be claimed before. */
  runAfter: number;
  /** Milliseconds since 1970; from here on its message counts as lost. */
  resendAfter: number;
  createdAt: number;
}

/** How long a claim holds without being renewed; longer than any single step may take. */
export const LEASE_MS = 75_000;

/** A queued job's message counts as lost after this long. */
export const LOST_AFTER_MS = 60_000;

export function newJob({
  assetId,
  trigger,
  skills,
  now,
}: Pick<Job, "assetId" | "trigger" | "skills"> & { now: number }): Job {
  return {
    id: newId(now),
    assetId,
    trigger,
    skills,
    state: "queued",
    attempts: 0,
    lastError: null,
    runAfter: now,
    resendAfter: now + LOST_AFTER_MS,
    createdAt: now,
  };
}

/** A job that its maker does at once: the sweep hands it to others only when the maker is cut off. */
export function heldJob(wanted: Parameters<typeof newJob>[0]): Job {
  const until = wanted.now + LEASE_MS;
  return { ...newJob(wanted), state: "running", attempts: 1, runAfter: until, resendAfter: until };
}

/** The name under which a skill of a job is recorded, once. */
export function runName(jobId: string, position: number): string {
  return `${jobId}:${position}`;
}
