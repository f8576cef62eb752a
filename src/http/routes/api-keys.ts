/** API keys that people make for their scripts. */
import { z } from "zod";
import {
  ApiKey,
  CreatedApiKey,
  createApiKey,
  deleteApiKey,
  getApiKey,
  listApiKeys,
  NewApiKey,
} from "../../auth/api-keys.ts";
import { data } from "../envelope.ts";
import { createRouter, json, route } from "../router.ts";

const PATH = "/api/v1/api-keys";
const params = z.object({ id: z.string() });

const create = route({
  operationId: "createApiKey",
  method: "post",
  path: PATH,
  request: { body: json(NewApiKey) },
  responses: { 201: data(CreatedApiKey, "The key, shown this once") },
});

const list = route({
  operationId: "listApiKeys",
  method: "get",
  path: PATH,
  responses: { 200: data(z.array(ApiKey), "Newest first") },
});

const getOne = route({
  operationId: "getApiKey",
  method: "get",
  path: `${PATH}/{id}`,
  request: { params },
  responses: { 200: data(ApiKey, "What the key may do and when it was used") },
});

const deleteOne = route({
  operationId: "deleteApiKey",
  method: "delete",
  path: `${PATH}/{id}`,
  request: { params },
  responses: { 204: { description: "It opens nothing any more" } },
});

export const apiKeyRoutes = createRouter()
  .openapi(create, async (c) => {
    const key = await createApiKey(c.var.services, c.var.principal, c.req.valid("json"));
    c.header("Location", `${PATH}/${key.id}`);
    return c.json({ data: key }, 201);
  })
  .openapi(list, async (c) => c.json({ data: await listApiKeys(c.var.services, c.var.principal) }, 200))
  .openapi(getOne, async (c) =>
    c.json({ data: await getApiKey(c.var.services, c.var.principal, c.req.valid("param").id) }, 200),
  )
  .openapi(deleteOne, async (c) => {
    await deleteApiKey(c.var.services, c.var.principal, c.req.valid("param").id);
    return c.body(null, 204);
  });
