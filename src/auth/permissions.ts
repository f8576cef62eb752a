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

/** A script with an API key. */
export interface KeyHolder {
  kind: "apiKey";
  name: string;
  permissions: ReadonlySet<string>;
  /** null = a key from the settings, which can do everything. */
  managed: ManagedKey | null;
}

/** A key that somebody made: it never can do more than its maker can now. */
export interface ManagedKey {
  id: string;
  /** null = it was made with a key from the settings. */
  maker: { userId: string; role: Role } | null;
}

export type Principal = Person | KeyHolder;

export function may(principal: Principal, permission: Permission): boolean {
  return (
    (principal.kind === "user" && principal.role === "superAdmin") || principal.permissions.has(permission)
  );
}
