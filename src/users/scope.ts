/**
 * Whom a caller may manage. A key from the settings stands above the roles; a managed key stands where the person
 * stands who made it, or beside the super admin when a key from the settings made it.
 */
import type { Principal, Role } from "../auth/permissions.ts";
import { AppError } from "../errors.ts";
import type { Account } from "./user.ts";

type Standing = { role: Role; userId: string | null } | "deployment";

function standingOf(caller: Principal): Standing {
  if (caller.kind === "user") return caller;
  if (caller.managed === null) return "deployment";
  return caller.managed.maker ?? { role: "superAdmin", userId: null };
}

/** @returns the one role whose accounts the caller sees; `all`, or `none` */
export function visibleRole(caller: Principal): Role | "all" | "none" {
  const standing = standingOf(caller);
  if (standing === "deployment" || standing.role === "superAdmin") return "all";
  return standing.role === "admin" ? "user" : "none";
}

/** @throws {AppError} `user_manage_super_admin_forbidden`, `user_manage_forbidden` */
export function refuseOutOfScope(caller: Principal, target: Account): void {
  const standing = standingOf(caller);
  if (standing === "deployment") return;
  if (standing.role === "superAdmin") {
    if (target.role !== "superAdmin" || target.id === standing.userId) return;
    throw new AppError(
      "user_manage_super_admin_forbidden",
      "Only the super admin manages their own account.",
    );
  }
  if (standing.role !== "admin" || target.role !== "user")
    throw new AppError("user_manage_forbidden", "This account is outside of what you may manage.");
}

/** @throws {AppError} `user_create_forbidden` */
export function refuseCreating(caller: Principal, role: Role): void {
  const visible = visibleRole(caller);
  if (visible !== "all" && visible !== role)
    throw new AppError("user_create_forbidden", `You may not create an account with the role ${role}.`);
}

/** Whether a caller may make an account an admin's. */
export function mayPromote(caller: Principal): boolean {
  return visibleRole(caller) === "all";
}

export function isSelf(caller: Principal, target: Account): boolean {
  const standing = standingOf(caller);
  return standing !== "deployment" && standing.userId === target.id;
}
