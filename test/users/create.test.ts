import { beforeAll, describe, expect, it } from "vitest";
import { API_KEY, api, dataOf, failureOf } from "../support/api.ts";
import { addPerson, login, PASSWORD, signedIn, signIn, type UserView } from "../support/people.ts";

const create = (bearer: string, json: unknown) => api.post("/api/v1/users", { bearer, json });
let names = 0;
const fresh = (more: object = {}) => ({
  username: `new-${++names}`,
  password: PASSWORD,
  role: "user",
  ...more,
});

const callers: Record<string, string> = {};
beforeAll(async () => {
  callers.key = API_KEY;
  callers.superAdmin = (await signIn()).accessToken;
  callers.admin = (await signedIn({ role: "admin" })).accessToken;
  callers.user = (await signedIn({ permissions: ["users.create", "users.read"] })).accessToken;
  callers.limited = (
    await signedIn({ role: "admin", permissions: ["users.create", "assets.read"] })
  ).accessToken;
  await addPerson({ username: "taken" });
});

describe("a new account", () => {
  it("answers 201 with its address and the user", async () => {
    const response = await create(API_KEY, { ...fresh(), username: "  Anna.Lee  ", role: "USER" });
    expect(response.status).toBe(201);
    const user = await dataOf<UserView>(response);
    expect(response.headers.get("location")).toBe(`/api/v1/users/${user.id}`);
    expect(user).toEqual({
      id: expect.any(String),
      username: "anna.lee",
      role: "user",
      isActive: true,
      createdAtUtc: user.updatedAtUtc,
      updatedAtUtc: expect.stringMatching(/\.\d{3}Z$/),
      lastLoginAtUtc: null,
      permissions: ["assets.read"],
    });
    expect(await dataOf(await api.get(`/api/v1/users/${user.id}`))).toEqual(user);
    expect((await login({ username: "ANNA.LEE", password: PASSWORD })).status).toBe(200);
  });

  it("gets the defaults of its role when no permissions are named", async () => {
    for (const permissions of [undefined, null, []]) {
      const admin = await dataOf<UserView>(await create(API_KEY, fresh({ role: "admin", permissions })));
      expect(admin.permissions).toHaveLength(19);
      expect(admin.permissions).toEqual([...admin.permissions].sort());
      const user = await dataOf<UserView>(await create(API_KEY, fresh({ permissions })));
      expect(user.permissions).toEqual(["assets.read"]);
    }
  });

  it("gets what is named: trimmed, known, once, sorted", async () => {
    const permissions = [" users.read ", "assets.read", "nonsense", "users.read", "Assets.Read"];
    const user = await dataOf<UserView>(await create(API_KEY, fresh({ permissions })));
    expect(user.permissions).toEqual(["assets.read", "users.read"]);
  });

  it("can start disabled", async () => {
    const json = fresh({ isActive: false });
    expect((await dataOf<UserView>(await create(API_KEY, json))).isActive).toBe(false);
    expect((await failureOf(await login(json))).code).toBe("auth_user_inactive");
  });

  it("is one even when two make it at the same moment", async () => {
    const json = fresh();
    const statuses = await Promise.all([create(API_KEY, json), create(API_KEY, json)]);
    expect(statuses.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

it.each([
  ["key", { role: "superAdmin", username: "" }, 403, "user_super_admin_create_forbidden"],
  ["superAdmin", { role: "superadmin" }, 403, "user_super_admin_create_forbidden"],
  ["admin", { role: "superAdmin" }, 403, "user_super_admin_create_forbidden"],
  ["user", { role: "superAdmin" }, 403, "user_super_admin_create_forbidden"],
  ["admin", { role: "admin", username: "" }, 403, "user_create_forbidden"],
  ["user", { role: "user", username: "" }, 403, "user_create_forbidden"],
  ["user", { role: "admin" }, 403, "user_create_forbidden"],
  ["admin", { username: "  ", password: "" }, 400, "user_username_required"],
  ["admin", { username: null }, 400, "user_username_required"],
  ["admin", { username: undefined }, 400, "user_username_required"],
  ["admin", { username: "x".repeat(129) }, 400, "request_invalid"],
  ["admin", { username: " TAKEN ", password: "" }, 409, "user_username_conflict"],
  ["admin", { username: "admin" }, 409, "user_username_conflict"],
  ["admin", { password: "" }, 400, "user_password_required"],
  ["admin", { password: " \t " }, 400, "user_password_required"],
  ["admin", { password: null }, 400, "user_password_required"],
  ["admin", { password: "1234567" }, 400, "request_invalid"],
  ["admin", { password: "x".repeat(257) }, 400, "request_invalid"],
  ["admin", { role: undefined }, 400, "request_invalid"],
  ["admin", { role: null }, 400, "request_invalid"],
  ["admin", { role: "owner" }, 400, "request_invalid"],
  ["admin", { role: 2 }, 400, "request_invalid"],
  ["admin", { isActive: null }, 400, "request_invalid"],
  ["admin", { isActive: "true" }, 400, "request_invalid"],
  ["admin", { permissions: "assets.read" }, 400, "request_invalid"],
  ["admin", { permissions: [1] }, 400, "request_invalid"],
  ["admin", { username: 7 }, 400, "request_invalid"],
  ["limited", { permissions: ["assets.delete"] }, 403, "user_manage_forbidden"],
])("%s creating %j gets %i %s", async (caller, changes, status, code) => {
  const response = await create(callers[caller] ?? "", fresh(changes));
  expect(response.status).toBe(status);
  expect((await failureOf(response)).code).toBe(code);
});

it.each([
  ["key", { role: "admin" }],
  ["superAdmin", { role: "admin" }],
  ["admin", { role: "user" }],
  ["admin", { password: "x".repeat(256), username: `${"y".repeat(118)}${Date.now() % 1e9}` }],
  ["limited", { permissions: ["assets.read"] }],
])("%s may create %j", async (caller, changes) => {
  expect((await create(callers[caller] ?? "", fresh(changes))).status).toBe(201);
});
