/** Signing in, staying signed in, signing out. */
import { z } from "zod";
import { refresh as refreshTokens, signOut } from "../../auth/refresh.ts";
import { refreshTokenHash } from "../../auth/refresh-tokens.ts";
import { signIn } from "../../auth/sign-in.ts";
import { TokenPair } from "../../auth/token-pair.ts";
import { fields } from "../../shape.ts";
import {
  changePassword as change,
  endSession,
  listSessions,
  PasswordChange,
  readOwnAccount,
  Session,
} from "../../users/own-account.ts";
import { toUser, User, usernameKey } from "../../users/user.ts";
import { clientOf } from "../client.ts";
import { data } from "../envelope.ts";
import { createRouter, json, route } from "../router.ts";

const RefreshRequest = fields({ refreshToken: z.string() });

const login = route({
  operationId: "login",
  method: "post",
  path: "/api/v1/auth/login",
  request: { body: json(fields({ username: z.string(), password: z.string() })) },
  responses: { 200: data(TokenPair, "Signed in") },
});

const refresh = route({
  operationId: "refresh",
  method: "post",
  path: "/api/v1/auth/refresh",
  request: { body: json(RefreshRequest) },
  responses: { 200: data(TokenPair, "The next token pair; the old refresh token is used up") },
});

const logout = route({
  operationId: "logout",
  method: "post",
  path: "/api/v1/auth/logout",
  request: { body: json(RefreshRequest) },
  responses: { 204: { description: "The refresh token, if it was the caller's, works no more" } },
});

const me = route({
  operationId: "me",
  method: "get",
  path: "/api/v1/auth/me",
  responses: { 200: data(User, "Who is signed in") },
});

const changePassword = route({
  operationId: "changePassword",
  method: "post",
  path: "/api/v1/auth/change-password",
  request: { body: json(PasswordChange) },
  responses: { 204: { description: "The new password holds; the other sessions have ended" } },
});

const sessions = route({
  operationId: "listSessions",
  method: "get",
  path: "/api/v1/auth/sessions",
  responses: { 200: data(z.array(Session), "Where the caller is signed in, newest first") },
});

const endOne = route({
  operationId: "endSession",
  method: "delete",
  path: "/api/v1/auth/sessions/{id}",
  request: { params: z.object({ id: z.string() }) },
  responses: { 204: { description: "That session has ended, with its access tokens" } },
});

export const authRoutes = createRouter()
  .openapi(login, async (c) => {
    const credentials = c.req.valid("json");
    c.set("subject", { usernameKey: usernameKey(credentials.username) });
    return c.json({ data: await signIn(c.var.services, credentials, clientOf(c)) }, 200);
  })
  .openapi(refresh, async (c) => {
    const { refreshToken } = c.req.valid("json");
    c.set("subject", { refreshTokenHash: await refreshTokenHash(refreshToken) });
    return c.json({ data: await refreshTokens(c.var.services, refreshToken, clientOf(c)) }, 200);
  })
  .openapi(logout, async (c) => {
    await signOut(c.var.services, c.var.person, c.req.valid("json").refreshToken);
    return c.body(null, 204);
  })
  .openapi(me, async (c) => c.json({ data: toUser(await readOwnAccount(c.var.services, c.var.person)) }, 200))
  .openapi(changePassword, async (c) => {
    const { services, person } = c.var;
    await change(services, person, clientOf(c).address, c.req.valid("json"));
    return c.body(null, 204);
  })
  .openapi(sessions, async (c) => c.json({ data: await listSessions(c.var.services, c.var.person) }, 200))
  .openapi(endOne, async (c) => {
    await endSession(c.var.services, c.var.person, c.req.valid("param").id);
    return c.body(null, 204);
  });
