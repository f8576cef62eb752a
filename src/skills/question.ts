/** An AI step is a question about the picture with a typed answer; everything around it is the same for all. */
import { answerObject } from "../ai/answer.ts";
import { ask } from "../ai/ask.ts";
import type { Texts } from "../assets/blank-texts.ts";
import { AppError } from "../errors.ts";
import { objectOf } from "../json.ts";
import { activeProvider } from "../providers/ai-profiles.ts";
import type { Skill, Step, StepContext } from "./skill.ts";

type Payload = Record<string, unknown>;

export interface AiQuestion {
  name: string;
  /** The kind of the structured result. */
  kind: string;
  prompt: string;
  /** What is kept of the model's answer. @throws {AppError} `ai_answer_invalid` when it lacks what was asked for */
  read(answer: Record<string, unknown>): Payload;
  /** What the result says about the asset itself. */
  texts?(payload: Payload, skill: Skill): Texts;
}

/** Clients are promised that a payload is no longer, in UTF-16 code units. */
const MAX_PAYLOAD = 16_384;

export function question({ name, kind, prompt, read, texts }: AiQuestion): Step {
  return {
    name,
    makes: { result: kind },
    async run(context) {
      const kept = keptPayload(context, kind);
      const payload = kept ?? (await asked(context, prompt, read));
      return {
        ...(kept === null ? { result: { kind, payload } } : {}),
        ...(texts === undefined ? {} : { texts: texts(payload, context.skill) }),
      };
    },
  };
}

/** An answer that is paid for is not asked for again. */
function keptPayload({ results, keepResultsSince }: StepContext, kind: string): Payload | null {
  const existing = results.find((result) => result.kind === kind);
  if (existing === undefined || existing.createdAt < keepResultsSince) return null;
  return objectOf(JSON.parse(existing.payloadJson));
}

async function asked(
  { services, picture }: StepContext,
  prompt: string,
  read: AiQuestion["read"],
): Promise<Payload> {
  const provider = await activeProvider(services);
  const said = await ask(services.outbound, provider, { prompt, imageUrl: await picture() });
  const payload = { ...read(answerObject(said.text)), generator: said.model };
  if (JSON.stringify(payload).length > MAX_PAYLOAD) {
    throw new AppError("ai_answer_invalid", "The model's answer is too long to be kept.");
  }
  return payload;
}
