/** What a chat completion says, in the several forms that compatible providers give it. */
import { AppError } from "../errors.ts";
import { objectOf } from "../json.ts";
import { plainLine } from "../plain-text.ts";

export interface Reply {
  /** null = no content. */
  text: string | null;
  /** The model that answered, as it calls itself. */
  model: string | null;
}

const MAX_MODEL_NAME = 256;

/** @throws {AppError} `ai_answer_invalid` when it is no JSON, or a refusal */
export function readReply(body: string): Reply {
  const reply = objectOf(parsed(body));
  const choices = Array.isArray(reply.choices) ? reply.choices : [];
  const messages = choices.map((choice) => objectOf(objectOf(choice).message));
  const text = messages.map(({ content }) => contentOf(content)).find((content) => content !== "") ?? null;
  if (text === null) refuseIfRefused(messages.map(({ refusal }) => refusal));
  return { text, model: modelOf(reply) };
}

/** @throws {AppError} `ai_answer_invalid` with the provider's words when one of them is a refusal */
export function refuseIfRefused(refusals: unknown[]): void {
  const refusal = refusals.map(contentOf).find((text) => text !== "");
  if (refusal === undefined) return;
  throw new AppError("ai_answer_invalid", `The AI provider refused: ${plainLine(refusal)}`);
}

export function modelOf(reply: Record<string, unknown>): string | null {
  const model = typeof reply.model === "string" ? plainLine(reply.model).slice(0, MAX_MODEL_NAME) : "";
  return model === "" ? null : model;
}

/** A string, a list of parts, or an object with `text` or `content`; "" when there is nothing in it. */
export function contentOf(content: unknown): string {
  if (typeof content === "string") return content.trim();
  if (Array.isArray(content)) return content.map(contentOf).join("").trim();
  const { text, content: inner } = objectOf(content);
  return text === undefined && inner === undefined ? "" : contentOf(text ?? inner);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new AppError("ai_answer_invalid", "The AI provider's answer is not JSON.", { cause });
  }
}
