/** Moving assets from one storage to another. */
import { z } from "zod";
import { NewStorageMigration, StorageMigrationShape } from "../../providers/storage-migration.ts";
import { findMigrations, getMigration, startMigration } from "../../providers/storage-migrations.ts";
import { data } from "../envelope.ts";
import { createRouter, json, route } from "../router.ts";

const BASE = "/api/v1/system/storage/migrations";

const start = route({
  operationId: "startStorageMigration",
  method: "post",
  path: BASE,
  request: { body: json(NewStorageMigration) },
  responses: { 202: data(StorageMigrationShape, "It goes on in the background") },
});

const list = route({
  operationId: "listStorageMigrations",
  method: "get",
  path: BASE,
  responses: { 200: data(z.array(StorageMigrationShape), "Newest first") },
});

const one = route({
  operationId: "getStorageMigration",
  method: "get",
  path: `${BASE}/{id}`,
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: data(StorageMigrationShape, "How far it is, and what could not be moved") },
});

export const storageMigrationRoutes = createRouter()
  .openapi(start, async (c) => {
    const migration = await startMigration(c.var.services, c.req.valid("json"));
    c.header("Location", `${BASE}/${migration.id}`);
    return c.json({ data: migration }, 202);
  })
  .openapi(list, async (c) => c.json({ data: await findMigrations(c.var.services) }, 200))
  .openapi(one, async (c) =>
    c.json({ data: await getMigration(c.var.services, c.req.valid("param").id) }, 200),
  );
