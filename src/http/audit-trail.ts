/** Every write of the API leaves an entry in the audit log: here, once, for all of them. */
import { createMiddleware } from "hono/factory";
import { recordDeed } from "../audit/record.ts";
import type { Operation } from "../auth/policy.ts";
import { AppError } from "../errors.ts";
import { clientOf } from "./client.ts";
import type { AppEnv } from "./router.ts";

export function auditTrail(operation: Operation) {
  return createMiddleware<AppEnv>(async (c, next) => {
    await next();
    if (c.req.method === "GET" || c.req.method === "HEAD") return;
    const { services, traceId, principal, subject, target } = c.var;
    recordDeed(services, {
      operation,
      actor: principal,
      subject,
      target: target ?? c.req.param("id") ?? createdId(c.res),
      status: c.res.status,
      errorCode: c.error === undefined ? null : AppError.from(c.error).code,
      client: clientOf(c),
      traceId,
    });
  });
}

/** What was made says where it is. */
function createdId(response: Response): string | null {
  return response.headers.get("location")?.split("/").at(-1) ?? null;
}
