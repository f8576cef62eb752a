/** The first account: made from the settings while nobody has one, never again after. */
import { newId } from "../assets/identity.ts";
import { insertFirstUser, isWithoutUsers } from "../database/users.ts";
import type { Services } from "../services.ts";
import { usernameKey } from "../users/user.ts";
import { hashPassword } from "./passwords.ts";
import { ROLE_DEFAULTS } from "./permissions.ts";

/** Safe to call at any time and many times at once: the database takes one, and only while it has no user. */
export async function ensureSuperAdmin({ db, settings, now }: Services): Promise<void> {
  const { username, password } = settings.bootstrapAdmin;
  if (username.trim() === "" || password.trim() === "" || !(await isWithoutUsers(db))) return;
  const createdAt = now();
  await insertFirstUser(db, {
    id: newId(createdAt),
    username: username.trim(),
    usernameKey: usernameKey(username),
    passwordHash: await hashPassword(password),
    role: "superAdmin",
    isActive: true,
    createdAt,
    updatedAt: createdAt,
    lastLoginAt: null,
    grants: [...ROLE_DEFAULTS.superAdmin],
  });
}
