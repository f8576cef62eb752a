/** Prompts: what a person can start with one word; each tells the model which tools and resources to use. */
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { z } from "zod";
import { isUuid } from "../assets/identity.ts";
import { AppError } from "../errors.ts";
import { invalidParams } from "./json-rpc.ts";

const DEFAULT_SKILL = "basic_image_enrich";

interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments: { name: "assetId" | "skillName"; description: string; required: boolean }[];
  write(assetId: string, skillName: string): string;
}

const ASSET_ID = { name: "assetId", description: "The asset's id.", required: true } as const;

const resourcesOf = (id: string) =>
  `the resources asset://${id}, asset://${id}/derivatives and asset://${id}/structured-results`;

const PROMPTS: Prompt[] = [
  {
    name: "enrich_asset",
    title: "Enrich an image",
    description: "Run a skill on an image and report what it found.",
    arguments: [
      ASSET_ID,
      { name: "skillName", description: `The skill to run; ${DEFAULT_SKILL} unless named.`, required: false },
    ],
    write: (id, skill) => `Enrich the image ${id}.

1. Call list_skills and make sure that "${skill}" is among them; if not, name those that are and stop.
2. Call run_asset_skill with assetId "${id}" and skillName "${skill}".
3. Read ${resourcesOf(id)}.
4. Report which steps succeeded, what is new, and for each failed step its reason and what would help.`,
  },
  {
    name: "inspect_asset",
    title: "Inspect an image",
    description: "Look at everything known about an image and say what it needs.",
    arguments: [ASSET_ID],
    write: (id) => `Inspect the image ${id}.

1. Call get_asset with id "${id}".
2. Read ${resourcesOf(id)}.
3. Write a short summary: what it shows as far as the texts and results say, its type, size and dimensions, whether it is public, which derivatives and results exist, and how the latest skill run went.
4. Recommend one next step, and say why.`,
  },
  {
    name: "review_asset_outputs",
    title: "Review what was made of an image",
    description: "Judge the derivatives and AI results of an image and advise on running skills again.",
    arguments: [ASSET_ID],
    write: (id) => `Review what was made of the image ${id}.

1. Read ${resourcesOf(id)}.
2. Write down your findings: which results are missing, out of date, implausible or contradict each other, and whether description and alt text would serve somebody who cannot see the image.
3. Advise whether to re-run a skill with run_asset_skill, which one, and what it should improve.`,
  },
];

export function listPrompts() {
  return PROMPTS.map(({ write: _, ...prompt }) => prompt);
}

/** @throws {ProtocolError} −32601 for an unknown name, −32602 for its arguments */
export function getPrompt(name: string, given: unknown) {
  const prompt = PROMPTS.find((known) => known.name === name);
  if (prompt === undefined) {
    throw new ProtocolError(ProtocolErrorCode.MethodNotFound, `There is no prompt ${name}.`, {
      code: "prompt_not_found",
    });
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(given);
  if (!parsed.success) {
    throw invalidParams(
      new AppError("prompt_arguments_invalid", "arguments has to be an object with assetId."),
    );
  }
  const { assetId, skillName } = parsed.data;
  if (typeof assetId !== "string" || !isUuid(assetId)) {
    throw invalidParams(new AppError("prompt_argument_invalid", "assetId has to be an asset's id, a UUID."));
  }
  const skill = typeof skillName === "string" && skillName.trim() !== "" ? skillName.trim() : DEFAULT_SKILL;
  const text = prompt.write(assetId.toLowerCase(), skill);
  return {
    name,
    description: prompt.description,
    messages: [{ role: "user" as const, content: { type: "text" as const, text } }],
  };
}
