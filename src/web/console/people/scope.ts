/** Whom the signed-in person may manage, as the API has it: what it would refuse is not offered. */
import type { Role } from "../../../auth/permissions.ts";
import type { Person } from "../api/people.ts";
import { session } from "../session/session.ts";

export function canManage(target: Person): boolean {
  const me = session.get()?.user;
  if (me?.role === "superAdmin") return target.role !== "superAdmin" || target.id === me.id;
  return me?.role === "admin" && target.role === "user";
}

export function isMe(target: Person): boolean {
  return session.get()?.user.id === target.id;
}

/** Roles that one may give. */
export function givenRoles(): Role[] {
  return session.get()?.user.role === "superAdmin" ? ["user", "admin"] : ["user"];
}
