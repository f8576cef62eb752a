/** Every skill there is. Adding one is one file of steps and one entry here. */
import { z } from "zod";
import type { Skill } from "./skill.ts";
import { altText, caption, generateBasicCaption } from "./steps/captions.ts";
import { structuredMetadata } from "./steps/structured-metadata.ts";
import { generateThumbnail } from "./steps/thumbnail.ts";

export const ENRICH: Skill = {
  name: "enrich",
  description: "Writes a caption, an alternative text and searchable metadata with the active AI provider.",
  order: 10,
  steps: [caption, altText, structuredMetadata],
};

export const THUMBNAIL: Skill = {
  name: "thumbnail",
  aliases: ["generate_thumbnail"],
  description: "Makes the 256 pixel thumbnail that lists and the gallery show.",
  order: 110,
  steps: [generateThumbnail],
};

/** In their order. */
const CATALOGUE: Skill[] = [
  ENRICH,
  {
    name: "caption",
    description: "Writes a caption with the active AI provider.",
    order: 20,
    steps: [caption],
  },
  {
    name: "basic_image_enrich",
    description: "Makes the thumbnail, then writes a basic caption with the active AI provider.",
    order: 100,
    steps: [generateThumbnail, generateBasicCaption],
  },
  THUMBNAIL,
  {
    name: "ai-caption",
    aliases: ["ai_caption", "basic_caption", "generate_basic_caption"],
    description: "Writes a basic caption with the active AI provider.",
    order: 200,
    steps: [generateBasicCaption],
  },
];

export const SkillListItem = z
  .object({ skillName: z.string(), description: z.string(), steps: z.array(z.string()) })
  .meta({ id: "Skill" });

export function listSkills(): z.infer<typeof SkillListItem>[] {
  return CATALOGUE.map(({ name, description, steps }) => ({
    skillName: name,
    description,
    steps: steps.map((step) => step.name),
  }));
}

/** Names and aliases match in any case. */
export function findSkill(name: string): Skill | null {
  const wanted = name.trim().toLowerCase();
  return CATALOGUE.find((skill) => skill.name === wanted || skill.aliases?.includes(wanted)) ?? null;
}
