/** The JSON object that a model was asked for, out of the text that it wrote. */
import { AppError } from "../errors.ts";

/** Thinking aloud before the answer, as reasoning models on plain gateways do. */
const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>/i;
const FENCE = /^```[a-z]*\s*\n([\s\S]*?)\n?```$/i;

/** @throws {AppError} `ai_answer_invalid` when it is anything but a JSON object */
export function answerObject(text: string): Record<string, unknown> {
  const bare = text.replace(THOUGHTS, "").trim();
  const json = FENCE.exec(bare)?.[1] ?? bare;
  let answer: unknown;
  try {
    answer = JSON.parse(json);
  } catch (cause) {
    throw new AppError("ai_answer_invalid", "The model's answer is not JSON.", { cause });
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new AppError("ai_answer_invalid", "The model's answer is not a JSON object.");
  }
  return answer as Record<string, unknown>;
}

/** @throws {AppError} `ai_answer_invalid` that names the key when it has no text */
export function textAt(answer: Record<string, unknown>, key: string): string {
  const value = answer[key];
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new AppError("ai_answer_invalid", `The model's answer has no ${key}.`);
}
