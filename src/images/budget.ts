import { AppError } from "../errors.ts";
import type { CodecName } from "./memory.ts";

/** One part of what a job holds: what it is for, its bytes, and the WebAssembly it is in, or the Worker's own heap. */
export interface Cost {
  what: string;
  bytes: number;
  where: CodecName | "heap";
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

/** bytes that each part of WebAssembly will grow to */
export function wasmNeeds(costs: readonly Cost[]): Partial<Record<CodecName, number>> {
  const needs: Partial<Record<CodecName, number>> = {};
  for (const { where, bytes } of costs) {
    if (where !== "heap") needs[where] = (needs[where] ?? 0) + bytes;
  }
  return needs;
}

export function isAffordable(costs: readonly Cost[], wasmLimit: number): boolean {
  return total(costs.filter(({ where }) => where !== "heap")) <= wasmLimit && total(costs) <= JOB_BYTES;
}

/** The arithmetic of what did not fit, in words. */
export function tooExpensive(costs: readonly Cost[]): AppError {
  const large = costs.filter(({ bytes }) => bytes >= 1e6).toSorted((a, b) => b.bytes - a.bytes);
  const sum = large.map(({ what, bytes }) => `${mega(bytes)} MB for ${what}`).join(" + ");
  const limit = total(costs) > JOB_BYTES ? JOB_BYTES : WASM_BYTES;
  return overBudget(`${sum} come to ${mega(total(costs))} MB, and ${mega(limit)} MB may be used`);
}

export function overBudget(arithmetic: string): AppError {
  return new AppError("image_over_budget", `The image is too large to be worked on here: ${arithmetic}.`);
}

/** Millions, with a decimal while it matters. */
export function mega(value: number): string {
  return (value / 1e6).toFixed(value < 10e6 ? 1 : 0);
}

function total(costs: readonly Cost[]): number {
  return costs.reduce((sum, { bytes }) => sum + bytes, 0);
}
