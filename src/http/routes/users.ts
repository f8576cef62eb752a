/** The people of a deployment. */
import { z } from "zod";
import { listUsers as list } from "../../users/library.ts";
import { toUser, User } from "../../users/user.ts";
import { data } from "../envelope.ts";
import { createRouter, route } from "../router.ts";

const listUsers = route({
  operationId: "listUsers",
  method: "get",
  path: "/api/v1/users",
  responses: { 200: data(z.array(User), "Whom the caller may manage, newest first") },
});

export const userRoutes = createRouter().openapi(listUsers, async (c) => {
  const accounts = await list(c.var.services, c.var.principal);
  return c.json({ data: accounts.map(toUser) }, 200);
});
