/** Every route of the API with every kind of credential: the policy table is what the door does, and it is complete. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { PERMISSIONS, type Permission } from "../../src/auth/permissions.ts";
import { POLICY, type Requirement } from "../../src/auth/policy.ts";
import { createApp } from "../../src/http/app.ts";
import { createServices } from "../../src/services.ts";
import { API_KEY, api, dataOf } from "../support/api.ts";
import { addPerson, signedIn, signIn } from "../support/people.ts";

interface Operation {
  operationId: string;
  method: string;
  path: string;
}

/** What the door says to a credential that it lets in nowhere, on a guarded route and on one for people only. */
interface Stranger {
  bearer: string | null;
  guarded: string;
  session: string;
}

const NOWHERE = "01890000-0000-7000-8000-000000000000";
const DOOR_CODES = [
  "auth_unauthorized",
  "auth_token_expired",
  "auth_forbidden",
  "api_key_missing",
  "api_key_invalid",
];

const app = createApp(createServices);
const operations = await readOperations();
const requirements: Record<string, Requirement | undefined> = POLICY;

async function readOperations(): Promise<Operation[]> {
  const response = await app.fetch(
    new Request("http://nekohub.test/openapi/v1.json"),
    env,
    createExecutionContext(),
  );
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { operationId?: string }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId = "" }]) => ({
      operationId,
      method: method.toUpperCase(),
      path: path.replaceAll(/\{[^}]+\}/g, NOWHERE),
    })),
  );
}

describe("the policy table", () => {
  it("has a row for every operation, and an operation for every row", () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(POLICY).sort());
  });

  it("covers every mounted route: what isn't described is a page that anybody may read", () => {
    const described = new Set(operations.map(({ method, path }) => `${method} ${path}`));
    const undescribed = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replaceAll(/:[^/{]+(\{[^}]*\})?/g, NOWHERE)}`)
      .filter((route) => !described.has(route));
    for (const route of undescribed) expect(route).not.toMatch(/^(?!GET )|^GET \/(api|mcp)/);
  });
});

const strangers: Record<string, Stranger> = {
  nobody: { bearer: null, guarded: "api_key_missing", session: "auth_unauthorized" },
  "an unknown key": { bearer: "unknown", guarded: "api_key_invalid", session: "auth_unauthorized" },
};
/** Those who are let in, with what they may do; `isPerson` opens what is for people only. */
const holders: Record<string, { bearer: string; permissions: readonly string[]; isPerson: boolean }> = {};

beforeAll(async () => {
  const superAdmin = await signIn();
  const forged = async (secret: string, expiresIn: number) => {
    const issued = Math.floor(Date.now() / 1000) - 600;
    return new SignJWT(JSON.parse(atob(superAdmin.accessToken.split(".")[1] ?? "")))
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
      .setIssuedAt(issued)
      .setExpirationTime(issued + 600 + expiresIn)
      .sign(new TextEncoder().encode(secret));
  };
  const jwt = (bearer: string, code = "auth_unauthorized") => ({ bearer, guarded: code, session: code });
  const disabled = await signedIn({ role: "admin" });
  const gone = await signedIn({ role: "admin" });
  const ended = await addPerson({ role: "admin" });
  const [here, there] = [await signIn(ended), await signIn(ended)];
  await env.DB.batch([
    env.DB.prepare("UPDATE users SET is_active = 0 WHERE id = ?1").bind(disabled.user.id),
    env.DB.prepare("DELETE FROM users WHERE id = ?1").bind(gone.user.id),
  ]);
  const json = { currentPassword: ended.password, newPassword: "quite another one" };
  await api.post("/api/v1/auth/change-password", { bearer: here.accessToken, json });
  Object.assign(strangers, {
    "an expired token": jwt(await forged(env.JWT_SECRET, -120), "auth_token_expired"),
    "a token of another deployment": jwt(await forged("the secret of some other deployment", 300)),
    "somebody disabled": jwt(disabled.accessToken),
    "somebody gone": jwt(gone.accessToken),
    "an ended session": jwt(there.accessToken),
    "a refresh token": {
      bearer: superAdmin.refreshToken,
      guarded: "api_key_invalid",
      session: "auth_unauthorized",
    },
  });

  const person = async (permissions: readonly string[], role: "admin" | "user" = "user") => ({
    bearer: (await signedIn({ role, permissions })).accessToken,
    permissions,
    isPerson: true,
  });
  const managed = async (permission: Permission) => {
    const made = await api.post("/api/v1/api-keys", {
      json: { name: permission, permissions: [permission] },
    });
    return { bearer: (await dataOf<{ key: string }>(made)).key, permissions: [permission], isPerson: false };
  };
  holders["the super admin"] = { bearer: superAdmin.accessToken, permissions: PERMISSIONS, isPerson: true };
  holders["a key of the settings"] = { bearer: API_KEY, permissions: PERMISSIONS, isPerson: false };
  holders["an admin"] = await person(PERMISSIONS, "admin");
  holders["an admin without permissions"] = await person([], "admin");
  holders["a user"] = await person(["assets.read"]);
  for (const permission of PERMISSIONS) {
    holders[`a user with ${permission}`] = await person([permission]);
    holders[`a managed key with ${permission}`] = await managed(permission);
  }
});

function expected(requirement: Requirement, holder: { permissions: readonly string[]; isPerson: boolean }) {
  if (requirement === "anyone") return "let in";
  if (requirement === "session") return holder.isPerson ? "let in" : "auth_unauthorized";
  return holder.permissions.includes(requirement) ? "let in" : "auth_forbidden";
}

async function answer({ method, path }: Operation, bearer: string | null): Promise<string> {
  const response = await api.request(method, path, { bearer });
  const body = await response.text();
  const code = /"code":"([a-z_]+)"/.exec(body)?.[1] ?? "";
  return DOOR_CODES.includes(code) ? code : "let in";
}

describe.each(operations)("$operationId", (operation) => {
  const requirement = requirements[operation.operationId] ?? "session";

  it("shuts out strangers, each with their code", async () => {
    for (const [name, { bearer, guarded, session }] of Object.entries(strangers)) {
      const code = { anyone: "let in", session }[requirement as "anyone" | "session"] ?? guarded;
      expect([name, await answer(operation, bearer)]).toEqual([name, code]);
    }
  });

  it("lets in whoever holds what it takes, and nobody else", async () => {
    for (const [name, holder] of Object.entries(holders)) {
      expect([name, await answer(operation, holder.bearer)]).toEqual([name, expected(requirement, holder)]);
    }
  });
});
