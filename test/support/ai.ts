/** The fake AI provider as tests use it; see test/servers/openai.ts. */
import { inject } from "vitest";
import { type Outbound, outboundFetch } from "../../src/net/outbound.ts";
import type { AiProviderProfile } from "../../src/providers/ai-profile.ts";
import type { Session } from "../servers/openai.ts";
import { type Client, dataOf } from "./api.ts";

declare module "vitest" {
  interface ProvidedContext {
    openai: string;
  }
}

export const FAKE_API_KEY = "sk-fake-0123456789abcdef";
export const ANSWERING_MODEL = "fake-vision-2026-11";

/** Lets a deployment under test call the fake. */
export const LOOPBACK_ALLOWED = { vars: { ALLOW_PRIVATE_NETWORK_ENDPOINTS: "true" } };

/** The guarded fetch with loopback allowed and little patience. */
export const impatient: Outbound = (input, init) =>
  outboundFetch({ allowPrivateNetworkEndpoints: true })(input, {
    ...init,
    timeoutMs: Math.min(init?.timeoutMs ?? 500, 500),
    bodyTimeoutMs: 500,
  });

/** A provider that behaves in one way, with a log of its own. */
export function fakeAi(behaviour: string) {
  const session = crypto.randomUUID();
  const base = `${inject("openai")}/${behaviour}/${session}`;
  return {
    base,
    async log(): Promise<Session> {
      const response = await fetch(`${inject("openai")}/log/${session}`);
      return (await response.json()) as Session;
    },
  };
}

export async function activate(client: Client, fake: { base: string }): Promise<AiProviderProfile> {
  return dataOf<AiProviderProfile>(
    await client.post("/api/v1/system/ai/providers", {
      json: {
        name: `fake ${crypto.randomUUID()}`,
        apiBaseUrl: fake.base,
        apiKey: FAKE_API_KEY,
        modelName: "gpt-fake",
        isActive: true,
      },
    }),
  );
}
