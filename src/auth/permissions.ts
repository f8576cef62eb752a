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

/** A signed-in person, read live from the database. */
export interface Person {
  kind: "user";
  userId: string;
  /** The sign-in that the access token comes from. */
  sessionId: string;
  username: string;
  role: Role;
  permissions: ReadonlySet<string>;
}

/** Who is asking: a person, or one of the deployment's API keys. */
export type Principal = Person | { kind: "apiKey"; name: string; permissions: ReadonlySet<string> };

export function may(principal: Principal, permission: Permission): boolean {
  return (
    (principal.kind === "user" && principal.role === "superAdmin") || principal.permissions.has(permission)
  );
}
