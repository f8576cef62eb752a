/** Skills: which there are, running them, and what has been run. */
import { z } from "zod";
import { runOnMany, SkillBatchRequest, SkillBatchResult } from "../../skills/batch.ts";
import { listSkills, SkillListItem } from "../../skills/catalogue.ts";
import { ExecutionPage, executionHistory } from "../../skills/history.ts";
import { runByHand, SkillRunRequest, SkillRunResult } from "../../skills/manual.ts";
import { QueuedWorkflow, runWorkflow } from "../../workflows/run.ts";
import { data } from "../envelope.ts";
import { pageParameters, pageRequest } from "../queries.ts";
import { createRouter, json, route } from "../router.ts";

const params = z.object({ id: z.string() });

const list = route({
  operationId: "listSkills",
  method: "get",
  path: "/api/v1/assets/skills",
  responses: { 200: data(z.array(SkillListItem), "Every skill, in its order") },
});

const run = route({
  operationId: "runSkill",
  method: "post",
  path: "/api/v1/assets/{id}/skills/{skillName}/run",
  request: { params: params.extend({ skillName: z.string() }), body: json(SkillRunRequest) },
  responses: { 200: data(SkillRunResult, "How it went, also when steps failed") },
});

const runBatch = route({
  operationId: "runSkillBatch",
  method: "post",
  path: "/api/v1/assets/skills/{skillName}/run-batch",
  request: { params: z.object({ skillName: z.string() }), body: json(SkillBatchRequest) },
  responses: { 202: data(SkillBatchResult, "Queued: one job for each asset") },
});

const executions = route({
  operationId: "listExecutions",
  method: "get",
  path: "/api/v1/assets/{id}/executions",
  request: { params, query: z.object(pageParameters).omit({ cursor: true }) },
  responses: { 200: data(ExecutionPage, "What has been run, newest first") },
});

const workflow = route({
  operationId: "runWorkflow",
  method: "post",
  path: "/api/v1/assets/{id}/workflows/{workflowId}/run",
  request: { params: params.extend({ workflowId: z.string() }) },
  responses: { 202: data(QueuedWorkflow, "Queued; the asset shows each skill as it ends") },
});

/** Mounted before the routes of assets: `skills` is no id. */
export const skillRoutes = createRouter()
  .openapi(list, (c) => c.json({ data: listSkills() }, 200))
  .openapi(run, async (c) => {
    const { id, skillName } = c.req.valid("param");
    const parameters = c.req.valid("json")?.parameters;
    return c.json({ data: await runByHand(c.var.services, id, skillName, parameters) }, 200);
  })
  .openapi(runBatch, async (c) => {
    const { skillName } = c.req.valid("param");
    return c.json({ data: await runOnMany(c.var.services, skillName, c.req.valid("json")) }, 202);
  })
  .openapi(executions, async (c) => {
    const { services } = c.var;
    const page = pageRequest(c.req.valid("query"), services.settings);
    return c.json({ data: await executionHistory(services, c.req.valid("param").id, page) }, 200);
  })
  .openapi(workflow, async (c) => {
    const { id, workflowId } = c.req.valid("param");
    const queued = await runWorkflow(c.var.services, id, workflowId);
    c.header("Location", `/api/v1/assets/${queued.assetId}`);
    return c.json({ data: queued }, 202);
  });
