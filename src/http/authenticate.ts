/** The policy table at the door: who is asking, and may they? */
import { createMiddleware } from "hono/factory";
import { identify, identifyPerson } from "../auth/credentials.ts";
import { may } from "../auth/permissions.ts";
import { type Operation, POLICY, type Requirement } from "../auth/policy.ts";
import { AppError } from "../errors.ts";
import type { AppEnv } from "./router.ts";

export function authorize(operation: Operation) {
  const requirement: Requirement = POLICY[operation];
  return createMiddleware<AppEnv>(async (c, next) => {
    const authorization = c.req.header("authorization");
    if (requirement === "session") {
      const person = await identifyPerson(c.var.services, authorization);
      c.set("person", person);
      c.set("principal", person);
    } else if (requirement !== "anyone") {
      const principal = await identify(c.var.services, authorization);
      c.set("principal", principal);
      if (!may(principal, requirement))
        throw new AppError("auth_forbidden", `This needs the permission ${requirement}.`);
    }
    await next();
  });
}
