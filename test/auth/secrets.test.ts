/**
 * Secrets are planted wherever a deployment has them, everything is done with them that works and that fails, and then
 * every answer, every log line and every cell of the database is searched for them.
 */
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Client, dataOf } from "../support/api.ts";
import { form } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import type { Pair } from "../support/people.ts";
import { Power } from "../support/power.ts";

const planted = {
  "the first administrator's password": "planted-bootstrap-password-1",
  "a new user's password": "planted-user-password-2",
  "a changed password": "planted-changed-password-3",
  "a reset password": "planted-reset-password-4",
  "a wrong password": "planted-wrong-password-5",
  "a password typed for a name": "planted-misplaced-password-6",
  "the JWT secret": "planted-jwt-secret-7-0123456789abcdef",
  "the encryption key": "planted-encryption-key-8-0123456789abcdef",
  "a key of the settings": "planted-settings-key-9",
  "an S3 secret key": "planted-s3-secret-key-10",
  "a GitHub token": "planted-github-token-11",
  "an AI key": "planted-ai-key-12",
};
const P = planted;
/** Made by the server on the way, and shown only by the answers that are for showing them. */
const minted: Record<string, { secret: string; shownBy: string[] }> = {};

const vars = {
  JWT_SECRET: P["the JWT secret"],
  ENCRYPTION_KEY: P["the encryption key"],
  API_KEYS: P["a key of the settings"],
  BOOTSTRAP_ADMIN_USERNAME: "first",
  BOOTSTRAP_ADMIN_PASSWORD: P["the first administrator's password"],
};
const key = P["a key of the settings"];

const answers: { to: string; text: string }[] = [];
const lines: string[] = [];

const CUTS = [1, 2, 3];

/** A client whose answers are kept. Each write is repeated with the database failing: errors love to tell. */
function recorded(): Client {
  const working = deployment({ vars });
  const request: Client["request"] = async (method, path, options) => {
    const ask = async (client: Client) => {
      const response = await client.request(method, path, options);
      const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
      const text = `${headers}\n\n${await response.clone().text()}`;
      answers.push({ to: `${method} ${path.split("?")[0]}`, text });
      return response;
    };
    const answer = await ask(working);
    if (method !== "GET")
      for (const at of CUTS)
        await ask(deployment({ vars, power: new Power({ at, when: "before", what: "call" }) }));
    return answer;
  };
  return {
    ...working,
    request,
    get: (path, options) => request("GET", path, options),
    post: (path, options) => request("POST", path, options),
    patch: (path, options) => request("PATCH", path, options),
    delete: (path, options) => request("DELETE", path, options),
  };
}

function mint(name: string, secret: string, ...shownBy: string[]): void {
  minted[name] = { secret, shownBy };
}

const LOGIN = "POST /api/v1/auth/login";
const REFRESH = "POST /api/v1/auth/refresh";

beforeAll(async () => {
  for (const level of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, level).mockImplementation((...values: unknown[]) => {
      lines.push(values.map(String).join(" "));
    });
  await useEverything(recorded());
}, 120_000);
afterAll(() => {
  vi.restoreAllMocks();
});

async function useEverything(client: Client): Promise<void> {
  const login = (username: string, password: string) =>
    client.post("/api/v1/auth/login", { bearer: null, json: { username, password } });
  const posted = (path: string, json: unknown, bearer = key) => client.post(path, { bearer, json });

  const first = await dataOf<Pair>(await login("first", P["the first administrator's password"]));
  mint("an access token", first.accessToken, LOGIN);
  mint("a refresh token", first.refreshToken, LOGIN);
  await login("first", P["a wrong password"]);
  await login(P["a password typed for a name"], "x");
  await client.post("/api/v1/auth/login", {
    bearer: null,
    headers: { "content-type": "application/json" },
    body: `{"username": "first", "password": "${P["the first administrator's password"]}`,
  });
  await posted("/api/v1/auth/login", {
    username: "first",
    password: [P["the first administrator's password"]],
  });

  const username = `planted-${crypto.randomUUID()}`;
  const password = P["a new user's password"];
  const made = await posted("/api/v1/users", { username, password, role: "user" });
  await posted("/api/v1/users", { username, password, role: "user" });
  await posted("/api/v1/users", { username: "other", password, role: password });
  const { id } = await dataOf<{ id: string }>(made);
  const pair = await dataOf<Pair>(await login(username, password));
  const newPassword = P["a changed password"];
  await posted(
    "/api/v1/auth/change-password",
    { currentPassword: P["a wrong password"], newPassword },
    pair.accessToken,
  );
  await posted("/api/v1/auth/change-password", { currentPassword: password, newPassword }, pair.accessToken);
  await posted(`/api/v1/users/${id}/reset-password`, { newPassword: P["a reset password"] });

  const next = await dataOf<Pair>(await posted("/api/v1/auth/refresh", { refreshToken: first.refreshToken }));
  mint("a rotated access token", next.accessToken, REFRESH);
  mint("a rotated refresh token", next.refreshToken, REFRESH);
  await client.get(`/api/v1/auth/me?access_token=${next.accessToken}`, { bearer: next.accessToken });
  await client.get("/api/v1/auth/sessions", { bearer: next.accessToken });
  await client.get("/api/v1/assets", { bearer: `${key}-mistyped` });
  await client.get("/api/v1/assets", { bearer: `${next.accessToken}x` });

  const permissions = ["assets.read"];
  const managed = await dataOf<{ key: string }>(
    await posted("/api/v1/api-keys", { name: "script", permissions }),
  );
  mint("a managed key", managed.key, "POST /api/v1/api-keys");
  await client.get("/api/v1/assets", { bearer: managed.key });
  await client.get("/api/v1/assets", { bearer: `${managed.key.slice(0, -1)}x` });
  await client.get("/api/v1/api-keys", { bearer: key });

  await profiles(client);
  const upload = await client.post("/api/v1/assets", { bearer: key, body: await form({ isPublic: false }) });
  const asset = await dataOf<{ id: string }>(upload);
  const path = `/api/v1/assets/${asset.id}/links`;
  const link = await dataOf<{ url: string }>(await posted(path, { expiresInSeconds: 600 }));
  mint("a signed link", new URL(link.url).searchParams.get("signature") ?? "", `POST ${path}`);
  await client.get(link.url, { bearer: null });
  await client.get(`${link.url}x`, { bearer: null });

  await client.get("/api/v1/users", { bearer: key });
  await client.get("/api/v1/system/audit?pageSize=100", { bearer: key });
  await client.get("/api/v1/system/storage", { bearer: key });
  await posted("/api/v1/auth/logout", { refreshToken: next.refreshToken }, next.accessToken);
}

async function profiles(client: Client): Promise<void> {
  const s3 = { accessKey: "AKIDPLANTED", secretKey: P["an S3 secret key"] };
  const github = { token: P["a GitHub token"] };
  const bodies = [
    {
      path: "/api/v1/system/storage/providers",
      providerType: "s3",
      configuration: { endpoint: "https://s3.example.com", bucket: "pictures", region: "eu-1" },
      secretConfiguration: s3,
    },
    {
      path: "/api/v1/system/storage/providers",
      providerType: "github-repo",
      configuration: { owner: "o", repo: "r", ref: "main", visibilityPolicy: "private-token" },
      secretConfiguration: github,
    },
    {
      path: "/api/v1/system/ai/providers",
      apiBaseUrl: "https://ai.example.com/v1",
      apiKey: P["an AI key"],
      modelName: "m",
      isActive: true,
    },
  ];
  for (const { path, ...body } of bodies) {
    const name = `planted-${crypto.randomUUID()}`;
    const made = await client.post(path, { bearer: key, json: { name, isEnabled: true, ...body } });
    await client.post(path, { bearer: key, json: { name, ...body } });
    await client.post(path, { bearer: key, json: { name: 7, ...body } });
    if (made.status === 201) {
      const { id } = await dataOf<{ id: string }>(made);
      await client.patch(`${path}/${id}`, { bearer: key, json: body });
    }
    await client.get(path, { bearer: key });
  }
}

/** As it is, and as encoders would hide it. */
function spellings(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [secret, btoa(secret).replace(/=+$/, ""), encodeURIComponent(secret), hex];
}

function everySecret(): { name: string; spelled: string[]; shownBy: string[] }[] {
  return [
    ...Object.entries(planted).map(([name, secret]) => ({ name, spelled: spellings(secret), shownBy: [] })),
    ...Object.entries(minted).map(([name, { secret, shownBy }]) => ({
      name,
      spelled: spellings(secret),
      shownBy,
    })),
  ];
}

it("planted them all, and had something to search", () => {
  expect(Object.keys(planted)).toHaveLength(12);
  expect(Object.keys(minted).sort()).toEqual([
    "a managed key",
    "a refresh token",
    "a rotated access token",
    "a rotated refresh token",
    "a signed link",
    "an access token",
  ]);
  for (const { secret } of Object.values(minted)) expect(secret.length).toBeGreaterThan(20);
  expect(answers.length).toBeGreaterThan(100);
  expect(lines.some((line) => line.includes('"level":"error"'))).toBe(true);
});

it("shows a secret only in the answer that is for showing it", () => {
  const leaks = everySecret().flatMap(({ name, spelled, shownBy }) =>
    answers
      .filter(({ to, text }) => !shownBy.includes(to) && spelled.some((spelling) => text.includes(spelling)))
      .map(({ to }) => `${name} in ${to}`),
  );
  expect(leaks).toEqual([]);
});

it("writes no secret into a log line", () => {
  const leaks = everySecret().flatMap(({ name, spelled }) =>
    lines
      .filter((line) => spelled.some((spelling) => line.includes(spelling)))
      .map((line) => `${name} in ${line}`),
  );
  expect(leaks).toEqual([]);
  expect(lines.filter((line) => line.includes("$argon2id"))).toEqual([]);
});

it("keeps no secret in a cell of the database", async () => {
  const { results: tables } = await env.DB.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const leaks: string[] = [];
  let cells = 0;
  for (const table of tables) {
    const { results } = await env.DB.prepare(`SELECT * FROM "${table.name}"`).all();
    for (const row of results)
      for (const [column, value] of Object.entries(row)) {
        cells += 1;
        for (const { name, spelled } of everySecret())
          if (spelled.some((spelling) => String(value).includes(spelling)))
            leaks.push(`${name} in ${table.name}.${column}`);
      }
  }
  expect(cells).toBeGreaterThan(500);
  expect(leaks).toEqual([]);
});
