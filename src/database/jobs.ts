/** Jobs as rows: claimed by a conditional update, so that a message that comes twice is harmless. */
import { and, asc, eq, lte, ne, sql } from "drizzle-orm";
import type { Execution } from "../skills/execution.ts";
import type { Job, PlannedSkill } from "../skills/job.ts";
import { type Database, transaction } from "./database.ts";
import { recordExecution } from "./executions.ts";
import { jobs } from "./schema.ts";

/** A delayed message may arrive a little before its time. */
const EARLY_MS = 1000;

export async function insertJobs(db: Database, given: Job[]): Promise<void> {
  await transaction(
    db,
    given.map((job) => db.insert(jobs).values(job)),
  );
}

/** Writes down what a job is to do, once. @returns what is written down, for another may have been faster */
export async function planJob(db: Database, id: string, skills: PlannedSkill[]): Promise<PlannedSkill[]> {
  const planned = await db
    .update(jobs)
    .set({ skills: sql`coalesce(skills, ${JSON.stringify(skills)})` })
    .where(eq(jobs.id, id))
    .returning({ skills: jobs.skills });
  return planned[0]?.skills ?? [];
}

/** Takes an open job that is due, until `until`. @returns null when it is done, taken, or not due yet */
export async function claimJob(db: Database, id: string, now: number, until: number): Promise<Job | null> {
  const claimed = await db
    .update(jobs)
    .set({ state: "running", attempts: sql`attempts + 1`, runAfter: until, resendAfter: until })
    .where(and(eq(jobs.id, id), ne(jobs.state, "failed"), lte(jobs.runAfter, now + EARLY_MS)))
    .returning();
  return claimed[0] ?? null;
}

export async function renewJob(db: Database, id: string, until: number): Promise<void> {
  await db.update(jobs).set({ runAfter: until, resendAfter: until }).where(eq(jobs.id, id));
}

export async function postponeJob(
  db: Database,
  id: string,
  { runAfter, resendAfter, lastError }: Pick<Job, "runAfter" | "resendAfter" | "lastError">,
): Promise<void> {
  await db.update(jobs).set({ state: "queued", runAfter, resendAfter, lastError }).where(eq(jobs.id, id));
}

/** A finished job is gone; its executions tell the story. */
export async function finishJob(db: Database, id: string): Promise<void> {
  await db.delete(jobs).where(eq(jobs.id, id));
}

export async function saveExecution(db: Database, execution: Execution): Promise<void> {
  await transaction(db, recordExecution(execution));
}

/** The job is given up and says why, together with the executions that it still owed. */
export async function failJob(db: Database, id: string, reason: string, owed: Execution[]): Promise<void> {
  await transaction(db, [
    db.update(jobs).set({ state: "failed", lastError: reason }).where(eq(jobs.id, id)),
    ...owed.flatMap((execution) => recordExecution(execution)),
  ]);
}

export async function jobById(db: Database, id: string): Promise<Job | null> {
  return (await db.select().from(jobs).where(eq(jobs.id, id)).get()) ?? null;
}

/** Open jobs whose message counts as lost before `until`; the most overdue first. */
export async function jobsToResend(db: Database, until: number, limit: number): Promise<Job[]> {
  return db
    .select()
    .from(jobs)
    .where(and(lte(jobs.resendAfter, until), sql`state <> 'failed'`))
    .orderBy(asc(jobs.resendAfter))
    .limit(limit);
}

export async function markResent(db: Database, ids: string[], resendAfter: number): Promise<void> {
  const list = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  await db.update(jobs).set({ resendAfter }).where(sql`${jobs.id} IN ${list}`);
}

/** Jobs that were given up before `before` have told their story long enough. */
export async function forgetFailedJobs(db: Database, before: number): Promise<void> {
  await db.delete(jobs).where(and(eq(jobs.state, "failed"), lte(jobs.createdAt, before)));
}
