import { describe, expect, it } from "vitest";
import { API_KEY, api, codeOf, dataOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { addPerson, login, me, PASSWORD, type Pair, refresh, signedIn, signIn } from "../support/people.ts";

const change = (pair: Pair, json: unknown, client = api) =>
  client.post("/api/v1/auth/change-password", { bearer: pair.accessToken, json });
const NEW = "the next good password";

describe("changing one's own password", () => {
  it("keeps this session and ends the others, access tokens too", async () => {
    const person = await addPerson();
    const [here, there] = [await signIn(person), await signIn(person)];
    const response = await change(here, { currentPassword: PASSWORD, newPassword: NEW });
    expect(response.status).toBe(204);
    expect((await me(here.accessToken)).status).toBe(200);
    expect((await refresh(here.refreshToken)).status).toBe(200);
    expect(await codeOf(await me(there.accessToken))).toBe("auth_unauthorized");
    expect(await codeOf(await refresh(there.refreshToken))).toBe("auth_refresh_token_reused");
    expect(await codeOf(await login(person))).toBe("auth_invalid_credentials");
    expect((await login({ ...person, password: NEW })).status).toBe(200);
  });

  it.each([
    [{ currentPassword: "wrong", newPassword: NEW }, 401, "auth_invalid_credentials"],
    [{ currentPassword: "", newPassword: NEW }, 401, "auth_invalid_credentials"],
    [{ currentPassword: PASSWORD, newPassword: "" }, 400, "user_password_required"],
    [{ currentPassword: PASSWORD, newPassword: "short" }, 400, "request_invalid"],
    [{ currentPassword: PASSWORD, newPassword: "x".repeat(257) }, 400, "request_invalid"],
    [{ currentPassword: PASSWORD }, 400, "request_invalid"],
    [{ newPassword: NEW }, 400, "request_invalid"],
    [{ currentPassword: null, newPassword: NEW }, 400, "request_invalid"],
    [null, 400, "request_invalid"],
  ])("refuses %j with %i %s", async (json, status, code) => {
    const pair = await signedIn();
    const response = await change(pair, json);
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(code);
  });

  it("lets nobody with a stolen access token guess the password", async () => {
    const clock = Date.now();
    const clocked = deployment({ services: { now: () => clock } });
    const pair = await signedIn();
    for (let i = 0; i < 10; i++)
      expect((await change(pair, { currentPassword: `guess ${i}`, newPassword: NEW }, clocked)).status).toBe(
        401,
      );
    const response = await change(pair, { currentPassword: PASSWORD, newPassword: NEW }, clocked);
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("1");
  });
});

describe("sessions", () => {
  interface SessionView {
    id: string;
    createdAtUtc: string;
    lastUsedAtUtc: string;
    expiresAtUtc: string;
    userAgent: string | null;
    address: string | null;
    isCurrent: boolean;
  }
  const list = async ({ accessToken }: Pair) =>
    dataOf<SessionView[]>(await api.get("/api/v1/auth/sessions", { bearer: accessToken }));
  const end = ({ accessToken }: Pair, id: string) =>
    api.delete(`/api/v1/auth/sessions/${id}`, { bearer: accessToken });

  it("are one a sign-in, whatever was refreshed since, with where they come from", async () => {
    const person = await addPerson();
    const first = await signIn(person);
    const headers = { "user-agent": "Phone/1.0", "cf-connecting-ip": "203.0.113.9" };
    const second = await dataOf<Pair>(await login(person, headers));
    const renewed = await dataOf<Pair>(await refresh(first.refreshToken));
    const sessions = await list(second);
    expect(sessions).toHaveLength(2);
    expect(sessions.find(({ isCurrent }) => isCurrent)).toMatchObject({
      userAgent: "Phone/1.0",
      address: "203.0.113.9",
      expiresAtUtc: second.refreshTokenExpiresAtUtc,
    });
    const other = sessions.find(({ isCurrent }) => !isCurrent);
    expect(other?.expiresAtUtc).toBe(renewed.refreshTokenExpiresAtUtc);
    expect(other?.createdAtUtc).toBe(first.user.lastLoginAtUtc);
    expect((other?.lastUsedAtUtc ?? "") >= (other?.createdAtUtc ?? "")).toBe(true);
    expect((await list(renewed)).find(({ isCurrent }) => isCurrent)?.id).toBe(other?.id);
  });

  it("end with their access tokens when their person says so", async () => {
    const person = await addPerson();
    const [here, there] = [await signIn(person), await signIn(person)];
    const other = (await list(here)).find(({ isCurrent }) => !isCurrent);
    expect((await end(here, other?.id.toUpperCase() ?? "")).status).toBe(204);
    expect(await codeOf(await me(there.accessToken))).toBe("auth_unauthorized");
    expect(await codeOf(await refresh(there.refreshToken))).toBe("auth_refresh_token_reused");
    expect((await me(here.accessToken)).status).toBe(200);
    expect(await list(here)).toHaveLength(1);
    expect(await codeOf(await end(here, other?.id ?? ""))).toBe("auth_session_not_found");
  });

  it("can be the one that asks", async () => {
    const pair = await signedIn();
    const [current] = await list(pair);
    expect((await end(pair, current?.id ?? "")).status).toBe(204);
    expect(await codeOf(await me(pair.accessToken))).toBe("auth_unauthorized");
  });

  it("of others are not there", async () => {
    const [mine, theirs] = [await signedIn(), await signedIn()];
    const [other] = await list(theirs);
    for (const id of [other?.id ?? "", "42", "01890000-0000-7000-8000-000000000000"])
      expect(await codeOf(await end(mine, id))).toBe("auth_session_not_found");
    expect((await me(theirs.accessToken)).status).toBe(200);
  });

  it("are for people, not for API keys", async () => {
    expect(await codeOf(await api.get("/api/v1/auth/sessions", { bearer: API_KEY }))).toBe(
      "auth_unauthorized",
    );
  });
});
