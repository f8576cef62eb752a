/** AI provider profiles. */
import { call } from "../session/call.ts";
import type { Model, ModelInput, ModelTest } from "./answers.ts";

export type { Model, ModelInput, ModelTest } from "./answers.ts";

const MODELS = "/api/v1/system/ai/providers";
/** As long as the server waits for the model, and a little more. */
const TEST_MILLISECONDS = 90_000;

export function readModels(): Promise<Model[]> {
  return call(MODELS);
}

export function createModel(input: ModelInput): Promise<Model> {
  return call(MODELS, { method: "POST", json: input });
}

export function changeModel(id: string, input: ModelInput): Promise<Model> {
  return call(`${MODELS}/${id}`, { method: "PATCH", json: input });
}

export function removeModel(id: string): Promise<unknown> {
  return call(`${MODELS}/${id}`, { method: "DELETE" });
}

export function testModel(input: ModelInput & { profileId?: string }): Promise<ModelTest> {
  const { apiBaseUrl, apiKey, modelName, defaultSystemPrompt, profileId } = input;
  return call(`${MODELS}/test`, {
    method: "POST",
    json: { apiBaseUrl, apiKey, modelName, defaultSystemPrompt, profileId },
    milliseconds: TEST_MILLISECONDS,
  });
}
