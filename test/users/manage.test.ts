import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { API_KEY, api, codeOf, dataOf } from "../support/api.ts";
import {
  ADMIN,
  addPerson,
  login,
  me,
  PASSWORD,
  type Pair,
  refresh,
  signedIn,
  signIn,
  type UserView,
} from "../support/people.ts";

const MANAGER = ["users.read", "users.update", "users.disable", "users.managePermissions"];
const NOWHERE = "01890000-0000-7000-8000-000000000000";

const patch = (bearer: string, id: string, json: unknown) =>
  api.patch(`/api/v1/users/${id}`, { bearer, json });
const status = (bearer: string, id: string, json: unknown) =>
  api.post(`/api/v1/users/${id}/status`, { bearer, json });
const grants = (bearer: string, id: string, permissions: unknown) =>
  api.patch(`/api/v1/users/${id}/permissions`, { bearer, json: { permissions } });
const reset = (bearer: string, id: string, newPassword: unknown) =>
  api.post(`/api/v1/users/${id}/reset-password`, { bearer, json: { newPassword } });

/** Everyone who may ask, and everyone who may be asked about, by name. */
const bearers: Record<string, string> = { key: API_KEY };
const ids: Record<string, string> = { nowhere: NOWHERE, "no uuid": "42" };

beforeAll(async () => {
  const people: Record<string, Pair> = {
    superAdmin: await signIn(),
    admin: await signedIn({ role: "admin" }),
    peer: await signedIn({ role: "admin" }),
    manager: await signedIn({ permissions: MANAGER }),
    user: await signedIn(),
  };
  for (const [name, pair] of Object.entries(people)) {
    bearers[name] = pair.accessToken;
    ids[name] = pair.user.id;
  }
  const json = { name: "acts for the admin", permissions: MANAGER };
  const made = await api.post("/api/v1/api-keys", { bearer: bearers.admin, json });
  bearers.adminsKey = (await dataOf<{ key: string }>(made)).key;
  const byKey = await api.post("/api/v1/api-keys", { json });
  bearers.deploymentsKey = (await dataOf<{ key: string }>(byKey)).key;
});

describe("who manages whom", () => {
  const yes = "";
  const no = "user_manage_forbidden";
  const another = "user_manage_super_admin_forbidden";
  const matrix: [string, Record<string, string>][] = [
    ["key", { superAdmin: yes, admin: yes, user: yes }],
    ["superAdmin", { superAdmin: yes, admin: yes, user: yes }],
    ["admin", { superAdmin: no, admin: no, peer: no, user: yes, manager: yes }],
    ["manager", { superAdmin: no, admin: no, user: no, manager: no }],
    ["adminsKey", { superAdmin: no, admin: no, peer: no, user: yes }],
    ["deploymentsKey", { superAdmin: another, admin: yes, user: yes }],
  ];
  const cases = matrix.flatMap(([caller, targets]) =>
    Object.entries(targets).map(([target, code]) => [caller, target, code] as const),
  );
  const operations: [string, (bearer: string, id: string) => Promise<Response>][] = [
    ["reads", (bearer, id) => api.get(`/api/v1/users/${id}`, { bearer })],
    ["edits", (bearer, id) => patch(bearer, id, {})],
    ["enables", (bearer, id) => status(bearer, id, { isActive: true })],
  ];
  describe.each(operations)("%s", (_, operation) => {
    it.each(cases)("%s → %s: %s", async (caller, target, code) => {
      const response = await operation(bearers[caller] ?? "", ids[target] ?? "");
      if (code === yes) expect(response.status).toBe(200);
      else expect(await codeOf(response)).toBe(code);
    });

    it.each(["nowhere", "no uuid"])("404 before anything else: %s", async (target) => {
      for (const caller of ["key", "admin", "manager"])
        expect(await codeOf(await operation(bearers[caller] ?? "", ids[target] ?? ""))).toBe(
          "user_not_found",
        );
    });
  });

  it("shows each caller whom they may manage, newest first", async () => {
    const listed = async (caller: string) =>
      dataOf<UserView[]>(await api.get("/api/v1/users", { bearer: bearers[caller] ?? "" }));
    const all = await listed("key");
    expect(all.map(({ id }) => id)).toEqual(
      expect.arrayContaining([ids.superAdmin, ids.admin, ids.peer, ids.user]),
    );
    expect(await listed("superAdmin")).toEqual(all);
    const times = all.map(({ createdAtUtc }) => createdAtUtc);
    expect(times).toEqual([...times].sort().reverse());
    expect(await listed("admin")).toEqual(all.filter(({ role }) => role === "user"));
    expect(await listed("adminsKey")).toEqual(all.filter(({ role }) => role === "user"));
    expect(await listed("manager")).toEqual([]);
  });

  it("lists those of one moment by name", async () => {
    await addPerson({ username: "zz-twin", createdAt: 5 });
    await addPerson({ username: "aa-twin", createdAt: 5 });
    const all = await dataOf<UserView[]>(await api.get("/api/v1/users"));
    expect(all.slice(-2).map(({ username }) => username)).toEqual(["aa-twin", "zz-twin"]);
  });
});

describe("editing", () => {
  it.each([
    ["key", "user", { role: "superAdmin" }, 403, "user_super_admin_promote_forbidden"],
    ["admin", "user", { role: "superAdmin" }, 403, "user_super_admin_promote_forbidden"],
    ["key", "superAdmin", { role: "admin" }, 403, "user_super_admin_role_change_forbidden"],
    ["superAdmin", "superAdmin", { role: "user" }, 403, "user_super_admin_role_change_forbidden"],
    ["admin", "user", { role: "admin", username: "" }, 403, "user_manage_forbidden"],
    ["adminsKey", "user", { role: "admin" }, 403, "user_manage_forbidden"],
    ["key", "user", { username: " " }, 400, "user_username_required"],
    ["key", "user", { username: "ADMIN", isActive: false }, 409, "user_username_conflict"],
    ["key", "user", { username: "x".repeat(129) }, 400, "request_invalid"],
    ["key", "superAdmin", { isActive: false }, 403, "user_super_admin_disable_forbidden"],
    ["superAdmin", "superAdmin", { isActive: false }, 403, "user_super_admin_disable_forbidden"],
    ["key", "user", { role: null }, 400, "request_invalid"],
    ["key", "user", { role: "boss" }, 400, "request_invalid"],
    ["key", "user", { role: 1 }, 400, "request_invalid"],
    ["key", "user", { isActive: null }, 400, "request_invalid"],
    ["key", "user", { isActive: "false" }, 400, "request_invalid"],
    ["key", "user", [], 400, "request_invalid"],
    ["key", "user", null, 400, "request_invalid"],
  ])("%s changing %s to %j gets %i %s", async (caller, target, json, expected, code) => {
    const response = await patch(bearers[caller] ?? "", ids[target] ?? "", json);
    expect(response.status).toBe(expected);
    expect(await codeOf(response)).toBe(code);
  });

  it("takes what a console sends back unchanged, a super admin's role too", async () => {
    const json = { username: ADMIN.username, role: "superAdmin", isActive: true };
    const user = await dataOf<UserView>(await patch(API_KEY, ids.superAdmin ?? "", json));
    expect(user).toMatchObject({ username: "admin", role: "superAdmin", isActive: true });
    expect(user.permissions).toHaveLength(19);
    expect(user.permissions[1]).toBe("assets.create");
  });

  it("renames, in any case, and leaves alone what is null or left out", async () => {
    const { id, username } = await addPerson();
    const renamed = await dataOf<UserView>(await patch(API_KEY, id, { username: `  ${username}-NEW ` }));
    expect(renamed.username).toBe(`${username}-new`);
    expect(renamed.updatedAtUtc > renamed.createdAtUtc).toBe(true);
    for (const json of [{}, { username: null }, { username: renamed.username.toUpperCase() }]) {
      const same = await dataOf<UserView>(await patch(API_KEY, id, json));
      expect(same.username).toBe(renamed.username);
    }
    expect((await login({ username: renamed.username, password: PASSWORD })).status).toBe(200);
  });

  it("replaces all grants with the new role's, and keeps them with the same role", async () => {
    const { id } = await addPerson({ permissions: ["users.read"] });
    const admin = await dataOf<UserView>(await patch(API_KEY, id, { role: "ADMIN" }));
    expect(admin.permissions).toHaveLength(19);
    await grants(API_KEY, id, ["settings.read"]);
    const same = await dataOf<UserView>(await patch(API_KEY, id, { role: "admin" }));
    expect(same.permissions).toEqual(["settings.read"]);
    const user = await dataOf<UserView>(await patch(API_KEY, id, { role: "user" }));
    expect(user.permissions).toEqual(["assets.read"]);
  });

  it("takes power away at once: the next request of an old token knows the new role", async () => {
    const { accessToken, user } = await signedIn({ role: "admin" });
    expect((await api.get("/api/v1/users", { bearer: accessToken })).status).toBe(200);
    await patch(API_KEY, user.id, { role: "user" });
    expect(await codeOf(await api.get("/api/v1/users", { bearer: accessToken }))).toBe("auth_forbidden");
    expect((await dataOf<UserView>(await me(accessToken))).role).toBe("user");
  });
});

describe("disabling", () => {
  it("works through both ways, ends the sign-ins, and can be taken back", async () => {
    for (const disable of [patch, status]) {
      const person = await addPerson();
      const pair = await signIn(person);
      const disabled = await dataOf<UserView>(await disable(API_KEY, person.id, { isActive: false }));
      expect(disabled.isActive).toBe(false);
      expect(await codeOf(await me(pair.accessToken))).toBe("auth_unauthorized");
      expect(await codeOf(await refresh(pair.refreshToken))).toBe("auth_user_inactive");
      await disable(API_KEY, person.id, { isActive: true });
      expect(await codeOf(await refresh(pair.refreshToken))).toBe("auth_refresh_token_reused");
      expect((await login(person)).status).toBe(200);
    }
  });

  it.each([
    ["key", "superAdmin", { isActive: false }, "user_super_admin_disable_forbidden"],
    ["key", "user", { isActive: null }, "request_invalid"],
    ["key", "user", {}, "request_invalid"],
    ["key", "user", null, "request_invalid"],
  ])("%s setting the status of %s to %j gets %s", async (caller, target, json, code) => {
    expect(await codeOf(await status(bearers[caller] ?? "", ids[target] ?? "", json))).toBe(code);
  });
});

describe("permissions", () => {
  it("are replaced as a whole, normalised, and hold from the next request on", async () => {
    const { accessToken, user } = await signedIn();
    expect(await codeOf(await api.get("/api/v1/users", { bearer: accessToken }))).toBe("auth_forbidden");
    const replaced = await grants(API_KEY, user.id, ["users.read ", "nope", "users.read"]);
    expect((await dataOf<UserView>(replaced)).permissions).toEqual(["users.read"]);
    expect((await api.get("/api/v1/users", { bearer: accessToken })).status).toBe(200);
    expect((await dataOf<UserView>(await grants(API_KEY, user.id, []))).permissions).toEqual([]);
    expect(await codeOf(await api.get("/api/v1/users", { bearer: accessToken }))).toBe("auth_forbidden");
  });

  it.each([
    ["key", "superAdmin", ["assets.read"], "user_super_admin_permissions_forbidden"],
    ["superAdmin", "superAdmin", ["assets.read"], "user_super_admin_permissions_forbidden"],
    ["admin", "admin", ["assets.read"], "user_manage_forbidden"],
    ["key", "user", null, "request_invalid"],
    ["key", "user", undefined, "request_invalid"],
    ["key", "user", "assets.read", "request_invalid"],
    ["key", "nowhere", [], "user_not_found"],
  ])("%s replacing those of %s by %j gets %s", async (caller, target, permissions, code) => {
    expect(await codeOf(await grants(bearers[caller] ?? "", ids[target] ?? "", permissions))).toBe(code);
  });

  it("can't be given away by who doesn't hold them, but may stay", async () => {
    const limited = await signedIn({
      role: "admin",
      permissions: ["users.managePermissions", "assets.read"],
    });
    const person = await addPerson({ permissions: ["assets.delete"] });
    const give = (permissions: string[]) => grants(limited.accessToken, person.id, permissions);
    expect(await codeOf(await give(["settings.update"]))).toBe("user_manage_forbidden");
    expect((await give(["assets.delete", "assets.read"])).status).toBe(200);
    expect((await give(["assets.read"])).status).toBe(200);
    expect(await codeOf(await give(["assets.delete"]))).toBe("user_manage_forbidden");
  });
});

describe("resetting a password", () => {
  it("makes the new one hold and ends every session, access tokens too", async () => {
    const person = await addPerson();
    const pair = await signIn(person);
    const response = await reset(API_KEY, person.id, "a brand new password");
    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    expect(await codeOf(await me(pair.accessToken))).toBe("auth_unauthorized");
    expect(await codeOf(await refresh(pair.refreshToken))).toBe("auth_refresh_token_reused");
    expect(await codeOf(await login(person))).toBe("auth_invalid_credentials");
    const again = await signIn({ ...person, password: "a brand new password" });
    expect((await me(again.accessToken)).status).toBe(200);
  });

  it.each([
    ["key", "user", undefined, "request_invalid"],
    ["key", "user", null, "request_invalid"],
    ["key", "user", "", "user_password_required"],
    ["key", "user", "   ", "user_password_required"],
    ["key", "user", "short", "request_invalid"],
    ["key", "user", "x".repeat(257), "request_invalid"],
    ["key", "nowhere", "", "user_not_found"],
    ["admin", "peer", "long enough", "user_manage_forbidden"],
    ["manager", "user", "long enough", "user_manage_forbidden"],
    ["deploymentsKey", "superAdmin", "long enough", "user_manage_super_admin_forbidden"],
  ])("%s for %s with %j gets %s", async (caller, target, password, code) => {
    expect(await codeOf(await reset(bearers[caller] ?? "", ids[target] ?? "", password))).toBe(code);
  });
});

it("decides by what holds when it writes: a role that changed meanwhile is checked again", async () => {
  const person = await addPerson();
  const [promoted, renamed] = await Promise.all([
    patch(API_KEY, person.id, { role: "admin" }),
    reset(bearers.admin ?? "", person.id, "taken over by a peer"),
  ]);
  expect(promoted.status).toBe(200);
  expect([204, 403]).toContain(renamed.status);
  const row = await env.DB.prepare("SELECT role FROM users WHERE id = ?1").bind(person.id).first();
  expect(row).toEqual({ role: "admin" });
});
