/** Keeping workflows. */
import { z } from "zod";
import { newId } from "../assets/identity.ts";
import { isTaken } from "../database/database.ts";
import {
  deleteWorkflow,
  insertWorkflow,
  listWorkflows,
  updateWorkflow,
  workflowById,
} from "../database/workflows.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import { parseGraph } from "./graph.ts";
import { presentWorkflow, type Workflow, type WorkflowProfile } from "./workflow.ts";

const MAX_NAME = 100;
const MAX_DESCRIPTION = 1000;
/** Far above what anybody draws; a row of the database holds 2 MB. */
const MAX_GRAPH = 512 * 1024;

export const WorkflowInput = fields({
  name: z.string().nullish(),
  description: z.string().nullish(),
  isAutoRun: z.boolean().nullish(),
  graphJson: z.string().nullish(),
});
export type WorkflowInput = z.infer<typeof WorkflowInput>;

export async function allWorkflows({ db }: Services): Promise<WorkflowProfile[]> {
  return (await listWorkflows(db)).map(presentWorkflow);
}

export async function oneWorkflow(services: Services, id: string): Promise<WorkflowProfile> {
  return presentWorkflow(await existingWorkflow(services, id));
}

export async function createWorkflow(services: Services, input: WorkflowInput): Promise<WorkflowProfile> {
  const now = services.now();
  const workflow = { id: newId(now), ...checked(input), createdAt: now, updatedAt: now };
  await orNameConflict(workflow, insertWorkflow(services.db, workflow));
  return presentWorkflow(workflow);
}

/** All of it: what is left out goes back to its default. */
export async function replaceWorkflow(
  services: Services,
  id: string,
  input: WorkflowInput,
): Promise<WorkflowProfile> {
  return change(services, await existingWorkflow(services, id), checked(input));
}

/** After it, this is the workflow that follows uploads. Doing it again changes nothing. */
export async function makeAutoRun(services: Services, id: string): Promise<WorkflowProfile> {
  const before = await existingWorkflow(services, id);
  return before.isAutoRun ? presentWorkflow(before) : change(services, before, { isAutoRun: true });
}

export async function removeWorkflow({ db }: Services, id: string): Promise<void> {
  if (!(await deleteWorkflow(db, id))) throw notFound(id);
}

/** @throws {AppError} `workflow_profile_not_found` */
export async function existingWorkflow({ db }: Services, id: string): Promise<Workflow> {
  const workflow = await workflowById(db, id);
  if (workflow === null) throw notFound(id);
  return workflow;
}

async function change(
  services: Services,
  before: Workflow,
  changes: Partial<Checked>,
): Promise<WorkflowProfile> {
  const { id } = before;
  const updatedAt = Math.max(services.now(), before.updatedAt + 1);
  const found = await orNameConflict(changes, updateWorkflow(services.db, id, { ...changes, updatedAt }));
  if (!found) throw notFound(id);
  return oneWorkflow(services, id);
}

type Checked = Pick<Workflow, "name" | "description" | "isAutoRun" | "graphJson">;

/** Which skills the graph names is not looked at: a workflow may be drawn before its skill exists. */
function checked(input: WorkflowInput): Checked {
  const name = input.name?.trim() ?? "";
  if (name === "") throw new AppError("workflow_profile_name_required", "name: must not be blank.");
  if (name.length > MAX_NAME) {
    throw new AppError("workflow_profile_name_too_long", `name: has more than ${MAX_NAME} characters.`);
  }
  const description = input.description?.trim() || null;
  if (description !== null && description.length > MAX_DESCRIPTION) {
    throw new AppError(
      "workflow_profile_description_too_long",
      `description: has more than ${MAX_DESCRIPTION} characters.`,
    );
  }
  const graphJson = input.graphJson?.trim() ?? "";
  if (graphJson.length > MAX_GRAPH) {
    throw new AppError("request_invalid", `graphJson: has more than ${MAX_GRAPH} characters.`);
  }
  parseGraph(graphJson);
  return { name, description, isAutoRun: input.isAutoRun ?? false, graphJson };
}

function notFound(id: string): AppError {
  return new AppError("workflow_profile_not_found", `There is no workflow ${id}.`);
}

async function orNameConflict<T>({ name }: Partial<Checked>, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (thrown) {
    if (!isTaken(thrown, "workflows.name_key")) throw thrown;
    throw new AppError("workflow_profile_name_conflict", `There is already a workflow named ${name}.`);
  }
}
