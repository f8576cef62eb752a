/** The people of a deployment. */
import { z } from "zod";
import { createUser, NewUser } from "../../users/create.ts";
import {
  editUser,
  GrantsChange,
  PasswordReset,
  replaceGrants,
  resetPassword,
  StatusChange,
  UserChanges,
} from "../../users/edit.ts";
import { getUser, listUsers } from "../../users/find.ts";
import { toUser, User } from "../../users/user.ts";
import { data } from "../envelope.ts";
import { createRouter, json, route } from "../router.ts";

const PATH = "/api/v1/users";
const params = z.object({ id: z.string() });

const list = route({
  operationId: "listUsers",
  method: "get",
  path: PATH,
  responses: { 200: data(z.array(User), "Whom the caller may manage, newest first") },
});

const getOne = route({
  operationId: "getUser",
  method: "get",
  path: `${PATH}/{id}`,
  request: { params },
  responses: { 200: data(User, "The user") },
});

const create = route({
  operationId: "createUser",
  method: "post",
  path: PATH,
  request: { body: json(NewUser) },
  responses: { 201: data(User, "The new user") },
});

const update = route({
  operationId: "updateUser",
  method: "patch",
  path: `${PATH}/{id}`,
  request: { params, body: json(UserChanges) },
  responses: { 200: data(User, "The user as they are now") },
});

const setStatus = route({
  operationId: "setUserStatus",
  method: "post",
  path: `${PATH}/{id}/status`,
  request: { params, body: json(StatusChange) },
  responses: { 200: data(User, "The user as they are now") },
});

const setPassword = route({
  operationId: "resetPassword",
  method: "post",
  path: `${PATH}/{id}/reset-password`,
  request: { params, body: json(PasswordReset) },
  responses: { 204: { description: "The new password holds; every session of that user has ended" } },
});

const setPermissions = route({
  operationId: "setUserPermissions",
  method: "patch",
  path: `${PATH}/{id}/permissions`,
  request: { params, body: json(GrantsChange) },
  responses: { 200: data(User, "The user as they are now") },
});

export const userRoutes = createRouter()
  .openapi(list, async (c) => {
    const accounts = await listUsers(c.var.services, c.var.principal);
    return c.json({ data: accounts.map(toUser) }, 200);
  })
  .openapi(getOne, async (c) => {
    const { services, principal } = c.var;
    return c.json({ data: toUser(await getUser(services, principal, c.req.valid("param").id)) }, 200);
  })
  .openapi(create, async (c) => {
    const account = await createUser(c.var.services, c.var.principal, c.req.valid("json"));
    c.header("Location", `${PATH}/${account.id}`);
    return c.json({ data: toUser(account) }, 201);
  })
  .openapi(update, async (c) => {
    const { services, principal } = c.var;
    const account = await editUser(services, principal, c.req.valid("param").id, c.req.valid("json"));
    return c.json({ data: toUser(account) }, 200);
  })
  .openapi(setStatus, async (c) => {
    const { services, principal } = c.var;
    const account = await editUser(services, principal, c.req.valid("param").id, c.req.valid("json"));
    return c.json({ data: toUser(account) }, 200);
  })
  .openapi(setPassword, async (c) => {
    const { services, principal } = c.var;
    await resetPassword(services, principal, c.req.valid("param").id, c.req.valid("json"));
    return c.body(null, 204);
  })
  .openapi(setPermissions, async (c) => {
    const { services, principal } = c.var;
    const account = await replaceGrants(services, principal, c.req.valid("param").id, c.req.valid("json"));
    return c.json({ data: toUser(account) }, 200);
  });
