/** Trying an AI provider out before it is saved, or as it is saved. */
import { z } from "zod";
import { answerObject, textAt } from "../ai/answer.ts";
import { ask } from "../ai/ask.ts";
import { type AiProvider, BUILT_IN_PROMPT } from "../ai/provider.ts";
import { AppError } from "../errors.ts";
import { plainLine } from "../plain-text.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import { readable } from "../skills/readable.ts";
import { cleanApiBaseUrl, cleanApiKey, cleanModelName, cleanPrompt } from "./ai-profile-input.ts";
import { existing, providerOf } from "./ai-profiles.ts";

const text = z.string().nullish();

export const AiTestRequest = fields({
  profileId: text,
  apiBaseUrl: text,
  apiKey: text,
  modelName: text,
  defaultSystemPrompt: text,
});
export type AiTestRequest = z.infer<typeof AiTestRequest>;

export const AiTestResult = z
  .object({
    succeeded: z.boolean(),
    caption: z.string().nullable(),
    resolvedModelName: z.string(),
    resolvedApiBaseUrl: z.string(),
    errorMessage: z.string().nullable(),
  })
  .meta({ id: "AiTestResult" });
export type AiTestResult = z.infer<typeof AiTestResult>;

/** 8 × 8, blue and green: some gateways refuse a single pixel. */
const TEST_IMAGE =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAHElEQVR42mPQiLoDRzZbouCIgYoSyBxkRVSUAAAcd1UBt9CbJwAAAABJRU5ErkJggg==";

const PROMPT =
  'Describe this small test image in a few words. Answer with a JSON object of this form: {"caption": "…"}';

/** A provider that fails is a result, not an error; only what was entered wrong is one. */
export async function testAiProvider(services: Services, request: AiTestRequest): Promise<AiTestResult> {
  const provider = await providerToTest(services, request);
  try {
    const said = await ask(services.outbound, provider, { prompt: PROMPT, imageUrl: TEST_IMAGE });
    const caption = plainLine(textAt(answerObject(said.text), "caption"));
    return result(provider, { succeeded: true, caption, resolvedModelName: said.model });
  } catch (thrown) {
    const { message } = AppError.from(thrown);
    return result(provider, { errorMessage: readable(message, "AI provider test") });
  }
}

function result({ apiBaseUrl, modelName }: AiProvider, outcome: Partial<AiTestResult>): AiTestResult {
  return {
    succeeded: false,
    caption: null,
    resolvedModelName: modelName,
    resolvedApiBaseUrl: apiBaseUrl,
    errorMessage: null,
    ...outcome,
  };
}

/** What was entered, over what is saved. A prompt that was left out is the saved one, a blank one the built-in. */
async function providerToTest(services: Services, request: AiTestRequest): Promise<AiProvider> {
  const saved = await savedProvider(services, request);
  const { apiBaseUrl, apiKey, modelName, defaultSystemPrompt } = request;
  return {
    apiBaseUrl: entered(apiBaseUrl)
      ? cleanApiBaseUrl(apiBaseUrl)
      : (saved?.apiBaseUrl ?? cleanApiBaseUrl(apiBaseUrl)),
    apiKey: entered(apiKey) ? cleanApiKey(apiKey) : (saved?.apiKey ?? cleanApiKey(apiKey)),
    modelName: entered(modelName)
      ? cleanModelName(modelName)
      : (saved?.modelName ?? cleanModelName(modelName)),
    systemPrompt:
      typeof defaultSystemPrompt === "string"
        ? cleanPrompt(defaultSystemPrompt)
        : (saved?.systemPrompt ?? BUILT_IN_PROMPT),
  };
}

function entered(value: string | null | undefined): boolean {
  return (value ?? "").trim() !== "";
}

async function savedProvider(services: Services, request: AiTestRequest): Promise<AiProvider | null> {
  if (!entered(request.profileId)) return null;
  return providerOf(services, await existing(services, request.profileId?.trim() ?? ""));
}
