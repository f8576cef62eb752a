/** A skill is a visible list of steps; a step is data that learns something about one asset and writes nothing. */
import type { Asset, Derivative, StructuredResult } from "../assets/asset.ts";
import type { Texts } from "../assets/blank-texts.ts";
import type { Rendition } from "../images/render.ts";
import type { Services } from "../services.ts";

export interface Skill {
  name: string;
  /** Other names it answers to, in lower case. */
  aliases?: string[];
  description: string;
  /** Place in the catalogue. */
  order: number;
  steps: Step[];
}

export interface Step {
  name: string;
  /** The kind of result or derivative that an asset has once this step succeeded, where there is one. */
  makes?: { result: string } | { derivative: string };
  /** @throws {AppError} with `retry` when trying again later may help; its message is what people read */
  run(context: StepContext): Promise<Findings>;
}

export interface StepContext {
  services: Services;
  skill: Skill;
  /** As it is now, read anew before each step. */
  asset: Asset;
  derivatives: Derivative[];
  results: StructuredResult[];
  trigger: "upload" | "manual";
  parameters: unknown;
  /** Results at least as new as this (milliseconds since 1970) stay: they are what was asked for. 0 = all stay. */
  keepResultsSince: number;
  /** The original's bytes, read once a run. */
  original(): Promise<Uint8Array>;
  /** The picture for a model, as a data URL, made once a run. */
  picture(): Promise<string>;
}

/** What a step learned; the runner stores it. Storing it twice leaves the same facts. */
export interface Findings {
  /** Pictures made from the original; one of the same kind is replaced. */
  renditions?: Rendition[];
  dominantColor?: string;
  /** One of the same kind is replaced. */
  result?: { kind: string; payload: Record<string, unknown> };
  /** For the asset itself, where people have written nothing. */
  texts?: Texts;
}
