/** AI provider profiles. */
import { z } from "zod";
import { AiProviderProfile } from "../../providers/ai-profile.ts";
import { AiProfileChanges, NewAiProfile } from "../../providers/ai-profile-input.ts";
import {
  activeProfile,
  aiProfiles,
  changeAiProfile,
  createAiProfile,
  DeletedAiProfile,
  removeAiProfile,
} from "../../providers/ai-profiles.ts";
import { AiTestRequest, AiTestResult, testAiProvider } from "../../providers/ai-test.ts";
import { data } from "../envelope.ts";
import { createRouter, json, route } from "../router.ts";

const params = z.object({ id: z.string() });
const path = "/api/v1/system/ai/providers";

const listAiProviders = route({
  operationId: "listAiProviders",
  method: "get",
  path,
  responses: { 200: data(z.array(AiProviderProfile), "The active one first, then by name") },
});

const getActiveAiProvider = route({
  operationId: "getActiveAiProvider",
  method: "get",
  path: `${path}/active`,
  responses: { 200: data(AiProviderProfile.nullable(), "null when none is active") },
});

const createAiProvider = route({
  operationId: "createAiProvider",
  method: "post",
  path,
  request: { body: json(NewAiProfile) },
  responses: { 201: data(AiProviderProfile, "Saved; active if it was asked for or no other is") },
});

const testAi = route({
  operationId: "testAiProvider",
  method: "post",
  path: `${path}/test`,
  request: { body: json(AiTestRequest) },
  responses: { 200: data(AiTestResult, "What the provider said to a test image, or why it didn't") },
});

const updateAiProvider = route({
  operationId: "updateAiProvider",
  method: "patch",
  path: `${path}/{id}`,
  request: { params, body: json(AiProfileChanges) },
  responses: { 200: data(AiProviderProfile, "The profile as it is now") },
});

const deleteAiProvider = route({
  operationId: "deleteAiProvider",
  method: "delete",
  path: `${path}/{id}`,
  request: { params },
  responses: { 200: data(DeletedAiProfile, "It is gone; no other was activated") },
});

export const aiProviderRoutes = createRouter()
  .openapi(listAiProviders, async (c) => c.json({ data: await aiProfiles(c.var.services) }, 200))
  .openapi(getActiveAiProvider, async (c) => c.json({ data: await activeProfile(c.var.services) }, 200))
  .openapi(createAiProvider, async (c) => {
    const profile = await createAiProfile(c.var.services, c.req.valid("json"));
    c.header("Location", `${path}/${profile.id}`);
    return c.json({ data: profile }, 201);
  })
  .openapi(testAi, async (c) =>
    c.json({ data: await testAiProvider(c.var.services, c.req.valid("json")) }, 200),
  )
  .openapi(updateAiProvider, async (c) =>
    c.json(
      { data: await changeAiProfile(c.var.services, c.req.valid("param").id, c.req.valid("json")) },
      200,
    ),
  )
  .openapi(deleteAiProvider, async (c) =>
    c.json({ data: await removeAiProfile(c.var.services, c.req.valid("param").id) }, 200),
  );
