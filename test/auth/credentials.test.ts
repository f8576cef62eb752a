/** Who is asking: the table of credentials and codes, with and without API keys in the settings. */
import { env } from "cloudflare:workers";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { api, type Client, failureOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { ADMIN, signIn } from "../support/people.ts";

const enabled: Client = api;
const disabled = deployment({ vars: { API_KEYS: "" } });
const several = deployment({ vars: { API_KEYS: " first-key , second-key,," } });

/** Any management route will do. */
const ask = (client: Client, authorization: string | null) =>
  client.get("/api/v1/users", { bearer: null, headers: authorization === null ? {} : { authorization } });

describe.each([
  ["no header", null, "api_key_missing", "auth_unauthorized"],
  ["another scheme", "Basic dGVzdA==", "api_key_invalid", "auth_unauthorized"],
  ["no scheme", "test-api-key", "api_key_invalid", "auth_unauthorized"],
  ["no value", "Bearer", "api_key_invalid", "auth_unauthorized"],
  ["a blank value", "Bearer    ", "api_key_invalid", "auth_unauthorized"],
  ["an unknown key", "Bearer no-such-key", "api_key_invalid", "auth_unauthorized"],
  ["the beginning of a key", "Bearer test-api-ke", "api_key_invalid", "auth_unauthorized"],
  ["a key and more", "Bearer test-api-key2", "api_key_invalid", "auth_unauthorized"],
  ["one dot", "Bearer a.b", "api_key_invalid", "auth_unauthorized"],
  ["three dots", "Bearer a.b.c.d", "api_key_invalid", "auth_unauthorized"],
  ["a bad JWT", "Bearer a.b.c", "auth_unauthorized", "auth_unauthorized"],
])("%s", (_, authorization, whenEnabled, whenDisabled) => {
  it.each([
    ["with", enabled, whenEnabled],
    ["without", disabled, whenDisabled],
  ])("%s API keys", async (_, client, code) => {
    const response = await ask(client, authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="NekoHub"');
    expect((await failureOf(response)).code).toBe(code);
  });
});

describe("an expired access token", () => {
  it.each([
    ["with", enabled],
    ["without", disabled],
  ])("says so %s API keys", async (_, client) => {
    const { accessToken } = await signIn();
    const claims = JSON.parse(atob(accessToken.split(".")[1] ?? ""));
    const past = Math.floor(Date.now() / 1000) - 1000;
    const expired = await new SignJWT({ ...claims, iat: past, nbf: past, exp: past + 900 })
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
      .sign(new TextEncoder().encode(env.JWT_SECRET));
    const response = await ask(client, `Bearer ${expired}`);
    expect((await failureOf(response)).code).toBe("auth_token_expired");
  });
});

describe("a good credential", () => {
  it.each(["Bearer test-api-key", "bearer test-api-key", "  Bearer   test-api-key  "])(
    "is the key in %j",
    async (authorization) => {
      expect((await ask(enabled, authorization)).status).toBe(200);
    },
  );

  it("is any of several keys", async () => {
    expect((await ask(several, "Bearer first-key")).status).toBe(200);
    expect((await ask(several, "Bearer second-key")).status).toBe(200);
    expect((await ask(several, "Bearer test-api-key")).status).toBe(401);
  });

  it("is an access token, whether there are API keys or not", async () => {
    const { accessToken } = await signIn(ADMIN);
    for (const client of [enabled, disabled, several])
      expect((await ask(client, `Bearer ${accessToken}`)).status).toBe(200);
  });
});

it.each(["/api/v1/system/ping", "/api/v1/system/bootstrap"])("%s looks at no credential", async (path) => {
  for (const bearer of [null, "rubbish", "a.b.c", "test-api-key"])
    expect((await api.get(path, { bearer })).status).toBe(200);
});
