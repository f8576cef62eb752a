/** Trying a graph on an asset: every step runs, what it learned is told and thrown away. */
import { z } from "zod";
import { assetNotFound } from "../assets/library.ts";
import { assetRecord } from "../database/assets.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import { findSkill } from "../skills/catalogue.ts";
import { readable } from "../skills/readable.ts";
import { contextOf, type Source } from "../skills/run.ts";
import type { Findings, Skill } from "../skills/skill.ts";
import { readGraph } from "./graph.ts";

export const DryRunRequest = fields({ graphJson: z.string(), assetId: z.string() });

export const DryRunResult = z
  .object({
    succeeded: z.boolean(),
    skills: z.array(
      z.object({
        skillName: z.string(),
        steps: z.array(
          z.object({
            name: z.string(),
            succeeded: z.boolean(),
            errorMessage: z.string().nullable(),
            derivatives: z.array(
              z.object({ kind: z.string(), width: z.int(), height: z.int(), size: z.int() }),
            ),
            result: z.object({ kind: z.string(), payloadJson: z.string() }).nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({
    id: "WorkflowDryRun",
    description:
      "Each step sees the asset as it is: what the steps before it would have changed isn't there.",
  });

type StepResult = z.infer<typeof DryRunResult>["skills"][number]["steps"][number];

/** @throws {AppError} the codes of a workflow's run, for the graph as it is given */
export async function dryRun(
  services: Services,
  { graphJson, assetId }: z.infer<typeof DryRunRequest>,
): Promise<z.infer<typeof DryRunResult>> {
  const record = await assetRecord(services.db, assetId);
  if (record === null) throw assetNotFound(assetId);
  const planned = readGraph(graphJson).map(({ skillId, parameters }) => ({
    skill: existingSkill(skillId),
    parameters: parameters ?? undefined,
  }));
  if (planned.length === 0)
    throw new AppError("workflow_profile_has_no_skills", "The graph has no skills to run.");
  const sources = new Map<string, Source>();
  const skills = [];
  for (const { skill, parameters } of planned) {
    const run = { skill, trigger: "manual" as const, parameters };
    const context = contextOf(services, run, record, sources);
    const steps: StepResult[] = [];
    for (const step of skill.steps) {
      try {
        steps.push({
          name: step.name,
          succeeded: true,
          errorMessage: null,
          ...learned(await step.run(context)),
        });
      } catch (thrown) {
        const errorMessage = readable(AppError.from(thrown).message, step.name);
        steps.push({ name: step.name, succeeded: false, errorMessage, derivatives: [], result: null });
      }
    }
    skills.push({ skillName: skill.name, steps });
  }
  return { succeeded: skills.every(({ steps }) => steps.every(({ succeeded }) => succeeded)), skills };
}

function existingSkill(skillId: string): Skill {
  const skill = findSkill(skillId);
  if (skill !== null) return skill;
  throw new AppError(
    "workflow_profile_contains_unsupported_skills",
    `The graph has a skill that does not exist: ${skillId}.`,
  );
}

function learned({ renditions = [], result }: Findings): Pick<StepResult, "derivatives" | "result"> {
  return {
    derivatives: renditions.map(({ kind, width, height, bytes }) => ({
      kind,
      width,
      height,
      size: bytes.byteLength,
    })),
    result: result === undefined ? null : { kind: result.kind, payloadJson: JSON.stringify(result.payload) },
  };
}
