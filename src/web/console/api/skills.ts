/** Skills and workflows: what there is, running them, what was run. */
import type { z } from "zod";
import type { ExecutionSummary } from "../../../assets/asset.ts";
import type { WorkflowProfile } from "../../../workflows/workflow.ts";
import { call } from "../session/call.ts";
import type { DryRun, RunResult, Skill } from "./answers.ts";

export type { DryRun, RunResult, Skill } from "./answers.ts";

export type Execution = z.infer<typeof ExecutionSummary>;

export type Workflow = WorkflowProfile;

export type WorkflowInput = Pick<Workflow, "name" | "description" | "isAutoRun" | "graphJson">;
export type Parameters = Record<string, unknown>;

/** Models may think for a minute, a step. */
const RUN_MILLISECONDS = 200_000;
const WORKFLOWS = "/api/v1/system/workflows";

export function readSkills(): Promise<Skill[]> {
  return call("/api/v1/assets/skills");
}

export function runSkill(assetId: string, skillName: string, parameters: Parameters): Promise<RunResult> {
  return call(`/api/v1/assets/${assetId}/skills/${encodeURIComponent(skillName)}/run`, {
    method: "POST",
    json: { parameters },
    milliseconds: RUN_MILLISECONDS,
  });
}

export function readExecutions(assetId: string): Promise<{ items: Execution[]; total: number }> {
  return call(`/api/v1/assets/${assetId}/executions?pageSize=20`);
}

export function readWorkflows(): Promise<Workflow[]> {
  return call(WORKFLOWS);
}

export function runWorkflow(assetId: string, workflowId: string): Promise<{ skillIds: string[] }> {
  return call(`/api/v1/assets/${assetId}/workflows/${workflowId}/run`, { method: "POST" });
}

export function createWorkflow(input: WorkflowInput): Promise<Workflow> {
  return call(WORKFLOWS, { method: "POST", json: input });
}

export function replaceWorkflow(id: string, input: WorkflowInput): Promise<Workflow> {
  return call(`${WORKFLOWS}/${id}`, { method: "PUT", json: input });
}

export function removeWorkflow(id: string): Promise<null> {
  return call(`${WORKFLOWS}/${id}`, { method: "DELETE" });
}

export function makeAutoRun(id: string): Promise<Workflow> {
  return call(`${WORKFLOWS}/${id}/autorun`, { method: "PATCH" });
}

/** Runs the graph on the picture and stores nothing. */
export function dryRun(graphJson: string, assetId: string): Promise<DryRun> {
  return call(`${WORKFLOWS}/dry-run`, {
    method: "POST",
    json: { graphJson, assetId },
    milliseconds: RUN_MILLISECONDS,
  });
}
