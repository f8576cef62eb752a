/** People for tests: made straight in the database, signed in through the door. */
import { env } from "cloudflare:workers";
import { newId } from "../../src/assets/identity.ts";
import { hashPassword } from "../../src/auth/passwords.ts";
import { ROLE_DEFAULTS, type Role } from "../../src/auth/permissions.ts";
import { api, dataOf } from "./api.ts";

export const ADMIN = { username: "Admin", password: "correct horse battery" };
export const PASSWORD = "a password of eight or more";

export interface UserView {
  id: string;
  username: string;
  role: Role;
  isActive: boolean;
  createdAtUtc: string;
  updatedAtUtc: string;
  lastLoginAtUtc: string | null;
  permissions: string[];
}

export interface Pair {
  accessToken: string;
  refreshToken: string;
  accessTokenExpiresAtUtc: string;
  refreshTokenExpiresAtUtc: string;
  user: UserView;
}

export const login = (credentials: { username: string; password: string }, headers: HeadersInit = {}) =>
  api.post("/api/v1/auth/login", { bearer: null, json: credentials, headers });

/** Signs in as somebody with a role, made for this. */
export async function signedIn(options: Parameters<typeof addPerson>[0] = {}): Promise<Pair> {
  return signIn(await addPerson(options));
}

export const signIn = async (credentials = ADMIN): Promise<Pair> => dataOf(await login(credentials));

export const refresh = (refreshToken: string) =>
  api.post("/api/v1/auth/refresh", { bearer: null, json: { refreshToken } });

export const me = (bearer: string | null) => api.get("/api/v1/auth/me", { bearer });

let hashed: Promise<string> | undefined;

/** Adds an account with {@link PASSWORD} and a name of its own. */
export async function addPerson({
  role = "user",
  isActive = true,
  permissions = ROLE_DEFAULTS[role],
  createdAt = Date.now(),
  username = `person-${crypto.randomUUID().slice(0, 8)}`,
}: {
  role?: Role;
  isActive?: boolean;
  permissions?: readonly string[];
  createdAt?: number;
  username?: string;
} = {}): Promise<{ id: string; username: string; password: string }> {
  const id = newId();
  hashed ??= hashPassword(PASSWORD);
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO users (id, username, username_key, password_hash, role, is_active, created_at, updated_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)`,
    ).bind(id, username, username.toLowerCase(), await hashed, role, isActive ? 1 : 0, createdAt),
    env.DB.prepare("INSERT INTO user_permissions SELECT ?1, value FROM json_each(?2)").bind(
      id,
      JSON.stringify(permissions),
    ),
  ]);
  return { id, username, password: PASSWORD };
}
