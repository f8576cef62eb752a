/** A person with an account, as every route shows one and as the rest of the code knows one. */
import { z } from "zod";
import { PERMISSIONS, type Role } from "../auth/permissions.ts";
import { Timestamp, timestamp, timestampOrNull } from "../shape.ts";

export const ROLES = ["superAdmin", "admin", "user"] as const satisfies readonly Role[];

export const User = z
  .object({
    id: z.uuid(),
    username: z.string(),
    role: z.enum(ROLES),
    isActive: z.boolean(),
    createdAtUtc: Timestamp,
    updatedAtUtc: Timestamp,
    lastLoginAtUtc: Timestamp.nullable(),
    permissions: z.array(z.string()).meta({ description: "A super admin holds the whole catalogue." }),
  })
  .meta({ id: "User" });

/** An account without its password. Times are milliseconds since 1970. */
export interface Account {
  id: string;
  username: string;
  role: Role;
  isActive: boolean;
  createdAt: number;
  updatedAt: number;
  lastLoginAt: number | null;
  /** As stored; a super admin's power doesn't come from them. */
  grants: string[];
}

export function toUser(account: Account): z.infer<typeof User> {
  return {
    id: account.id,
    username: account.username,
    role: account.role,
    isActive: account.isActive,
    createdAtUtc: timestamp(account.createdAt),
    updatedAtUtc: timestamp(account.updatedAt),
    lastLoginAtUtc: timestampOrNull(account.lastLoginAt),
    permissions: permissionsOf(account),
  };
}

/** What the account may do: a super admin the whole catalogue in its order, anyone else the grants in ordinal order. */
export function permissionsOf({ role, grants }: Account): string[] {
  return role === "superAdmin" ? [...PERMISSIONS] : [...grants].sort();
}

/** What makes a user name unique: spaces around it and its case don't count. */
export function usernameKey(username: string): string {
  return username.trim().toLowerCase();
}
