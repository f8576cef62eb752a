/** A skill is a visible list of steps; a step is data that learns something about one asset and writes nothing. */
import type { Asset, Derivative } from "../assets/asset.ts";
import type { Rendition } from "../images/render.ts";
import type { Services } from "../services.ts";

export interface Skill {
  name: string;
  description: string;
  /** Place in the catalogue. */
  order: number;
  steps: Step[];
}

export interface Step {
  name: string;
  /** @throws {AppError} with `retry` when trying again later may help; its message is what people read */
  run(context: StepContext): Promise<Findings>;
}

export interface StepContext {
  services: Services;
  /** As it is now, read anew before each step. */
  asset: Asset;
  derivatives: Derivative[];
  trigger: "upload" | "manual";
  parameters: unknown;
  /** The original's bytes, read once a run. */
  original(): Promise<Uint8Array>;
}

/** What a step learned; the runner stores it. Storing it twice leaves the same facts. */
export interface Findings {
  /** Pictures made from the original; one of the same kind is replaced. */
  renditions?: Rendition[];
  dominantColor?: string;
}
