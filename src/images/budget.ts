import { AppError } from "../errors.ts";

/** One part of what a job holds: what it is for, its bytes, and whether the engine has it or the Worker's own heap. */
export interface Cost {
  what: string;
  bytes: number;
  where: "engine" | "heap";
  /** when it is held, if not all the time: encoding begins when nothing of decoding is left */
  while?: "decoding" | "encoding";
}

/**
 * The platform gives an isolate 128 MB (developers.cloudflare.com/workers/platform/limits). A job may have this
 * much of it; the rest is for the Worker's own code and what other requests hold.
 */
const JOB_BYTES = 112e6;

/** Of that, WebAssembly, whose memory stays when the job is done. */
export const WASM_BYTES = 96e6;

/** What JPEGs in one pass and PNGs stay under, by making their largest renditions a little smaller. */
export const WASM_BYTES_PREFERRED = 64e6;

export function isAffordable(costs: readonly Cost[], wasmLimit: number): boolean {
  const inEngine = costs.filter(({ where }) => where === "engine");
  return total(worst(inEngine)) <= wasmLimit && total(worst(costs)) <= JOB_BYTES;
}

/** The arithmetic of what did not fit, in words. */
export function tooExpensive(costs: readonly Cost[]): AppError {
  const held = worst(costs);
  const large = held.filter(({ bytes }) => bytes >= 1e6).toSorted((a, b) => b.bytes - a.bytes);
  const sum = large.map(({ what, bytes }) => `${mega(bytes)} MB for ${what}`).join(" + ");
  const limit = total(held) > JOB_BYTES ? JOB_BYTES : WASM_BYTES;
  return overBudget(`${sum} come to ${mega(total(held))} MB, and ${mega(limit)} MB may be used`);
}

export function overBudget(arithmetic: string): AppError {
  return new AppError("image_over_budget", `The image is too large to be worked on here: ${arithmetic}.`);
}

/** Millions, with a decimal while it matters. */
export function mega(value: number): string {
  return (value / 1e6).toFixed(value < 10e6 ? 1 : 0);
}

/** What is held at once when it is most. */
function worst(costs: readonly Cost[]): Cost[] {
  const decoding = costs.filter((cost) => cost.while !== "encoding");
  const encoding = costs.filter((cost) => cost.while !== "decoding");
  return total(decoding) >= total(encoding) ? decoding : encoding;
}

function total(costs: readonly Cost[]): number {
  return costs.reduce((sum, { bytes }) => sum + bytes, 0);
}
