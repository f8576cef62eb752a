/** Messages that end in front of people: one line, no secrets, never endless. */
import { cut, plainLine } from "../plain-text.ts";

const MAX_LENGTH = 2048;

/** @param step - named when there is nothing left to say */
export function readable(message: string, step: string): string {
  const line = plainLine(message)
    .replace(/Bearer\s+[^\s"',;]+/gi, "Bearer ***")
    .replace(/\bsk-[A-Za-z0-9_-]+/gi, "sk-***");
  return cut(line, MAX_LENGTH) || `The step ${step} failed.`;
}
