/** Skills and workflows: what can be done with an image, doing it, and what was done. */
import { z } from "zod";
import { listSkills, SkillListItem } from "../../skills/catalogue.ts";
import { ExecutionPage, executionHistory } from "../../skills/history.ts";
import { runByHand, SkillRunResult } from "../../skills/manual.ts";
import { readGraph } from "../../workflows/graph.ts";
import { allWorkflows } from "../../workflows/profiles.ts";
import { QueuedWorkflow, runWorkflow } from "../../workflows/run.ts";
import { WorkflowProfile } from "../../workflows/workflow.ts";
import { McpAsset } from "../asset.ts";
import { assertPage } from "../page.ts";
import { defineTool, Id } from "../tool.ts";

const assetId = Id.meta({ description: "The asset's id." });

export const listSkillsTool = defineTool({
  name: "list_skills",
  title: "List skills",
  description:
    "List what can be done with an image: each skill with its steps. Use it to find the name for run_asset_skill. Steps that write captions or tags need an active AI provider; without one they fail and say so.",
  effect: "reads",
  input: z.object({}),
  output: z.object({ skills: z.array(SkillListItem) }),
  run: async () => ({ skills: listSkills() }),
});

export const runSkillTool = defineTool({
  name: "run_asset_skill",
  title: "Run skill",
  description:
    "Run one skill on one image now and wait for it. Returns how each step went and the asset afterwards. Look at succeeded and at each step's errorMessage: a failed step is reported there, not as an error of this tool, and later steps still ran. Results of the same kind are replaced; texts that people wrote are kept.",
  effect: "writes",
  input: z.object({
    assetId,
    skillName: z.string().meta({ description: "A name from list_skills.", examples: ["basic_image_enrich"] }),
    parameters: z.record(z.string(), z.unknown()).optional().meta({
      description:
        "Only for skills that take some. format-convert: TargetFormat (webp, jpeg, png, avif), KeepOriginal. watermark: Text, Opacity, FontSize, Position, ReplaceOriginal.",
    }),
  }),
  output: SkillRunResult.extend({ asset: McpAsset }),
  run: ({ services }, given) => runByHand(services, given.assetId, given.skillName, given.parameters),
});

export const listExecutionsTool = defineTool({
  name: "list_executions",
  title: "List skill runs",
  description:
    "List what has been run on one image, newest first: skill, trigger (upload or manual), times, and each step with its failure if it had one. Use it to find out why a thumbnail or caption is missing; get_asset has only the latest run.",
  effect: "reads",
  input: z.object({
    assetId,
    page: z.int().default(1).meta({ minimum: 1, description: "Counted from 1." }),
    pageSize: z.int().default(20).meta({ minimum: 1, maximum: 100, description: "Runs a page." }),
  }),
  output: ExecutionPage,
  async run({ services }, { assetId: id, ...page }) {
    assertPage(page, services.settings);
    return executionHistory(services, id, page);
  },
});

export const listWorkflowsTool = defineTool({
  name: "list_workflows",
  title: "List workflows",
  description:
    "List the workflows that people have put together: each is a row of skills, given in skillIds. Use it to find the id for run_workflow, or to see which one follows every upload (isAutoRun).",
  effect: "reads",
  input: z.object({}),
  output: z.object({
    workflows: z.array(WorkflowProfile.omit({ graphJson: true }).extend({ skillIds: z.array(z.string()) })),
  }),
  async run({ services }) {
    const workflows = await allWorkflows(services);
    return {
      workflows: workflows.map(({ graphJson, ...workflow }) => ({
        ...workflow,
        skillIds: readGraph(graphJson).map(({ skillId }) => skillId),
      })),
    };
  },
});

export const runWorkflowTool = defineTool({
  name: "run_workflow",
  title: "Run workflow",
  description:
    "Start a workflow on one image. It is checked now and done in the background, so this returns at once with the skills in their order; list_executions shows each when it has ended.",
  effect: "writes",
  input: z.object({ assetId, workflowId: Id.meta({ description: "An id from list_workflows." }) }),
  output: QueuedWorkflow,
  run: ({ services }, given) => runWorkflow(services, given.assetId, given.workflowId),
});
