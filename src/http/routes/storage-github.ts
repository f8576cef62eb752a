/** The repository behind a GitHub profile: looking around and writing single files. */
import { z } from "zod";
import { BrowseResult, browseRepository } from "../../providers/github-browse.ts";
import { UpsertRequest, UpsertResult, upsertFile } from "../../providers/github-upsert.ts";
import { data } from "../envelope.ts";
import { createRouter, json, route } from "../router.ts";

const BASE = "/api/v1/system/storage/providers/{id}/github-repo";
const params = z.object({ id: z.string() });

const whole = (fallback: number) =>
  z
    .string()
    .regex(/^[+-]?\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .default(fallback);

const browse = route({
  operationId: "browseGithubRepository",
  method: "get",
  path: `${BASE}/browse`,
  request: {
    params,
    query: z.object({
      path: z.string().default(""),
      recursive: z.stringbool({ truthy: ["true"], falsy: ["false"] }).default(false),
      maxDepth: whole(2),
      type: z.string().default("all").meta({ description: "`all`, `file` or `dir`" }),
      keyword: z.string().nullable().default(null),
      page: whole(1),
      pageSize: whole(50),
    }),
  },
  responses: { 200: data(BrowseResult, "Folders first, then by name") },
});

const upsert = route({
  operationId: "upsertGithubFile",
  method: "post",
  path: `${BASE}/upsert`,
  request: { params, body: json(UpsertRequest) },
  responses: { 200: data(UpsertResult, "Committed") },
});

export const storageGithubRoutes = createRouter()
  .openapi(browse, async (c) =>
    c.json(
      { data: await browseRepository(c.var.services, c.req.valid("param").id, c.req.valid("query")) },
      200,
    ),
  )
  .openapi(upsert, async (c) =>
    c.json({ data: await upsertFile(c.var.services, c.req.valid("param").id, c.req.valid("json")) }, 200),
  );
