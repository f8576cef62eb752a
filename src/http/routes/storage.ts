/** Storage profiles: where uploads can go. */
import { z } from "zod";
import { StorageOverview, storageOverview } from "../../providers/storage-overview.ts";
import { StorageProfileShape } from "../../providers/storage-profile.ts";
import {
  changeStorageProfile,
  chooseDefaultStorage,
  createStorageProfile,
  deleteStorageProfile,
  NewStorageProfile,
  RetiredStorageProfile,
  StorageProfileChanges,
} from "../../providers/storage-profiles.ts";
import {
  SavedStorageTest,
  StorageTestResult,
  testSavedStorage,
  testUnsavedStorage,
  UnsavedStorageTest,
} from "../../providers/storage-test.ts";
import { data } from "../envelope.ts";
import { createRouter, json, route } from "../router.ts";

const BASE = "/api/v1/system/storage/providers";
const params = z.object({ id: z.string() });

const getStorageOverview = route({
  operationId: "getStorageOverview",
  method: "get",
  path: BASE,
  responses: { 200: data(StorageOverview, "Every profile, and what uploads use now") },
});

const createProfile = route({
  operationId: "createStorageProfile",
  method: "post",
  path: BASE,
  request: { body: json(NewStorageProfile) },
  responses: { 201: data(StorageProfileShape, "The profile") },
});

const updateProfile = route({
  operationId: "updateStorageProfile",
  method: "patch",
  path: `${BASE}/{id}`,
  request: { params, body: json(StorageProfileChanges) },
  responses: { 200: data(StorageProfileShape, "The profile as it is now") },
});

const deleteProfile = route({
  operationId: "deleteStorageProfile",
  method: "delete",
  path: `${BASE}/{id}`,
  request: { params },
  responses: { 200: data(RetiredStorageProfile, "Deleted, or disabled while assets are stored there") },
});

const setDefault = route({
  operationId: "setDefaultStorageProfile",
  method: "post",
  path: `${BASE}/{id}/set-default`,
  request: { params },
  responses: { 200: data(StorageProfileShape, "The default from now on") },
});

const testSaved = route({
  operationId: "testStorageProfile",
  method: "post",
  path: `${BASE}/{id}/test`,
  request: { params, body: json(SavedStorageTest) },
  responses: { 200: data(StorageTestResult, "What works and what doesn't; nothing is saved") },
});

const testUnsaved = route({
  operationId: "testStorage",
  method: "post",
  path: `${BASE}/test`,
  request: { body: json(UnsavedStorageTest) },
  responses: { 200: data(StorageTestResult, "What works and what doesn't; nothing is saved") },
});

export const storageRoutes = createRouter()
  .openapi(getStorageOverview, async (c) => c.json({ data: await storageOverview(c.var.services) }, 200))
  .openapi(createProfile, async (c) => {
    const profile = await createStorageProfile(c.var.services, c.req.valid("json"));
    c.header("Location", `${BASE}/${profile.id}`);
    return c.json({ data: profile }, 201);
  })
  .openapi(updateProfile, async (c) =>
    c.json(
      { data: await changeStorageProfile(c.var.services, c.req.valid("param").id, c.req.valid("json")) },
      200,
    ),
  )
  .openapi(deleteProfile, async (c) =>
    c.json({ data: await deleteStorageProfile(c.var.services, c.req.valid("param").id) }, 200),
  )
  .openapi(setDefault, async (c) =>
    c.json({ data: await chooseDefaultStorage(c.var.services, c.req.valid("param").id) }, 200),
  )
  .openapi(testUnsaved, async (c) =>
    c.json({ data: await testUnsavedStorage(c.var.services, c.req.valid("json")) }, 200),
  )
  .openapi(testSaved, async (c) =>
    c.json(
      { data: await testSavedStorage(c.var.services, c.req.valid("param").id, c.req.valid("json")) },
      200,
    ),
  );
