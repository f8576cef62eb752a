/** Configuring AI providers: who is asked for captions. */
import { z } from "zod";
import type { AiProvider } from "../ai/provider.ts";
import { newId } from "../assets/identity.ts";
import {
  activeAiProfile,
  aiProfileById,
  deleteAiProfile,
  insertAiProfile,
  listAiProfiles,
  updateAiProfile,
} from "../database/ai-profiles.ts";
import { isTaken } from "../database/database.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { Timestamp, timestamp } from "../shape.ts";
import { type AiProfile, type AiProviderProfile, keyRow, presentAiProfile } from "./ai-profile.ts";
import {
  type AiProfileChanges,
  cleanApiBaseUrl,
  cleanApiKey,
  cleanModelName,
  cleanName,
  cleanPrompt,
  type NewAiProfile,
} from "./ai-profile-input.ts";
import { open, seal } from "./secrets.ts";

export const DeletedAiProfile = z
  .object({ id: z.uuid(), wasActive: z.boolean(), status: z.literal("deleted"), deletedAtUtc: Timestamp })
  .meta({ id: "DeletedAiProviderProfile" });

export async function aiProfiles(services: Services): Promise<AiProviderProfile[]> {
  const profiles = await listAiProfiles(services.db);
  return Promise.all(profiles.map((profile) => presentAiProfile(services, profile)));
}

export async function activeProfile(services: Services): Promise<AiProviderProfile | null> {
  const profile = await activeAiProfile(services.db);
  return profile === null ? null : presentAiProfile(services, profile);
}

export async function createAiProfile(services: Services, given: NewAiProfile): Promise<AiProviderProfile> {
  const now = services.now();
  const id = newId(now);
  const name = cleanName(given.name);
  const apiBaseUrl = cleanApiBaseUrl(given.apiBaseUrl);
  const apiKey = cleanApiKey(given.apiKey);
  const profile = {
    id,
    name,
    apiBaseUrl,
    apiKeyCiphertext: await seal(services, apiKey, keyRow(id)),
    modelName: cleanModelName(given.modelName),
    defaultSystemPrompt: cleanPrompt(given.defaultSystemPrompt),
    createdAt: now,
    updatedAt: now,
  };
  await orNameConflict(name, insertAiProfile(services.db, profile, given.isActive ?? null));
  return presentAiProfile(services, await existing(services, id));
}

export async function changeAiProfile(
  services: Services,
  id: string,
  changes: AiProfileChanges,
): Promise<AiProviderProfile> {
  const before = await existing(services, id);
  const { name, apiBaseUrl, apiKey, modelName, defaultSystemPrompt, isActive } = changes;
  const after: AiProfile = {
    ...before,
    ...(name === undefined ? {} : { name: cleanName(name) }),
    ...(apiBaseUrl === undefined ? {} : { apiBaseUrl: cleanApiBaseUrl(apiBaseUrl) }),
    ...(modelName === undefined ? {} : { modelName: cleanModelName(modelName) }),
    ...(apiKey === undefined
      ? {}
      : { apiKeyCiphertext: await seal(services, cleanApiKey(apiKey), keyRow(before.id)) }),
    ...(defaultSystemPrompt === undefined ? {} : { defaultSystemPrompt: cleanPrompt(defaultSystemPrompt) }),
    isActive: isActive ?? before.isActive,
    updatedAt: Math.max(services.now(), before.updatedAt + 1),
  };
  await orNameConflict(after.name, updateAiProfile(services.db, after));
  return presentAiProfile(services, await existing(services, id));
}

/** No other profile takes its place. */
export async function removeAiProfile(
  services: Services,
  id: string,
): Promise<z.infer<typeof DeletedAiProfile>> {
  const removed = await deleteAiProfile(services.db, id);
  if (removed === null) throw notFound(id);
  return {
    id: removed.id,
    wasActive: removed.isActive,
    status: "deleted",
    deletedAtUtc: timestamp(services.now()),
  };
}

/** Whom AI steps ask. @throws {AppError} `ai_provider_missing` when nobody is configured for it */
export async function activeProvider(services: Services): Promise<AiProvider> {
  const profile = await activeAiProfile(services.db);
  if (profile !== null) return providerOf(services, profile);
  throw new AppError(
    "ai_provider_missing",
    "There is no active AI provider profile. Add one, or activate one, in the settings.",
  );
}

export async function providerOf(services: Services, profile: AiProfile): Promise<AiProvider> {
  const { id, apiBaseUrl, apiKeyCiphertext, modelName, defaultSystemPrompt } = profile;
  return {
    apiBaseUrl,
    apiKey: await open(services, apiKeyCiphertext, keyRow(id)),
    modelName,
    systemPrompt: defaultSystemPrompt,
  };
}

/** @throws {AppError} `ai_provider_profile_not_found` */
export async function existing({ db }: Services, id: string): Promise<AiProfile> {
  const profile = await aiProfileById(db, id);
  if (profile === null) throw notFound(id);
  return profile;
}

function notFound(id: string): AppError {
  return new AppError("ai_provider_profile_not_found", `There is no AI provider profile ${id}.`);
}

async function orNameConflict(name: string, write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (thrown) {
    if (!isTaken(thrown, "ai_profiles.name_key")) throw thrown;
    throw new AppError(
      "ai_provider_profile_name_conflict",
      `There is already an AI provider profile named ${name}.`,
    );
  }
}
