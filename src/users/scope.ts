/** Whom a caller sees and manages: an API key and the super admin everyone, an admin the plain users, a user nobody. */
import type { Principal, Role } from "../auth/permissions.ts";

/** @returns the one role whose accounts the caller sees; `all`, or `none` */
export function visibleRole(caller: Principal): Role | "all" | "none" {
  if (caller.kind === "apiKey" || caller.role === "superAdmin") return "all";
  return caller.role === "admin" ? "user" : "none";
}
