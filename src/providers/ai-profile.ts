/** An AI provider that somebody configured, and how clients see it: never with its key. */
import { z } from "zod";
import type { Services } from "../services.ts";
import { Timestamp, timestamp } from "../shape.ts";
import { open } from "./secrets.ts";

export interface AiProfile {
  id: string;
  name: string;
  apiBaseUrl: string;
  apiKeyCiphertext: string;
  modelName: string;
  defaultSystemPrompt: string;
  isActive: boolean;
  createdAt: number;
  updatedAt: number;
}

export const AiProviderProfile = z
  .object({
    id: z.uuid(),
    name: z.string(),
    apiBaseUrl: z.url(),
    apiKey: z.string().meta({ description: "Masked: only enough to recognise it by." }),
    modelName: z.string(),
    defaultSystemPrompt: z.string(),
    isActive: z.boolean().meta({ description: "The one that AI steps ask; at most one is." }),
    createdAtUtc: Timestamp,
    updatedAtUtc: Timestamp,
  })
  .meta({ id: "AiProviderProfile" });
export type AiProviderProfile = z.infer<typeof AiProviderProfile>;

const HIDDEN = "***";
const SHOWN_CHARACTERS = 4;

/** `sk-***`, or the first four characters and `***`; a key of no more than four is hidden whole. */
export function mask(apiKey: string): string {
  if (/^sk-/i.test(apiKey)) return `sk-${HIDDEN}`;
  return apiKey.length <= SHOWN_CHARACTERS ? HIDDEN : apiKey.slice(0, SHOWN_CHARACTERS) + HIDDEN;
}

/** What a mask looks like; no provider's key ends in asterisks. */
export function isMask(apiKey: string): boolean {
  return apiKey.endsWith(HIDDEN);
}

/** The row that a profile's key is sealed to. */
export function keyRow(id: string): string {
  return `ai-profile/${id}`;
}

/** A key that can't be opened any more is hidden whole, so that the list still shows whose to enter again. */
export async function presentAiProfile(services: Services, profile: AiProfile): Promise<AiProviderProfile> {
  const { id, name, apiBaseUrl, apiKeyCiphertext, modelName, defaultSystemPrompt, isActive } = profile;
  const apiKey = await open(services, apiKeyCiphertext, keyRow(id)).then(mask, () => HIDDEN);
  return {
    id,
    name,
    apiBaseUrl,
    apiKey,
    modelName,
    defaultSystemPrompt,
    isActive,
    createdAtUtc: timestamp(profile.createdAt),
    updatedAtUtc: timestamp(profile.updatedAt),
  };
}
