/** A skill that somebody runs by hand and waits for. */
import { z } from "zod";
import { AssetDetail } from "../assets/asset.ts";
import { forgetCached } from "../assets/cached.ts";
import { newId } from "../assets/identity.ts";
import { assetNotFound, getAsset } from "../assets/library.ts";
import { assetById } from "../database/assets.ts";
import { saveExecution } from "../database/jobs.ts";
import { AppError } from "../errors.ts";
import { objectOf } from "../json.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import { findSkill } from "./catalogue.ts";
import { runSkill } from "./run.ts";
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
  const outcome = await runSkill(services, {
    assetId: asset.id,
    skill,
    run: newId(services.now()),
    trigger: "manual",
    parameters,
  });
  if (outcome === null) throw assetNotFound(assetId);
  await saveExecution(services.db, outcome.execution);
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
