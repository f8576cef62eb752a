/** A new account. */
import { z } from "zod";
import { newId } from "../assets/identity.ts";
import { hashPassword } from "../auth/passwords.ts";
import type { Principal } from "../auth/permissions.ts";
import { insertUser, isUsernameTaken } from "../database/user-changes.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { anyCase, fields } from "../shape.ts";
import { checkPassword, checkUsername, usernameTaken } from "./fields.ts";
import { initialGrants, refuseGrantsBeyond } from "./grants.ts";
import { refuseCreating } from "./scope.ts";
import { type Account, ROLES } from "./user.ts";

export const NewUser = fields({
  username: z.string().nullish(),
  password: z.string().nullish(),
  role: anyCase(ROLES),
  isActive: z.boolean().default(true),
  permissions: z
    .array(z.string())
    .nullish()
    .meta({ description: "Omitted or empty: the defaults of the role" }),
});

/**
 * @throws {AppError} in this order: `user_super_admin_create_forbidden`, `user_create_forbidden`,
 *   `user_username_required`, `user_username_conflict`, `user_password_required`, `user_manage_forbidden`
 */
export async function createUser(
  { db, now }: Services,
  caller: Principal,
  request: z.infer<typeof NewUser>,
): Promise<Account> {
  if (request.role === "superAdmin")
    throw new AppError("user_super_admin_create_forbidden", "There is one super admin, made at the start.");
  refuseCreating(caller, request.role);
  const username = checkUsername(request.username);
  if (await isUsernameTaken(db, username)) throw usernameTaken(username);
  const password = checkPassword(request.password);
  const grants = initialGrants(request.role, request.permissions);
  refuseGrantsBeyond(caller, grants);

  const createdAt = now();
  const account: Account = {
    id: newId(createdAt),
    username,
    role: request.role,
    isActive: request.isActive,
    createdAt,
    updatedAt: createdAt,
    lastLoginAt: null,
    grants,
  };
  const isInserted = await insertUser(db, {
    ...account,
    usernameKey: username,
    passwordHash: await hashPassword(password),
  });
  if (!isInserted) throw usernameTaken(username);
  return account;
}
