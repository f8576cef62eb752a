import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { API_KEY, api, codeOf, dataOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { type Pair, signedIn, signIn } from "../support/people.ts";
import { NO_CUT, Power } from "../support/power.ts";

interface KeyView {
  id: string;
  name: string;
  prefix: string;
  permissions: string[];
  createdBy: string | null;
  createdAtUtc: string;
  expiresAtUtc: string | null;
  lastUsedAtUtc: string | null;
  key: string;
}

const PATH = "/api/v1/api-keys";
const create = (bearer: string, json: unknown) => api.post(PATH, { bearer, json });
const make = async (bearer: string, permissions: string[], more: object = {}) =>
  dataOf<KeyView>(await create(bearer, { name: "a script", permissions, ...more }));
const uses = (key: string) => api.get("/api/v1/users", { bearer: key });
const keyOf = async (bearer: string, id: string) =>
  dataOf<KeyView>(await api.get(`${PATH}/${id}`, { bearer }));

let superAdmin: Pair;
let admin: Pair;
beforeAll(async () => {
  superAdmin = await signIn();
  admin = await signedIn({ role: "admin" });
});

describe("making a key", () => {
  it("shows it once, and keeps only a hash", async () => {
    const expiresAtUtc = "2099-01-02T03:04:05.678Z";
    const json = {
      name: "  backup ",
      permissions: ["users.read", "ASSETS.read", "users.read"],
      expiresAtUtc,
    };
    const response = await create(admin.accessToken, json);
    expect(response.status).toBe(201);
    const { key, ...made } = await dataOf<KeyView>(response);
    expect(response.headers.get("location")).toBe(`${PATH}/${made.id}`);
    expect(key).toMatch(/^nkh_[A-Za-z0-9_-]{43}[0-9a-f]{6}$/);
    expect(made).toEqual({
      id: expect.any(String),
      name: "backup",
      prefix: key.slice(0, 10),
      permissions: ["assets.read", "users.read"],
      createdBy: admin.user.id,
      createdAtUtc: expect.stringMatching(/\.\d{3}Z$/),
      expiresAtUtc,
      lastUsedAtUtc: null,
    });
    expect(await keyOf(admin.accessToken, made.id)).toEqual(made);
    const { results } = await env.DB.prepare("SELECT * FROM api_keys").all();
    expect(JSON.stringify(results)).not.toContain(key.slice(10));
  });

  it.each([
    [{ permissions: ["assets.read"] }, 400, "request_invalid"],
    [{ name: "  ", permissions: ["assets.read"] }, 400, "request_invalid"],
    [{ name: "x".repeat(101), permissions: ["assets.read"] }, 400, "request_invalid"],
    [{ name: "x" }, 400, "request_invalid"],
    [{ name: "x", permissions: [] }, 400, "request_invalid"],
    [{ name: "x", permissions: ["everything"] }, 400, "request_invalid"],
    [{ name: "x", permissions: ["assets.read"], expiresAtUtc: "tomorrow" }, 400, "request_invalid"],
    [
      { name: "x", permissions: ["assets.read"], expiresAtUtc: "2020-01-01T00:00:00Z" },
      400,
      "request_invalid",
    ],
    [null, 400, "request_invalid"],
  ])("refuses %j with %i %s", async (json, status, code) => {
    const response = await create(admin.accessToken, json);
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(code);
  });

  it("gives nothing that the maker doesn't hold", async () => {
    const limited = await signedIn({ permissions: ["users.managePermissions", "assets.read"] });
    const json = { name: "x", permissions: ["assets.read", "assets.delete"] };
    expect(await codeOf(await create(limited.accessToken, json))).toBe("auth_forbidden");
    expect((await make(limited.accessToken, ["assets.read"])).permissions).toEqual(["assets.read"]);
  });

  it("is not for managed keys", async () => {
    const { key } = await make(superAdmin.accessToken, ["users.managePermissions"]);
    expect(await codeOf(await create(key, { name: "x", permissions: ["users.managePermissions"] }))).toBe(
      "auth_forbidden",
    );
  });
});

describe("using a key", () => {
  it("opens what it was given and nothing else, with or without keys in the settings", async () => {
    const { key } = await make(admin.accessToken, ["users.read"]);
    expect((await uses(key)).status).toBe(200);
    expect(await codeOf(await api.post("/api/v1/users", { bearer: key, json: {} }))).toBe("auth_forbidden");
    expect(await codeOf(await api.get("/api/v1/auth/me", { bearer: key }))).toBe("auth_unauthorized");
    const without = deployment({ vars: { API_KEYS: "" } });
    expect((await without.get("/api/v1/users", { bearer: key })).status).toBe(200);
  });

  it("follows what its maker may do now", async () => {
    const maker = await signedIn({ role: "admin" });
    const { key } = await make(maker.accessToken, ["users.read"]);
    const json = (permissions: string[]) => ({ json: { permissions } });
    await api.patch(`/api/v1/users/${maker.user.id}/permissions`, json(["assets.read"]));
    expect(await codeOf(await uses(key))).toBe("auth_forbidden");
    await api.patch(`/api/v1/users/${maker.user.id}/permissions`, json(["users.read"]));
    expect((await uses(key)).status).toBe(200);
    await api.patch(`/api/v1/users/${maker.user.id}`, { json: { isActive: false } });
    expect(await codeOf(await uses(key))).toBe("api_key_invalid");
    await api.patch(`/api/v1/users/${maker.user.id}`, { json: { isActive: true } });
    expect((await uses(key)).status).toBe(200);
    await env.DB.prepare("DELETE FROM users WHERE id = ?1").bind(maker.user.id).run();
    expect(await codeOf(await uses(key))).toBe("api_key_invalid");
  });

  it("ends with the key's time", async () => {
    const { key, id } = await make(admin.accessToken, ["users.read"], {
      expiresAtUtc: "2099-01-01T00:00:00Z",
    });
    expect((await uses(key)).status).toBe(200);
    await env.DB.prepare("UPDATE api_keys SET expires_at = ?1 WHERE id = ?2")
      .bind(Date.now() - 1, id)
      .run();
    expect(await codeOf(await uses(key))).toBe("api_key_invalid");
  });

  it("is noted to the minute, once a minute", async () => {
    const { key, id } = await make(admin.accessToken, ["users.read"]);
    const minute = 1_900_000_000_000 - (1_900_000_000_000 % 60_000);
    const at = (now: number) => {
      const power = new Power(NO_CUT);
      return { client: deployment({ services: { now: () => now }, power }), calls: power.calls };
    };
    const first = at(minute + 12_345);
    await first.client.get("/api/v1/users", { bearer: key });
    expect(first.calls).toHaveLength(3);
    expect((await keyOf(admin.accessToken, id)).lastUsedAtUtc).toBe(new Date(minute).toISOString());
    const second = at(minute + 59_999);
    await second.client.get("/api/v1/users", { bearer: key });
    expect(second.calls).toHaveLength(2);
    const third = at(minute + 60_000);
    await third.client.get("/api/v1/users", { bearer: key });
    expect((await keyOf(admin.accessToken, id)).lastUsedAtUtc).toBe(new Date(minute + 60_000).toISOString());
  });

  it("costs no query when it was mistyped", async () => {
    const { key } = await make(admin.accessToken, ["users.read"]);
    const power = new Power(NO_CUT);
    const client = deployment({ power });
    const slips = [
      key.slice(0, -1),
      `${key}0`,
      key.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
      key.replace(/^nkh_./, (start) => `nkh_${start.endsWith("A") ? "B" : "A"}`),
      "nkh_",
      key.toUpperCase().replace("NKH_", "nkh_"),
    ];
    for (const slip of slips) {
      const response = await client.get("/api/v1/users", { bearer: slip });
      expect([slip, await codeOf(response)]).toEqual([slip, "api_key_invalid"]);
    }
    expect(power.calls).toEqual([]);
  });
});

describe("listing and deleting keys", () => {
  const list = async (bearer: string) => dataOf<KeyView[]>(await api.get(PATH, { bearer }));

  it("shows a maker their own, the super admin and the settings' keys all, and no key ever", async () => {
    const other = await signedIn({ role: "admin" });
    const mine = await make(admin.accessToken, ["assets.read"]);
    const theirs = await make(other.accessToken, ["users.managePermissions"]);
    const deployments = await make(API_KEY, ["users.managePermissions"]);
    expect((await list(other.accessToken)).map(({ id }) => id)).toEqual([theirs.id]);
    expect((await list(theirs.key)).map(({ id }) => id)).toEqual([theirs.id]);
    expect(await list(deployments.key)).toEqual([]);
    for (const bearer of [superAdmin.accessToken, API_KEY]) {
      const all = await list(bearer);
      expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([deployments.id, theirs.id, mine.id]));
      expect(JSON.stringify(all)).not.toContain(theirs.key);
    }
    expect(await codeOf(await api.get(`${PATH}/${mine.id}`, { bearer: other.accessToken }))).toBe(
      "api_key_not_found",
    );
  });

  it("makes a deleted key open nothing", async () => {
    const { key, id } = await make(admin.accessToken, ["users.read"]);
    const other = await signedIn({ role: "admin" });
    const remove = (bearer: string, which = id) => api.delete(`${PATH}/${which}`, { bearer });
    expect(await codeOf(await remove(other.accessToken))).toBe("api_key_not_found");
    expect((await uses(key)).status).toBe(200);
    expect((await remove(admin.accessToken)).status).toBe(204);
    expect(await codeOf(await uses(key))).toBe("api_key_invalid");
    for (const which of [id, "42"])
      expect(await codeOf(await remove(admin.accessToken, which))).toBe("api_key_not_found");
  });
});
