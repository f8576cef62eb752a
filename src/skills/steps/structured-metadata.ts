import { AppError } from "../../errors.ts";
import { cut, plainLine, plainText } from "../../plain-text.ts";
import { question } from "../question.ts";

/** Together, with every character escaped, they stay under a payload's 16384. */
const MAX_WORDS = 32;
const MAX_WORD = 64;
const MAX_COLOURS = 12;
const MAX_COLOUR = 32;
const MAX_TEXT = 3000;

export const structuredMetadata = question({
  name: "structured-metadata",
  kind: "structured-metadata",
  prompt:
    "List what helps to find this image: up to 12 tags, the objects in it, its main colours, and the text that " +
    "can be read in it (null when there is none). Answer with a JSON object of this form: " +
    '{"tags": ["…"], "objects": ["…"], "colors": ["…"], "text": "…"}',
  read(answer) {
    if (answer.tags === undefined || answer.tags === null) {
      throw new AppError("ai_answer_invalid", "The model's answer has no tags.");
    }
    return {
      tags: list(answer.tags, "tags", MAX_WORDS, MAX_WORD),
      objects: list(answer.objects ?? [], "objects", MAX_WORDS, MAX_WORD),
      colors: list(answer.colors ?? [], "colors", MAX_COLOURS, MAX_COLOUR),
      text: typeof answer.text === "string" ? cut(plainText(answer.text), MAX_TEXT) || null : null,
    };
  },
});

/** Words as a list, or in one string with commas; each once, whatever its case. */
function list(value: unknown, key: string, most: number, longest: number): string[] {
  const items: unknown = typeof value === "string" ? value.split(",") : value;
  if (!Array.isArray(items)) {
    throw new AppError("ai_answer_invalid", `The model's ${key} are not a list.`);
  }
  const words = new Map<string, string>();
  for (const item of items) {
    const word = typeof item === "string" ? cut(plainLine(item), longest).trim() : "";
    if (word !== "" && !words.has(word.toLowerCase())) words.set(word.toLowerCase(), word);
  }
  return [...words.values()].slice(0, most);
}
