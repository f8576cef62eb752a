import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { api, codeOf, dataOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { ADMIN, addPerson, login, me, type Pair, refresh, signIn } from "../support/people.ts";
import { type Cut, NO_CUT, Power } from "../support/power.ts";

const logout = (pair: Pair, refreshToken: unknown = pair.refreshToken) =>
  api.post("/api/v1/auth/logout", { bearer: pair.accessToken, json: { refreshToken } });

const age = (milliseconds: number) =>
  env.DB.prepare("UPDATE refresh_tokens SET rotated_at = rotated_at - ?1").bind(milliseconds).run();
const liveTokens = async (userId: string) => {
  const row = await env.DB.prepare(
    "SELECT count(*) AS n FROM refresh_tokens WHERE user_id = ?1 AND rotated_at IS NULL AND revoked_at IS NULL",
  )
    .bind(userId)
    .first<{ n: number }>();
  return row?.n;
};

describe("refreshing", () => {
  it("gives a new pair, leaves the old access token alive and the last sign-in untouched", async () => {
    const first = await signIn();
    const second = await dataOf<Pair>(await refresh(first.refreshToken));
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(second.refreshToken).toMatch(/^[A-Za-z0-9+/]{86}==$/);
    expect(second.user).toEqual(first.user);
    expect(Date.parse(second.refreshTokenExpiresAtUtc)).toBeGreaterThanOrEqual(
      Date.parse(first.refreshTokenExpiresAtUtc),
    );
    expect((await me(first.accessToken)).status).toBe(200);
    expect((await me(second.accessToken)).status).toBe(200);
  });

  it("links the old token to its successor and keeps the family", async () => {
    const { refreshToken, user } = await signIn(await addPerson());
    await refresh(refreshToken);
    const { results } = await env.DB.prepare(
      `SELECT old.family_id = new.family_id AS same, old.rotated_at IS NOT NULL AS rotated
       FROM refresh_tokens old JOIN refresh_tokens new ON new.parent_hash = old.token_hash WHERE old.user_id = ?1`,
    )
      .bind(user.id)
      .all();
    expect(results).toEqual([{ same: 1, rotated: 1 }]);
  });

  it("ignores spaces around the token", async () => {
    const { refreshToken } = await signIn();
    expect((await refresh(`  ${refreshToken}\n`)).status).toBe(200);
  });

  it.each([
    ["no token", {}, 400, "request_invalid"],
    ["null", { refreshToken: null }, 400, "request_invalid"],
    ["a number", { refreshToken: 7 }, 400, "request_invalid"],
    ["a blank token", { refreshToken: " \n" }, 400, "auth_request_invalid"],
    ["an unknown token", { refreshToken: "x".repeat(88) }, 401, "auth_refresh_token_invalid"],
  ])("refuses %s", async (_, json, status, code) => {
    const response = await api.post("/api/v1/auth/refresh", { bearer: null, json });
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(code);
  });

  it("refuses the token of a user who is gone", async () => {
    const person = await addPerson();
    const { refreshToken } = await signIn(person);
    await env.DB.prepare("DELETE FROM users WHERE id = ?1").bind(person.id).run();
    expect(await codeOf(await refresh(refreshToken))).toBe("auth_refresh_token_invalid");
  });

  it("looks at the account before anything else", async () => {
    const person = await addPerson();
    const { refreshToken } = await signIn(person);
    await refresh(refreshToken);
    await env.DB.batch([
      env.DB.prepare("UPDATE users SET is_active = 0 WHERE id = ?1").bind(person.id),
      env.DB.prepare("UPDATE refresh_tokens SET expires_at = 1 WHERE user_id = ?1").bind(person.id),
    ]);
    expect(await codeOf(await refresh(refreshToken))).toBe("auth_user_inactive");
  });

  it("revokes a token that is presented after its end", async () => {
    const { refreshToken, user } = await signIn(await addPerson());
    await env.DB.prepare("UPDATE refresh_tokens SET expires_at = ?1 WHERE user_id = ?2")
      .bind(Date.now() - 1, user.id)
      .run();
    expect(await codeOf(await refresh(refreshToken))).toBe("auth_refresh_token_expired");
    expect(await codeOf(await refresh(refreshToken))).toBe("auth_refresh_token_reused");
  });
});

describe("a rotated token", () => {
  it("gives twenty who come at once the same successor, by one rotation", async () => {
    const { refreshToken, user } = await signIn(await addPerson());
    const pairs = await Promise.all(
      Array.from({ length: 20 }, async () => dataOf<Pair>(await refresh(refreshToken))),
    );
    expect(new Set(pairs.map((pair) => pair.refreshToken)).size).toBe(1);
    for (const pair of pairs) expect((await me(pair.accessToken)).status).toBe(200);
    const row = await env.DB.prepare("SELECT count(*) AS n FROM refresh_tokens WHERE user_id = ?1")
      .bind(user.id)
      .first<{ n: number }>();
    expect(row?.n).toBe(2);
    expect((await refresh(pairs[0]?.refreshToken ?? "")).status).toBe(200);
  });

  it("ends every sign-in of its user when it comes back after the grace", async () => {
    const person = await addPerson();
    const first = await signIn(person);
    const elsewhere = await signIn(person);
    const bystander = await signIn();
    const second = await dataOf<Pair>(await refresh(first.refreshToken));
    await age(10_001);
    expect(await codeOf(await refresh(first.refreshToken))).toBe("auth_refresh_token_reused");
    expect(await codeOf(await refresh(second.refreshToken))).toBe("auth_refresh_token_reused");
    expect(await codeOf(await refresh(elsewhere.refreshToken))).toBe("auth_refresh_token_reused");
    expect((await refresh(bystander.refreshToken)).status).toBe(200);
  });

  it("has its grace only while its successor is the newest", async () => {
    const { refreshToken, user } = await signIn(await addPerson());
    const second = await dataOf<Pair>(await refresh(refreshToken));
    const third = await dataOf<Pair>(await refresh(second.refreshToken));
    expect((await refresh(second.refreshToken)).status).toBe(200);
    expect(await codeOf(await refresh(refreshToken))).toBe("auth_refresh_token_reused");
    expect(await codeOf(await refresh(third.refreshToken))).toBe("auth_refresh_token_reused");
    expect(await liveTokens(user.id)).toBe(0);
  });
});

describe("signing out", () => {
  it("ends the refresh token, leaves the access token and says nothing", async () => {
    const pair = await signIn();
    const response = await logout(pair);
    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    expect((await me(pair.accessToken)).status).toBe(200);
    expect(await codeOf(await refresh(pair.refreshToken))).toBe("auth_refresh_token_reused");
    expect((await logout(pair)).status).toBe(204);
  });

  it("leaves the other sign-ins alone, even when the signed-out token comes back", async () => {
    const person = await addPerson();
    const [here, there] = [await signIn(person), await signIn(person)];
    await logout(here);
    expect(await codeOf(await refresh(here.refreshToken))).toBe("auth_refresh_token_reused");
    expect((await refresh(there.refreshToken)).status).toBe(200);
  });

  it("ends the sign-in when another tab has just rotated the token", async () => {
    const first = await signIn(await addPerson());
    const second = await dataOf<Pair>(await refresh(first.refreshToken));
    await logout(first);
    expect(await codeOf(await refresh(second.refreshToken))).toBe("auth_refresh_token_reused");
    expect(await codeOf(await refresh(first.refreshToken))).toBe("auth_refresh_token_reused");
  });

  it("takes unknown and blank tokens, and someone else's, without doing anything", async () => {
    const [pair, other] = [await signIn(), await signIn(await addPerson())];
    for (const token of ["x".repeat(88), "", "  ", other.refreshToken])
      expect((await logout(pair, token)).status).toBe(204);
    expect((await refresh(other.refreshToken)).status).toBe(200);
    expect((await refresh(pair.refreshToken)).status).toBe(200);
  });

  it("needs the field, and a person", async () => {
    const pair = await signIn();
    expect(await codeOf(await logout(pair, null))).toBe("request_invalid");
    const bodies = [{}, null].map((json) =>
      api.post("/api/v1/auth/logout", { bearer: pair.accessToken, json }),
    );
    for (const response of await Promise.all(bodies)) expect(await codeOf(response)).toBe("request_invalid");
    const json = { refreshToken: pair.refreshToken };
    for (const bearer of [null, "test-api-key", "unknown"]) {
      const response = await api.post("/api/v1/auth/logout", { bearer, json });
      expect(await codeOf(response)).toBe("auth_unauthorized");
    }
    expect((await refresh(pair.refreshToken)).status).toBe(200);
  });
});

describe("a power cut", () => {
  const moments: Cut["when"][] = ["before", "after"];
  const cases = moments.flatMap((when) => [1, 2].map((at) => [when, at] as const));

  it.each(cases)(
    "%s database call %i of a refresh leaves one live token, and the client gets in",
    async (when, at) => {
      const { refreshToken, user } = await signIn(await addPerson());
      const broken = deployment({ power: new Power({ at, when, what: "call" }) });
      const json = { refreshToken };
      const response = await broken.post("/api/v1/auth/refresh", { bearer: null, json });
      expect(await codeOf(response)).toBe("internal_server_error");
      expect(await liveTokens(user.id)).toBe(1);
      const pair = await dataOf<Pair>(await refresh(refreshToken));
      expect(await liveTokens(user.id)).toBe(1);
      expect((await refresh(pair.refreshToken)).status).toBe(200);
    },
  );

  it.each(cases)("%s database call %i of a sign-in leaves nothing half done", async (when, at) => {
    const person = await addPerson();
    const broken = deployment({ power: new Power({ at, when, what: "call" }) });
    const response = await broken.post("/api/v1/auth/login", { bearer: null, json: person });
    expect(await codeOf(response)).toBe("internal_server_error");
    const tookEffect = when === "after" && at === 2;
    expect(await liveTokens(person.id)).toBe(tookEffect ? 1 : 0);
    expect((await login(person)).status).toBe(200);
  });
});

/** The audit log, written after the answer, asks who it was and writes one row. */
const FOR_THE_AUDIT_LOG = 2;

it("signs in and refreshes in two round trips each", async () => {
  await signIn();
  const power = new Power(NO_CUT);
  const counted = deployment({ power });
  const pair = await dataOf<Pair>(await counted.post("/api/v1/auth/login", { bearer: null, json: ADMIN }));
  expect(power.calls).toHaveLength(2 + FOR_THE_AUDIT_LOG);
  const json = { refreshToken: pair.refreshToken };
  await counted.post("/api/v1/auth/refresh", { bearer: null, json });
  expect(power.calls).toHaveLength(4 + 2 * FOR_THE_AUDIT_LOG);
});

it("answers all the same when the audit log can't be written", async () => {
  for (const at of [3, 4]) {
    const broken = deployment({ power: new Power({ at, when: "before", what: "call" }) });
    expect((await broken.post("/api/v1/auth/login", { bearer: null, json: ADMIN })).status).toBe(200);
  }
});
