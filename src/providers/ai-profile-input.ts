/** What people may enter for an AI provider, each field with the code that its absence has. */
import { z } from "zod";
import { BUILT_IN_PROMPT } from "../ai/provider.ts";
import { AppError, type ErrorCode } from "../errors.ts";
import { fields } from "../shape.ts";
import { isMask } from "./ai-profile.ts";

const text = z.string().nullish();

const entered = {
  name: text,
  apiBaseUrl: text,
  apiKey: text,
  modelName: text,
  defaultSystemPrompt: text.meta({ description: "null or blank: the built-in prompt" }),
  isActive: z.boolean().nullish(),
};

export const NewAiProfile = fields(entered);
export type NewAiProfile = z.infer<typeof NewAiProfile>;

export const AiProfileChanges = fields(entered);
export type AiProfileChanges = z.infer<typeof AiProfileChanges>;

const MAX_NAME = 128;
const MAX_URL = 512;
const MAX_MODEL = 256;
const MAX_KEY = 4096;
const MAX_PROMPT = 16_384;

type Entered = string | null | undefined;

export function cleanName(name: Entered): string {
  return required(name, "name", MAX_NAME, "ai_provider_profile_name_required");
}

export function cleanModelName(modelName: Entered): string {
  return required(modelName, "modelName", MAX_MODEL, "ai_provider_profile_model_name_required");
}

/** Absolute, without trailing slashes. Whether this deployment may call it is found out when it does. */
export function cleanApiBaseUrl(apiBaseUrl: Entered): string {
  const given = required(apiBaseUrl, "apiBaseUrl", MAX_URL, "ai_provider_profile_api_base_url_required");
  const refuse = (why: string) => new AppError("ai_provider_profile_api_base_url_invalid", why);
  if (!/^https?:\/\/[^/]/i.test(given) || !URL.canParse(given)) {
    throw refuse("apiBaseUrl: must be an absolute http(s) URL.");
  }
  const { username, password } = new URL(given);
  if (username !== "" || password !== "") {
    throw refuse("apiBaseUrl: must not contain a user name or password.");
  }
  return given.replace(/\/+$/, "");
}

export function cleanApiKey(apiKey: Entered): string {
  const given = required(apiKey, "apiKey", MAX_KEY, "ai_provider_profile_api_key_required");
  if (isMask(given)) {
    throw new AppError(
      "ai_provider_profile_api_key_invalid",
      "apiKey: this is the mask that stands for the saved key. Leave the field out to keep it.",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(given)) {
    throw new AppError(
      "ai_provider_profile_api_key_invalid",
      "apiKey: has characters that no header can carry.",
    );
  }
  return given;
}

export function cleanPrompt(prompt: Entered): string {
  const given = prompt?.trim() ?? "";
  if (given.length > MAX_PROMPT) throw tooLong("defaultSystemPrompt", MAX_PROMPT);
  return given === "" ? BUILT_IN_PROMPT : given;
}

function required(value: Entered, field: string, most: number, code: ErrorCode): string {
  const given = value?.trim() ?? "";
  if (given === "") throw new AppError(code, `${field}: must not be blank.`);
  if (given.length > most) throw tooLong(field, most);
  return given;
}

function tooLong(field: string, most: number): AppError {
  return new AppError("request_invalid", `${field}: has more than ${most} characters.`);
}
