/** The steps that put a picture into words. */
import { textAt } from "../../ai/answer.ts";
import type { Texts } from "../../assets/blank-texts.ts";
import { AppError } from "../../errors.ts";
import { cut, plainLine } from "../../plain-text.ts";
import { question } from "../question.ts";
import type { Skill } from "../skill.ts";

/** Even with every character escaped, a payload stays under 16384. */
const MAX_WORDS = 7500;

const CAPTION_PROMPT =
  "Describe this image for an image library, in one or two plain sentences. " +
  'Answer with a JSON object of this form: {"caption": "…"}';

export const caption = question({
  name: "caption",
  kind: "caption",
  prompt: CAPTION_PROMPT,
  read: (answer) => ({ caption: words(answer, "caption") }),
  texts: ({ caption }, skill) => captionTexts(String(caption), skill),
});

export const generateBasicCaption = question({
  name: "generate_basic_caption",
  kind: "basic_caption",
  prompt: CAPTION_PROMPT,
  read: (answer) => ({ caption: words(answer, "caption") }),
  texts: ({ caption }, skill) => captionTexts(String(caption), skill),
});

export const altText = question({
  name: "alt-text",
  kind: "alt-text",
  prompt:
    "Write the alternative text of this image: one sentence for someone who cannot see it, without " +
    '"image of". Answer with a JSON object of this form: {"altText": "…"}',
  read: (answer) => ({ altText: words(answer, "altText") }),
  texts: ({ altText }) => ({ altText: String(altText) }),
});

/** A caption speaks for the alt text too, unless the same skill asks for one. */
function captionTexts(caption: string, { steps }: Skill): Texts {
  return steps.some(({ name }) => name === altText.name)
    ? { description: caption }
    : { description: caption, altText: caption };
}

function words(answer: Record<string, unknown>, key: string): string {
  const text = cut(plainLine(textAt(answer, key)), MAX_WORDS);
  if (text === "") throw new AppError("ai_answer_invalid", `The model's answer has no ${key}.`);
  return text;
}
