/** A workflow: skills in a row, drawn as a graph. */
import { z } from "zod";
import { Timestamp, timestamp } from "../shape.ts";

export interface Workflow {
  id: string;
  name: string;
  description: string | null;
  /** Runs after each upload; at most one does. */
  isAutoRun: boolean;
  graphJson: string;
  createdAt: number;
  updatedAt: number;
}

export const WorkflowProfile = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    isAutoRun: z.boolean().meta({ description: "Runs after each upload; at most one does." }),
    graphJson: z.string(),
    createdAtUtc: Timestamp,
    updatedAtUtc: Timestamp,
  })
  .meta({ id: "WorkflowProfile" });
export type WorkflowProfile = z.infer<typeof WorkflowProfile>;

export function presentWorkflow({ createdAt, updatedAt, ...workflow }: Workflow): WorkflowProfile {
  return { ...workflow, createdAtUtc: timestamp(createdAt), updatedAtUtc: timestamp(updatedAt) };
}
