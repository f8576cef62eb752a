/** Running a workflow on an asset: checked now, done in the background. */
import { z } from "zod";
import { assetNotFound } from "../assets/library.ts";
import { assetById } from "../database/assets.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { planned } from "../skills/after-upload.ts";
import { findSkill } from "../skills/catalogue.ts";
import { enqueue, newJob } from "../skills/jobs.ts";
import { readGraph } from "./graph.ts";
import { existingWorkflow } from "./profiles.ts";

export const QueuedWorkflow = z
  .object({ assetId: z.uuid(), workflowId: z.uuid(), skillIds: z.array(z.string()) })
  .meta({ id: "QueuedWorkflow" });

export async function runWorkflow(
  services: Services,
  assetId: string,
  workflowId: string,
): Promise<z.infer<typeof QueuedWorkflow>> {
  const asset = await assetById(services.db, assetId);
  if (asset === null) throw assetNotFound(assetId);
  const workflow = await existingWorkflow(services, workflowId);
  const nodes = readGraph(workflow.graphJson);
  if (nodes.length === 0) {
    throw new AppError("workflow_profile_has_no_skills", `The workflow ${workflow.name} has no skills.`);
  }
  const skillIds = nodes.map(({ skillId }) => skillId);
  const unknown = skillIds.filter((skillId) => findSkill(skillId) === null);
  if (unknown.length > 0) {
    throw new AppError(
      "workflow_profile_contains_unsupported_skills",
      `The workflow ${workflow.name} has skills that do not exist: ${[...new Set(unknown)].join(", ")}.`,
    );
  }
  await enqueue(services, [
    newJob({ assetId: asset.id, trigger: "manual", skills: planned(nodes), now: services.now() }),
  ]);
  return { assetId: asset.id, workflowId: workflow.id, skillIds };
}
