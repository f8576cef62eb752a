/** The parameters that skills take, with their bounds: a form of it is drawn wherever a skill is set up. */
import type { Parameters } from "../api/skills.ts";
import type { Word } from "../words/en.ts";

interface Common {
  name: string;
  label: Word;
}

export type Parameter =
  | (Common & {
      kind: "choice";
      options: readonly string[];
      initial: string;
      /** Options that have a name of their own in each language. */
      names?: Record<string, Word>;
    })
  | (Common & { kind: "text"; maxLength: number; initial: string })
  | (Common & { kind: "number"; min: number; max: number; step: number; initial: number })
  | (Common & { kind: "switch"; initial: boolean });

const PARAMETERS: Record<string, Parameter[]> = {
  "format-convert": [
    {
      name: "TargetFormat",
      label: "parameter.format",
      kind: "choice",
      options: ["webp", "jpeg", "png", "avif"],
      initial: "webp",
    },
    { name: "KeepOriginal", label: "parameter.keepOriginal", kind: "switch", initial: true },
  ],
  watermark: [
    { name: "Text", label: "parameter.text", kind: "text", maxLength: 200, initial: "NekoHub" },
    { name: "Opacity", label: "parameter.opacity", kind: "number", min: 0, max: 1, step: 0.05, initial: 0.5 },
    { name: "FontSize", label: "parameter.fontSize", kind: "number", min: 8, max: 512, step: 1, initial: 36 },
    {
      name: "Position",
      label: "parameter.position",
      kind: "choice",
      options: ["BottomRight", "BottomLeft", "Center", "TopRight", "TopLeft"],
      initial: "BottomRight",
      names: {
        BottomRight: "position.bottomRight",
        BottomLeft: "position.bottomLeft",
        Center: "position.center",
        TopRight: "position.topRight",
        TopLeft: "position.topLeft",
      },
    },
    { name: "ReplaceOriginal", label: "parameter.replaceOriginal", kind: "switch", initial: false },
  ],
};

export function parametersOf(skillName: string): Parameter[] {
  return PARAMETERS[skillName] ?? [];
}

/** What was given, and what is usual for the rest; names match in any case. */
export function withInitial(skillName: string, given: Parameters): Parameters {
  const known = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const filled = parametersOf(skillName).map(({ name, initial }) => [
    name,
    known.get(name.toLowerCase()) ?? initial,
  ]);
  return { ...given, ...Object.fromEntries(filled) };
}

/** @returns the names of what is not within its bounds */
export function invalidParameters(skillName: string, values: Parameters): string[] {
  return parametersOf(skillName)
    .filter((parameter) => !isValid(parameter, values[parameter.name]))
    .map(({ name }) => name);
}

function isValid(parameter: Parameter, value: unknown): boolean {
  switch (parameter.kind) {
    case "choice":
      return parameter.options.some((option) => option.toLowerCase() === String(value).toLowerCase());
    case "text":
      return typeof value === "string" && value.length <= parameter.maxLength;
    case "number": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && number >= parameter.min && number <= parameter.max;
    }
    case "switch":
      return typeof value === "boolean" || value === "true" || value === "false";
  }
}

/** Whether it changes the original, which can't be taken back. */
export function changesOriginal(skillName: string, values: Parameters): boolean {
  if (skillName === "exif-strip") return true;
  if (skillName === "format-convert") return String(values.KeepOriginal) === "false";
  return skillName === "watermark" && String(values.ReplaceOriginal) === "true";
}
