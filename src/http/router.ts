/** Routes as contracts: what a route takes, gives and who may call it; the rest is the same for all of them. */

import { createRoute, OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import type { ZodError, z } from "zod";
import type { Subject } from "../audit/entry.ts";
import type { Person, Principal } from "../auth/permissions.ts";
import type { Operation } from "../auth/policy.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { auditTrail } from "./audit-trail.ts";
import { authorize } from "./authenticate.ts";
import { failure } from "./envelope.ts";
import { jsonBody } from "./json-body.ts";

export interface AppEnv {
  Bindings: Env;
  Variables: {
    services: Services;
    traceId: string;
    /** Set by `authorize`; absent on routes for anyone. */
    principal: Principal;
    /** Set by `authorize` on routes that need a signed-in person. */
    person: Person;
    /** For the audit log: whose account it is about while nobody is signed in yet, set by the route. */
    subject?: Subject;
    /** For the audit log: what it is about, where neither the path nor `Location` says so. */
    target?: string;
  };
}

/** Routers are made here, so that bad input reads the same everywhere. */
export function createRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error);
    },
  });
}

/** A route that its operation's policy row guards; unless it takes a form, it takes JSON as clients really send it. */
export function route<
  const R extends Omit<RouteConfig, "operationId" | "path"> & { operationId: Operation; path: string },
>(config: R) {
  const { operationId, request } = config;
  const takesForm = "multipart/form-data" in (request?.body?.content ?? {});
  return createRoute({
    ...config,
    middleware: [auditTrail(operationId), authorize(operationId), ...(takesForm ? [] : [jsonBody])],
    responses: { default: failure("Any error"), ...config.responses } as R["responses"],
  });
}

/** The first problem, with the field that has it. */
export function invalidRequest(error: ZodError): AppError {
  const issue = error.issues.map(insideUnion)[0];
  const field = issue?.path.join(".");
  const problem = issue?.message ?? "invalid";
  return new AppError(
    "request_invalid",
    field ? `${field}: ${problem}` : `The request is not valid: ${problem}`,
  );
}

/** What is wrong with the alternative that was meant: the one that fits from the outside. */
function insideUnion(issue: ZodError["issues"][number]): ZodError["issues"][number] {
  if (issue.code !== "invalid_union") return issue;
  const firsts = issue.errors.flatMap(([first]) => (first === undefined ? [] : [first]));
  return firsts.find(({ code, path }) => code !== "invalid_type" || path.length > 0) ?? issue;
}

/** A JSON body of a route's contract. */
export function json<T extends z.ZodType>(schema: T) {
  return { required: true as const, content: { "application/json": { schema } } };
}
