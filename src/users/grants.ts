/** Which permissions an account is given. */
import { PERMISSIONS, type Principal, ROLE_DEFAULTS, type Role } from "../auth/permissions.ts";
import { AppError } from "../errors.ts";

const CATALOGUE: ReadonlySet<string> = new Set(PERMISSIONS);

/** Trimmed, without unknown ones and repetitions, in ordinal order. */
export function normaliseGrants(permissions: readonly string[]): string[] {
  const known = permissions.map((permission) => permission.trim()).filter((name) => CATALOGUE.has(name));
  return [...new Set(known)].sort();
}

/** What a new account gets: what was asked for, or the defaults of its role when nothing was. */
export function initialGrants(role: Role, permissions: readonly string[] | null | undefined): string[] {
  return normaliseGrants(permissions == null || permissions.length === 0 ? ROLE_DEFAULTS[role] : permissions);
}

/**
 * Nobody gives away what they don't hold; what the account had before it may keep.
 *
 * @throws {AppError} `user_manage_forbidden`
 */
export function refuseGrantsBeyond(
  caller: Principal,
  grants: readonly string[],
  before: readonly string[] = [],
): void {
  const beyond = grants.filter((grant) => !caller.permissions.has(grant) && !before.includes(grant));
  if (beyond.length > 0)
    throw new AppError("user_manage_forbidden", `You can't grant what you don't hold: ${beyond.join(", ")}.`);
}
