/** The policy table at the door: who is asking, and may they? */
import { createMiddleware } from "hono/factory";
import { identify } from "../auth/credentials.ts";
import { may } from "../auth/permissions.ts";
import { type Operation, POLICY, type Requirement } from "../auth/policy.ts";
import { AppError } from "../errors.ts";
import type { AppEnv } from "./router.ts";

export function authorize(operation: Operation) {
  const requirement: Requirement = POLICY[operation];
  return createMiddleware<AppEnv>(async (c, next) => {
    if (requirement !== "anyone") {
      const principal = await identify(c.var.services, c.req.header("authorization"));
      if (requirement === "session") {
        if (principal.kind !== "user")
          throw new AppError("auth_unauthorized", "Sign in as a person; an API key won't do.");
      } else if (!may(principal, requirement)) {
        throw new AppError("auth_forbidden", `This needs the permission ${requirement}.`);
      }
      c.set("principal", principal);
    }
    await next();
  });
}
