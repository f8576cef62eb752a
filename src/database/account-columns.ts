import { sql } from "drizzle-orm";
import { users } from "./schema.ts";

/** What every query selects of an account: never the password's hash, always the grants. */
export const accountColumns = {
  id: users.id,
  username: users.username,
  role: users.role,
  isActive: users.isActive,
  createdAt: users.createdAt,
  updatedAt: users.updatedAt,
  lastLoginAt: users.lastLoginAt,
  grants: sql`(SELECT json_group_array(permission) FROM user_permissions WHERE user_id = users.id)`.mapWith(
    (json: string): string[] => JSON.parse(json),
  ),
};
