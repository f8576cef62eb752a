import { dropEngine, heldBytes } from "./native/engine.ts";

/**
 * Lets go of an instance that an earlier job made larger than this one may be. Most jobs find nothing to do here,
 * and reuse what runs.
 *
 * @param limit - bytes of WebAssembly memory that the next job may hold
 */
export function makeRoom(limit: number): void {
  if (heldBytes() > limit) dropEngine();
}
