/** Changes to an account. */
import { z } from "zod";
import { hashPassword } from "../auth/passwords.ts";
import { type Principal, ROLE_DEFAULTS } from "../auth/permissions.ts";
import { type AccountChanges, isUsernameTaken, updateUser } from "../database/user-changes.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { anyCase, fields } from "../shape.ts";
import { checkPassword, checkUsername, usernameTaken } from "./fields.ts";
import { getUser } from "./find.ts";
import { normaliseGrants, refuseGrantsBeyond } from "./grants.ts";
import { isSelf, mayPromote } from "./scope.ts";
import { type Account, ROLES } from "./user.ts";

export const UserChanges = fields({
  username: z.string().nullish(),
  role: anyCase(ROLES).optional(),
  isActive: z.boolean().optional(),
});
export const StatusChange = fields({ isActive: z.boolean() });
export const GrantsChange = fields({ permissions: z.array(z.string()) });
export const PasswordReset = fields({ newPassword: z.string() });

/** A role change replaces the grants; it and disabling end the sign-ins of that user. */
export async function editUser(
  services: Services,
  caller: Principal,
  id: string,
  request: z.infer<typeof UserChanges>,
): Promise<Account> {
  const target = await getUser(services, caller, id);
  const role = request.role ?? target.role;
  const isActive = request.isActive ?? target.isActive;
  if (role !== target.role) refuseRoleChange(caller, target, role);
  const username = request.username == null ? target.username : checkUsername(request.username);
  if (username !== target.username && (await isUsernameTaken(services.db, username, target.id)))
    throw usernameTaken(username);
  if (!isActive) refuseDisabling(caller, target);

  const isNewRole = role !== target.role;
  const written = await write(services, target, {
    ...(username === target.username ? {} : { username, usernameKey: username }),
    role,
    isActive,
    ...(isNewRole ? { grants: normaliseGrants(ROLE_DEFAULTS[role]) } : {}),
    ...(isNewRole || !isActive ? { sessions: "revoke" } : {}),
  });
  return written ?? editUser(services, caller, id, request);
}

export async function replaceGrants(
  services: Services,
  caller: Principal,
  id: string,
  { permissions }: z.infer<typeof GrantsChange>,
): Promise<Account> {
  const target = await getUser(services, caller, id);
  if (target.role === "superAdmin")
    throw new AppError("user_super_admin_permissions_forbidden", "A super admin's permissions are fixed.");
  if (isSelf(caller, target))
    throw new AppError("user_self_permissions_forbidden", "You can't change your own permissions.");
  const grants = normaliseGrants(permissions);
  refuseGrantsBeyond(caller, grants, target.grants);
  return (await write(services, target, { grants })) ?? replaceGrants(services, caller, id, { permissions });
}

/** Whoever was signed in with the old password is signed out at once, access tokens too. */
export async function resetPassword(
  services: Services,
  caller: Principal,
  id: string,
  { newPassword }: z.infer<typeof PasswordReset>,
): Promise<void> {
  const target = await getUser(services, caller, id);
  const passwordHash = await hashPassword(checkPassword(newPassword));
  const written = await write(services, target, { passwordHash, sessions: "end" });
  if (written === null) await resetPassword(services, caller, id, { newPassword });
}

function refuseRoleChange(caller: Principal, target: Account, role: Account["role"]): void {
  if (role === "superAdmin")
    throw new AppError("user_super_admin_promote_forbidden", "There is one super admin, made at the start.");
  if (target.role === "superAdmin")
    throw new AppError("user_super_admin_role_change_forbidden", "A super admin stays one.");
  if (isSelf(caller, target))
    throw new AppError("user_self_role_change_forbidden", "You can't change your own role.");
  if (!mayPromote(caller))
    throw new AppError("user_manage_forbidden", "You can't make an account an admin's.");
}

function refuseDisabling(caller: Principal, target: Account): void {
  if (target.role === "superAdmin")
    throw new AppError("user_super_admin_disable_forbidden", "The super admin can't be disabled.");
  if (isSelf(caller, target))
    throw new AppError("user_self_disable_forbidden", "You can't disable yourself.");
}

/** @returns null when the account's role changed since it was read: what was checked no longer holds, so check again */
async function write(
  { db, now }: Services,
  target: Account,
  changes: Partial<AccountChanges>,
): Promise<Account | null> {
  const outcome = await updateUser(db, target, { ...changes, updatedAt: now() });
  if (outcome === "taken") throw usernameTaken(changes.username ?? target.username);
  return outcome;
}
