/** Every skill there is. Adding one is one file of steps and one entry here. */
import type { Skill } from "./skill.ts";
import { generateThumbnail } from "./steps/thumbnail.ts";

export const THUMBNAIL: Skill = {
  name: "thumbnail",
  description: "Makes the 256 pixel thumbnail that lists and the gallery show.",
  order: 110,
  steps: [generateThumbnail],
};

const CATALOGUE: Skill[] = [THUMBNAIL];

/** Names match in any case. */
export function findSkill(name: string): Skill | null {
  const wanted = name.trim().toLowerCase();
  return CATALOGUE.find((skill) => skill.name === wanted) ?? null;
}
