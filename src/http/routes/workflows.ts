/** Workflow profiles; running one is with the skills. */
import { z } from "zod";
import {
  allWorkflows,
  createWorkflow,
  makeAutoRun,
  oneWorkflow,
  removeWorkflow,
  replaceWorkflow,
  WorkflowInput,
} from "../../workflows/profiles.ts";
import { WorkflowProfile } from "../../workflows/workflow.ts";
import { data } from "../envelope.ts";
import { createRouter, json, route } from "../router.ts";

const params = z.object({ id: z.string() });
const path = "/api/v1/system/workflows";

const list = route({
  operationId: "listWorkflows",
  method: "get",
  path,
  responses: { 200: data(z.array(WorkflowProfile), "The auto-run one first, then by name") },
});

const get = route({
  operationId: "getWorkflow",
  method: "get",
  path: `${path}/{id}`,
  request: { params },
  responses: { 200: data(WorkflowProfile, "The workflow") },
});

const create = route({
  operationId: "createWorkflow",
  method: "post",
  path,
  request: { body: json(WorkflowInput) },
  responses: { 201: data(WorkflowProfile, "Saved") },
});

const replace = route({
  operationId: "replaceWorkflow",
  method: "put",
  path: `${path}/{id}`,
  request: { params, body: json(WorkflowInput) },
  responses: { 200: data(WorkflowProfile, "The workflow as it is now") },
});

const remove = route({
  operationId: "deleteWorkflow",
  method: "delete",
  path: `${path}/{id}`,
  request: { params },
  responses: { 204: { description: "It is gone" } },
});

const autoRun = route({
  operationId: "setAutoRunWorkflow",
  method: "patch",
  path: `${path}/{id}/autorun`,
  request: { params },
  responses: { 200: data(WorkflowProfile, "The one that follows uploads from now on") },
});

export const workflowRoutes = createRouter()
  .openapi(list, async (c) => c.json({ data: await allWorkflows(c.var.services) }, 200))
  .openapi(get, async (c) =>
    c.json({ data: await oneWorkflow(c.var.services, c.req.valid("param").id) }, 200),
  )
  .openapi(create, async (c) => {
    const workflow = await createWorkflow(c.var.services, c.req.valid("json"));
    c.header("Location", `${path}/${workflow.id}`);
    return c.json({ data: workflow }, 201);
  })
  .openapi(replace, async (c) => {
    const { id } = c.req.valid("param");
    return c.json({ data: await replaceWorkflow(c.var.services, id, c.req.valid("json")) }, 200);
  })
  .openapi(remove, async (c) => {
    await removeWorkflow(c.var.services, c.req.valid("param").id);
    return c.body(null, 204);
  })
  .openapi(autoRun, async (c) =>
    c.json({ data: await makeAutoRun(c.var.services, c.req.valid("param").id) }, 200),
  );
