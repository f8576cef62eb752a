import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { api, codeOf, dataOf, failureOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import {
  ADMIN,
  addPerson,
  login,
  me,
  PASSWORD,
  type Pair,
  signIn,
  type UserView,
} from "../support/people.ts";

const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe("the first sign-in", () => {
  it("makes one super admin, however many arrive at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => login(ADMIN)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const { results } = await env.DB.prepare("SELECT username, role, is_active FROM users").all();
    expect(results).toEqual([{ username: "Admin", role: "superAdmin", is_active: 1 }]);
    const grants = await env.DB.prepare("SELECT count(*) AS n FROM user_permissions").first<{ n: number }>();
    expect(grants?.n).toBe(19);
  });

  it("leaves a deployment that has users as it is", async () => {
    const elsewhere = deployment({
      vars: { BOOTSTRAP_ADMIN_USERNAME: "second", BOOTSTRAP_ADMIN_PASSWORD: "another password" },
    });
    const json = { username: "second", password: "another password" };
    expect((await elsewhere.post("/api/v1/auth/login", { bearer: null, json })).status).toBe(401);
  });
});

describe("signing in", () => {
  it("answers a token pair with the user", async () => {
    const before = Date.now();
    const pair = await signIn();
    expect(pair).toEqual({
      accessToken: expect.stringMatching(/^[^.]+\.[^.]+\.[^.]+$/),
      refreshToken: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
      accessTokenExpiresAtUtc: stamp,
      refreshTokenExpiresAtUtc: stamp,
      user: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        username: "Admin",
        role: "superAdmin",
        isActive: true,
        createdAtUtc: stamp,
        updatedAtUtc: stamp,
        lastLoginAtUtc: stamp,
        permissions: expect.arrayContaining(["assets.read", "users.managePermissions"]),
      },
    });
    const minutes = (Date.parse(pair.accessTokenExpiresAtUtc) - before) / 60_000;
    expect(minutes).toBeGreaterThan(14.9);
    expect(minutes).toBeLessThan(15.1);
    const days = (Date.parse(pair.refreshTokenExpiresAtUtc) - before) / 86_400_000;
    expect(days).toBeCloseTo(30, 3);
    expect(Date.parse(pair.user.lastLoginAtUtc ?? "")).toBeGreaterThanOrEqual(before);
    expect(pair.user.updatedAtUtc).toBe(pair.user.lastLoginAtUtc);
  });

  it("shows a super admin the catalogue in its order, others their grants in ordinal order", async () => {
    expect((await signIn()).user.permissions.slice(0, 5)).toEqual([
      "assets.read",
      "assets.create",
      "assets.update",
      "assets.delete",
      "providers.read",
    ]);
    const person = await addPerson({ permissions: ["users.read", "assets.read", "aiProviders.read"] });
    expect((await signIn(person)).user.permissions).toEqual([
      "aiProviders.read",
      "assets.read",
      "users.read",
    ]);
  });

  it("trims the name, ignores its case and that of property names, and takes the password as it is", async () => {
    expect((await signIn({ username: "  aDMIN ", password: ADMIN.password })).user.username).toBe("Admin");
    const json = { UserName: "admin", PASSWORD: ADMIN.password };
    expect((await api.post("/api/v1/auth/login", { bearer: null, json })).status).toBe(200);
    expect(await codeOf(await login({ username: "admin", password: ` ${ADMIN.password}` }))).toBe(
      "auth_invalid_credentials",
    );
  });

  it.each([
    ["an unknown name", { username: "nobody", password: PASSWORD }],
    ["a blank name", { username: "  ", password: PASSWORD }],
    ["a wrong password", { username: "admin", password: "wrong" }],
    ["a blank password", { username: "admin", password: "" }],
    ["a password of a megabyte", { username: "admin", password: "x".repeat(1_000_000) }],
    ["a name made of SQL", { username: "' OR 1=1 --", password: "' OR 1=1 --" }],
    ["a name with a NUL", { username: "admin\u0000", password: ADMIN.password }],
  ])("refuses %s with the same words", async (_, credentials) => {
    const response = await login(credentials);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="NekoHub"');
    expect(await failureOf(response)).toMatchObject({
      code: "auth_invalid_credentials",
      message: "The user name or the password is wrong.",
    });
  });

  it("tells a disabled account so only to who knows its password", async () => {
    const person = await addPerson({ isActive: false });
    expect(await codeOf(await login(person))).toBe("auth_user_inactive");
    expect(await codeOf(await login({ ...person, password: "wrong" }))).toBe("auth_invalid_credentials");
  });

  it.each([
    ["no name", { password: "x" }],
    ["no password", { username: "admin" }],
    ["null for a name", { username: null, password: "x" }],
    ["null for a password", { username: "admin", password: null }],
    ["a number for a name", { username: 1, password: "x" }],
    ["an array", []],
    ["null", null],
  ])("calls %s an invalid request", async (_, json) => {
    const response = await api.post("/api/v1/auth/login", { bearer: null, json });
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe("request_invalid");
  });

  it("takes no body, no JSON and no other type for an invalid request", async () => {
    const send = (init: object) => api.post("/api/v1/auth/login", { bearer: null, ...init });
    expect(await codeOf(await send({}))).toBe("request_invalid");
    expect(await codeOf(await send({ body: "{", headers: { "content-type": "application/json" } }))).toBe(
      "request_invalid",
    );
    expect(await codeOf(await send({ body: "<a/>", headers: { "content-type": "text/xml" } }))).toBe(
      "unsupported_media_type",
    );
  });

  it("ignores a credential that comes along", async () => {
    const response = await api.post("/api/v1/auth/login", { bearer: "rubbish", json: ADMIN });
    expect(response.status).toBe(200);
  });

  it("keeps no token and no password in the database, only hashes", async () => {
    const { accessToken, refreshToken } = await signIn();
    const tables = await env.DB.batch<Record<string, unknown>>([
      env.DB.prepare("SELECT * FROM users"),
      env.DB.prepare("SELECT * FROM refresh_tokens"),
      env.DB.prepare("SELECT * FROM sign_in_failures"),
    ]);
    const cells = JSON.stringify(tables.map(({ results }) => results));
    for (const secret of [accessToken, refreshToken, ADMIN.password]) expect(cells).not.toContain(secret);
    expect(cells).toContain("$argon2id-sha512$v=19$m=19456,t=2,p=1$");
  });
});

describe("a password hash", () => {
  it("with older parameters still opens, and is made anew on the way", async () => {
    const person = await addPerson();
    const older = await olderHash(person.password);
    await env.DB.prepare("UPDATE users SET password_hash = ?1 WHERE id = ?2").bind(older, person.id).run();
    expect(await codeOf(await login({ ...person, password: "wrong" }))).toBe("auth_invalid_credentials");
    await signIn(person);
    const row = await env.DB.prepare("SELECT password_hash AS hash FROM users WHERE id = ?1")
      .bind(person.id)
      .first<{ hash: string }>();
    expect(row?.hash).toMatch(/\$m=19456,t=2,p=1\$/);
    await signIn(person);
  });

  async function olderHash(password: string): Promise<string> {
    const [{ default: setup }, { default: wasm }] = await Promise.all([
      import("argon2id/lib/setup.js"),
      import("argon2id/dist/simd.wasm"),
    ]);
    const instantiate = async (imports: WebAssembly.Imports) => ({
      module: wasm,
      instance: await WebAssembly.instantiate(wasm, imports),
    });
    const argon2id = await setup(instantiate, instantiate);
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const digest = await crypto.subtle.digest("SHA-512", new TextEncoder().encode(password));
    const hash = argon2id({
      password: new Uint8Array(digest),
      salt,
      memorySize: 8192,
      passes: 1,
      parallelism: 1,
      tagLength: 32,
    });
    const text = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
    return `$argon2id-sha512$v=19$m=8192,t=1,p=1$${text(salt)}$${text(hash)}`;
  }
});

describe("who am I", () => {
  it("is the user of the token", async () => {
    const { accessToken, user } = await signIn();
    expect(await dataOf<UserView>(await me(accessToken))).toEqual(user);
  });

  it.each([
    ["nothing", null],
    ["an API key", "test-api-key"],
    ["an unknown key", "no-such-key"],
    ["rubbish with two dots", "a.b.c"],
  ])("is refused to %s", async (_, bearer) => {
    const response = await me(bearer);
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toBe("auth_unauthorized");
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="NekoHub"');
  });

  it("is refused from the moment the account is disabled or gone", async () => {
    const person = await addPerson();
    const pair: Pair = await signIn(person);
    expect((await me(pair.accessToken)).status).toBe(200);
    await env.DB.prepare("UPDATE users SET is_active = 0 WHERE id = ?1").bind(person.id).run();
    expect(await codeOf(await me(pair.accessToken))).toBe("auth_unauthorized");
    await env.DB.prepare("DELETE FROM users WHERE id = ?1").bind(person.id).run();
    expect(await codeOf(await me(pair.accessToken))).toBe("auth_unauthorized");
  });
});
