/** A skill that somebody runs by hand and waits for. */
import { z } from "zod";
import { AssetDetail } from "../assets/asset.ts";
import { forgetCached } from "../assets/cached.ts";
import { newId } from "../assets/identity.ts";
import { assetNotFound, getAsset } from "../assets/library.ts";
import { assetById } from "../database/assets.ts";
import { finishJob, insertJobs, renewJob, saveExecution } from "../database/jobs.ts";
import { AppError } from "../errors.ts";
import { objectOf } from "../json.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import { findSkill } from "./catalogue.ts";
import { heldJob, LEASE_MS, runName } from "./job.ts";
import { type Outcome, runSkill } from "./run.ts";
import type { Skill } from "./skill.ts";

/** Parameters that are no object are none. */
export const Parameters = z
  .unknown()
  .transform((given) => (Object.keys(objectOf(given)).length === 0 ? undefined : objectOf(given)));

export const SkillRunRequest = fields({ parameters: Parameters.optional() }).nullable();

export const SkillRunResult = z
  .object({
    succeeded: z.boolean().meta({ description: "All steps succeeded." }),
    skillName: z.string(),
    steps: z.array(
      z.object({ name: z.string(), succeeded: z.boolean(), errorMessage: z.string().nullable() }),
    ),
    asset: AssetDetail.meta({ description: "As it is after the run" }),
  })
  .meta({ id: "SkillRunResult" });

/** @throws {AppError} `skill_name_required` | `skill_not_found` */
export function skillNamed(name: string): Skill {
  if (name.trim() === "") throw new AppError("skill_name_required", "Name the skill to run.");
  const skill = findSkill(name);
  if (skill === null) throw new AppError("skill_not_found", `There is no skill ${name.trim()}.`);
  return skill;
}

export async function runByHand(
  services: Services,
  assetId: string,
  skillName: string,
  parameters: unknown,
): Promise<z.infer<typeof SkillRunResult>> {
  if (skillName.trim() === "") skillNamed(skillName);
  const asset = await assetById(services.db, assetId);
  if (asset === null) throw assetNotFound(assetId);
  const skill = skillNamed(skillName);
  const outcome = await (skill.changesInPlace ? runAsJob : runOnce)(services, asset.id, skill, parameters);
  if (outcome === null) throw assetNotFound(assetId);
  await forgetCached(services, [asset.id]);
  const { succeeded, steps } = outcome.execution;
  return {
    succeeded,
    skillName: skill.name,
    steps: steps.map(({ stepName, succeeded, errorMessage }) => ({
      name: stepName,
      succeeded,
      errorMessage,
    })),
    asset: await getAsset(services, asset.id),
  };
}

async function runOnce(
  services: Services,
  assetId: string,
  skill: Skill,
  parameters: unknown,
): Promise<Outcome | null> {
  const run = newId(services.now());
  const outcome = await runSkill(services, { assetId, skill, run, trigger: "manual", parameters });
  if (outcome !== null) await saveExecution(services.db, outcome.execution);
  return outcome;
}

/** When the worker dies between the bytes and the row, somebody must come back and make them agree. */
async function runAsJob(
  services: Services,
  assetId: string,
  skill: Skill,
  parameters: unknown,
): Promise<Outcome | null> {
  const { db, now } = services;
  const skills = [{ skillName: skill.name, parameters }];
  const job = heldJob({ assetId, trigger: "manual", skills, now: now() });
  await insertJobs(db, [job]);
  const outcome = await runSkill(services, {
    assetId,
    skill,
    run: runName(job.id, 0),
    trigger: "manual",
    parameters,
    beforeStep: () => renewJob(db, job.id, now() + LEASE_MS),
  });
  const unfinished = outcome?.transient.some(({ code }) => code === "original_unrecorded") ?? false;
  if (outcome !== null) {
    // What the job has yet to finish, it records itself, under its own name.
    const run = unfinished ? newId(now()) : outcome.execution.run;
    await saveExecution(db, { ...outcome.execution, run });
  }
  if (!unfinished) await finishJob(db, job.id);
  return outcome;
}
