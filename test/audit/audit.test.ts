import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { API_KEY, api, dataOf, failureOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { ADMIN, addPerson, PASSWORD, type Pair, signedIn, signIn } from "../support/people.ts";

interface Entry {
  id: string;
  atUtc: string;
  actor: { kind: string; id: string | null; name: string | null };
  operation: string;
  target: string | null;
  outcome: string;
  status: number;
  errorCode: string | null;
  address: string | null;
  userAgent: string | null;
  traceId: string;
}
interface Page {
  items: Entry[];
  page: number;
  pageSize: number;
  total: number;
  nextCursor: string | null;
}

/** Answers only after what it deferred is done, so entries are there to read. */
const worker = deployment();
const nowhere = "01890000-0000-7000-8000-000000000000";
const headers = { "cf-connecting-ip": "203.0.113.7", "user-agent": "Script/2" };
const read = async (query: Record<string, string>) =>
  dataOf<Page>(await worker.get(`/api/v1/system/audit?${new URLSearchParams(query)}`));
const newest = async (query: Record<string, string>) => (await read(query)).items[0];
const count = async () =>
  (await env.DB.prepare("SELECT count(*) AS n FROM audit_entries").first<{ n: number }>())?.n;

let admin: Pair;
beforeAll(async () => {
  await signIn();
  admin = await signedIn({ role: "admin" });
});

describe("a write", () => {
  it("leaves who, what, which, when, from where and how it went", async () => {
    const before = Date.now();
    const json = { username: "made-by-admin", password: PASSWORD, role: "user" };
    const response = await worker.post("/api/v1/users", { bearer: admin.accessToken, json, headers });
    const { id } = await dataOf<{ id: string }>(response);
    const entry = await newest({ target: id });
    expect(entry).toEqual({
      id: expect.any(String),
      atUtc: expect.stringMatching(/\.\d{3}Z$/),
      actor: { kind: "user", id: admin.user.id, name: admin.user.username },
      operation: "createUser",
      target: id,
      outcome: "success",
      status: 201,
      errorCode: null,
      address: "203.0.113.7",
      userAgent: "Script/2",
      traceId: expect.any(String),
    });
    expect(Date.parse(entry?.atUtc ?? "")).toBeGreaterThanOrEqual(before);
  });

  it("that is forbidden or fails is there too, under the trace id the client saw", async () => {
    const user = await signedIn();
    const refused = await worker.delete(`/api/v1/assets/${nowhere}`, { bearer: user.accessToken });
    const { traceId } = await failureOf(refused);
    expect(await newest({ actor: user.user.id, operation: "deleteAsset" })).toMatchObject({
      target: nowhere,
      outcome: "refused",
      status: 403,
      errorCode: "auth_forbidden",
      traceId,
    });
    await worker.delete(`/api/v1/assets/${nowhere}`);
    expect(await newest({ target: nowhere, outcome: "FAILED" })).toMatchObject({
      actor: { kind: "apiKey", name: expect.stringMatching(/^api-key:[0-9a-f]{16}$/) },
      errorCode: "asset_not_found",
      status: 404,
    });
  });

  it("by a managed key names the key", async () => {
    const json = { name: "nightly", permissions: ["assets.delete"] };
    const made = await worker.post("/api/v1/api-keys", { json });
    const { key, id } = await dataOf<{ key: string; id: string }>(made);
    expect(await newest({ operation: "createApiKey" })).toMatchObject({ target: id, outcome: "success" });
    await worker.post("/api/v1/assets/batch-delete", { bearer: key, json: { ids: [nowhere] } });
    expect(await newest({ actor: id })).toMatchObject({
      actor: { kind: "apiKey", id, name: "nightly" },
      operation: "batchDeleteAssets",
      target: nowhere,
    });
  });

  it("without a good credential, or a read, leaves nothing", async () => {
    const before = await count();
    await worker.delete(`/api/v1/assets/${nowhere}`, { bearer: null });
    await worker.delete(`/api/v1/assets/${nowhere}`, { bearer: "unknown" });
    await worker.get("/api/v1/users");
    await worker.head("/api/v1/assets");
    await worker.post("/api/v1/auth/refresh", { bearer: null, json: { refreshToken: "unknown" } });
    await worker.post("/api/v1/auth/login", { bearer: null, json: null });
    expect(await count()).toBe(before);
  });
});

describe("signing in and staying in", () => {
  const login = (json: object) => worker.post("/api/v1/auth/login", { bearer: null, json, headers });

  it("is an entry of who got in", async () => {
    const pair = await dataOf<Pair>(await login(ADMIN));
    expect(await newest({ operation: "login" })).toMatchObject({
      actor: { kind: "user", id: pair.user.id, name: "Admin" },
      outcome: "success",
      address: "203.0.113.7",
    });
    const json = { refreshToken: pair.refreshToken };
    await worker.post("/api/v1/auth/refresh", { bearer: null, json });
    expect(await newest({ operation: "refresh" })).toMatchObject({ actor: { id: pair.user.id } });
  });

  it("that fails is nobody's, about the account, and an unknown name is not written down", async () => {
    const person = await addPerson();
    await login({ ...person, password: "wrong" });
    expect(await newest({ operation: "login" })).toMatchObject({
      actor: { kind: "nobody", id: null, name: null },
      target: person.id,
      outcome: "refused",
      errorCode: "auth_invalid_credentials",
    });
    await login({ username: "hunter2-typed-into-the-wrong-field", password: "x" });
    expect(await newest({ operation: "login" })).toMatchObject({ actor: { kind: "nobody" }, target: null });
    const { results } = await env.DB.prepare("SELECT * FROM audit_entries").all();
    expect(JSON.stringify(results)).not.toContain("hunter2");
  });

  it("that is throttled leaves no more entries", async () => {
    const clock = Date.now();
    const clocked = deployment({ services: { now: () => clock } });
    const person = await addPerson();
    const json = { ...person, password: "wrong" };
    for (let i = 0; i < 13; i++) await clocked.post("/api/v1/auth/login", { bearer: null, json });
    expect((await read({ target: person.id })).total).toBe(10);
  });

  it("with a token that was used before is about its account", async () => {
    const pair = await signedIn();
    const refresh = () =>
      worker.post("/api/v1/auth/refresh", { bearer: null, json: { refreshToken: pair.refreshToken } });
    await refresh();
    await env.DB.prepare("UPDATE refresh_tokens SET rotated_at = 1 WHERE rotated_at IS NOT NULL").run();
    await refresh();
    expect(await newest({ target: pair.user.id })).toMatchObject({
      operation: "refresh",
      errorCode: "auth_refresh_token_reused",
      outcome: "refused",
    });
  });
});

describe("reading the log", () => {
  it("goes page by page and cursor by cursor, newest first", async () => {
    const person = await signedIn({ permissions: ["assets.delete"] });
    for (let i = 0; i < 5; i++)
      await worker.delete(`/api/v1/assets/${nowhere}`, { bearer: person.accessToken });
    const filter = { actor: person.user.id, operation: "deleteAsset" };
    const all = await read(filter);
    expect(all).toMatchObject({ page: 1, pageSize: 20, total: 5, nextCursor: null });
    const ids = all.items.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    const second = await read({ ...filter, page: "2", pageSize: "2" });
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    expect(second).toMatchObject({ page: 2, pageSize: 2, total: 5, nextCursor: ids[3] });
    const rest = await read({ ...filter, pageSize: "2", cursor: second.nextCursor ?? "" });
    expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(4));
    expect(rest.nextCursor).toBeNull();
    expect((await read({ ...filter, page: "9" })).items).toEqual([]);
  });

  it("filters by operation, outcome and time", async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    const before = new Date().toISOString();
    await worker.post(`/api/v1/users/${nowhere}/reset-password`, { json: { newPassword: PASSWORD } });
    const since = await read({ from: before });
    expect(since.items.map(({ operation }) => operation)).toEqual(["resetPassword"]);
    expect((await read({ to: before, operation: "resetPassword" })).items).toEqual([]);
    expect((await read({ operation: "resetPassword", outcome: "success" })).items).toEqual([]);
  });

  it.each(["outcome=maybe", "from=yesterday", "page=x", "cursor=42"])("refuses %s", async (query) => {
    const response = await api.get(`/api/v1/system/audit?${query}`);
    expect((await failureOf(response)).code).toBe("request_invalid");
  });

  it("takes the permission settings.read", async () => {
    const reader = await signedIn({ permissions: ["settings.read"] });
    const other = await signedIn({ permissions: ["users.read", "settings.update"] });
    const status = async (bearer: string) => (await api.get("/api/v1/system/audit", { bearer })).status;
    expect(await status(reader.accessToken)).toBe(200);
    expect(await status(other.accessToken)).toBe(403);
    expect(await status(API_KEY)).toBe(200);
  });

  it("finds a page through an index, whatever it is filtered by", async () => {
    for (const column of ["actor_id", "operation", "target"]) {
      const { results } = await env.DB.prepare(
        `EXPLAIN QUERY PLAN SELECT * FROM audit_entries WHERE ${column} = ?1 AND id < ?2 ORDER BY id DESC LIMIT 20`,
      )
        .bind("x", "y")
        .all<{ detail: string }>();
      expect(results.map(({ detail }) => detail).join()).toMatch(/^SEARCH audit_entries USING INDEX/);
      expect(results).toHaveLength(1);
    }
  });
});
