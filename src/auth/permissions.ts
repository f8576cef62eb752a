/** The permissions a person or key can hold, in the order in which clients show them. */
export const PERMISSIONS = [
  "assets.read",
  "assets.create",
  "assets.update",
  "assets.delete",
  "providers.read",
  "providers.create",
  "providers.update",
  "providers.delete",
  "aiProviders.read",
  "aiProviders.create",
  "aiProviders.update",
  "aiProviders.delete",
  "settings.read",
  "settings.update",
  "users.read",
  "users.create",
  "users.update",
  "users.disable",
  "users.managePermissions",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export type Role = "superAdmin" | "admin" | "user";

/** What an account of each role is given when it is made; a super admin's are fixed. */
export const ROLE_DEFAULTS: Record<Role, readonly Permission[]> = {
  superAdmin: PERMISSIONS,
  admin: PERMISSIONS,
  user: ["assets.read"],
};

/** Who is asking, read live from the database (a user) or from the settings (a deployment's API key). */
export type Principal =
  | { kind: "user"; userId: string; username: string; role: Role; permissions: ReadonlySet<string> }
  | { kind: "apiKey"; name: string; permissions: ReadonlySet<string> };

export function may(principal: Principal, permission: Permission): boolean {
  return (
    (principal.kind === "user" && principal.role === "superAdmin") || principal.permissions.has(permission)
  );
}
