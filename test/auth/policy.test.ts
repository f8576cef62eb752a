/** Every route of the API with every kind of credential: the policy table is what the door does, and it is complete. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { PERMISSIONS, type Permission } from "../../src/auth/permissions.ts";
import { POLICY, type Requirement } from "../../src/auth/policy.ts";
import { TOOL_POLICY } from "../../src/auth/tool-policy.ts";
import { createApp } from "../../src/http/app.ts";
import { createServices } from "../../src/services.ts";
import { callTool, rpc } from "../mcp/mcp.ts";
import { API_KEY, api, codeOf, dataOf } from "../support/api.ts";
import { addPerson, signIn } from "../support/people.ts";

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

/** Their tools have a policy of their own, walked below. */
const DOORS_OF_THEIR_OWN = ["/mcp"];

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

/** A mounted path as a client would ask for it. */
function filled(path: string): string {
  return path.replaceAll(/:[^/{]+(\{[^}]*\})?/g, NOWHERE);
}

describe("the policy table", () => {
  it("has a row for every operation, and an operation for every row", () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(POLICY).sort());
  });

  it("covers every mounted route: what isn't described is a page that anybody may read", () => {
    const described = new Set(operations.map(({ method, path }) => `${method} ${path}`));
    const isDescribed = (path: string) => operations.some((operation) => operation.path === path);
    const doors = app.routes
      .filter(({ method, path }) => method === "ALL" && !path.includes("*") && !isDescribed(filled(path)))
      .map(({ path }) => path);
    expect([...new Set(doors)]).toEqual(DOORS_OF_THEIR_OWN);
    const undescribed = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${filled(path)}`)
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
  const claims = JSON.parse(atob(superAdmin.accessToken.split(".")[1] ?? ""));
  const issued = Math.floor(Date.now() / 1000) - 600;
  /** As the server would sign it at a sign-in. */
  const tokenFor = (sub: string, { secret = env.JWT_SECRET, expiresIn = 300 } = {}) =>
    new SignJWT({ ...claims, sub })
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
      .setIssuedAt(issued)
      .setNotBefore(issued)
      .setExpirationTime(issued + 600 + expiresIn)
      .sign(new TextEncoder().encode(secret));
  const jwt = (bearer: string, code = "auth_unauthorized") => ({ bearer, guarded: code, session: code });
  const disabled = await addPerson({ role: "admin", isActive: false });
  const ended = await addPerson({ role: "admin" });
  const [here, there] = [await signIn(ended), await signIn(ended)];
  const json = { currentPassword: ended.password, newPassword: "quite another one" };
  await api.post("/api/v1/auth/change-password", { bearer: here.accessToken, json });
  Object.assign(strangers, {
    "an expired token": jwt(await tokenFor(superAdmin.user.id, { expiresIn: -120 }), "auth_token_expired"),
    "a token of another deployment": jwt(
      await tokenFor(superAdmin.user.id, { secret: "the secret of some other deployment" }),
    ),
    "somebody disabled": jwt(await tokenFor(disabled.id)),
    "somebody gone": jwt(await tokenFor(NOWHERE)),
    "an ended session": jwt(there.accessToken),
    "a refresh token": {
      bearer: superAdmin.refreshToken,
      guarded: "api_key_invalid",
      session: "auth_unauthorized",
    },
  });

  const person = async (permissions: readonly string[], role: "admin" | "user" = "user") => ({
    bearer: await tokenFor((await addPerson({ role, permissions })).id),
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
}, 60_000);

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

describe.each(operations)("$operationId", { timeout: 60_000 }, (operation) => {
  const requirement = requirements[operation.operationId] ?? "session";

  it("shuts out strangers, each with their code", async () => {
    for (const [name, { bearer, guarded, session }] of Object.entries(strangers)) {
      const code = { anyone: "let in", session }[requirement as "anyone" | "session"] ?? guarded;
      expect([name, await answer(operation, bearer)]).toEqual([name, code]);
    }
  });

  it("lets in whoever holds what it takes, and nobody else", async () => {
    for (const [name, holder] of Object.entries(holders)) {
      // Keys are told apart from people at the door, so each needs no route of its own: one that opens, one that doesn't.
      const isSample = holder.isPerson || [requirement, "assets.read"].includes(holder.permissions[0] ?? "");
      if (!isSample) continue;
      expect([name, await answer(operation, holder.bearer)]).toEqual([name, expected(requirement, holder)]);
    }
  });
});

describe("the MCP door", { timeout: 60_000 }, () => {
  it("shuts out strangers, and people with an access token", async () => {
    const post = async (bearer: string | null) => {
      const response = await api.post("/mcp", {
        bearer,
        json: { jsonrpc: "2.0", id: 1, method: "tools/list" },
      });
      expect(response.status).toBe(401);
      return codeOf(response);
    };
    for (const [name, { bearer }] of Object.entries(strangers))
      expect([name, await post(bearer)]).toEqual([
        name,
        bearer === null ? "api_key_missing" : "api_key_invalid",
      ]);
    for (const [name, { bearer, isPerson }] of Object.entries(holders))
      if (isPerson) expect([name, await post(bearer)]).toEqual([name, "api_key_invalid"]);
  });

  const tools = Object.entries(TOOL_POLICY);

  it("shows each key the tools that it may call, and no other", async () => {
    for (const [name, { bearer, permissions, isPerson }] of Object.entries(holders)) {
      if (isPerson) continue;
      const listed = (await rpc("tools/list", undefined, { bearer })).result?.tools as { name: string }[];
      const allowed = tools
        .filter(([, permission]) => permissions.includes(permission))
        .map(([tool]) => tool);
      expect([name, listed.map((tool) => tool.name).sort()]).toEqual([name, allowed.sort()]);
    }
  });

  it.each(tools)("lets %s be called with %s only", async (tool, permission) => {
    for (const [name, { bearer, permissions, isPerson }] of Object.entries(holders)) {
      if (isPerson) continue;
      const { isError, structuredContent } = await callTool(tool, { no: "such argument" }, { bearer });
      const { code = "" } = (structuredContent.error ?? {}) as { code?: string };
      const isLetIn = code !== "auth_forbidden";
      expect([name, isLetIn]).toEqual([name, permissions.includes(permission)]);
      if (!isLetIn) expect(isError).toBe(true);
    }
  });
});
