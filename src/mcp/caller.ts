import type { Permission } from "../auth/permissions.ts";
import { may, type Principal } from "../auth/permissions.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";

/** Who called, with what the deployment offers: what every tool, resource and prompt is given. */
export interface Caller {
  services: Services;
  principal: Principal;
  traceId: string;
}

/** @throws {AppError} `auth_forbidden` */
export function assertMay({ principal }: Caller, permission: Permission): void {
  if (!may(principal, permission)) {
    throw new AppError("auth_forbidden", `This key lacks the permission ${permission}.`);
  }
}
