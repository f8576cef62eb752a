/** Who did what: the audit log. */
import { z } from "zod";
import { AuditFilter, AuditPage, findAuditEntries } from "../../audit/find.ts";
import { data } from "../envelope.ts";
import { pageParameters, pageRequest } from "../queries.ts";
import { createRouter, route } from "../router.ts";

const list = route({
  operationId: "listAuditEntries",
  method: "get",
  path: "/api/v1/system/audit",
  request: { query: z.object({ ...pageParameters, ...AuditFilter.shape }) },
  responses: { 200: data(AuditPage, "Writes, newest first") },
});

export const auditRoutes = createRouter().openapi(list, async (c) => {
  const { services } = c.var;
  const { page, pageSize, cursor, ...filter } = c.req.valid("query");
  const wanted = pageRequest({ page, pageSize, cursor }, services.settings);
  return c.json({ data: await findAuditEntries(services, filter, wanted) }, 200);
});
