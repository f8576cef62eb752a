/** How the uploads stand, for every page: small, so that it comes without the queue. */
import { createStore } from "../state/store.ts";

export interface Summary {
  underWay: number;
  stored: number;
  failed: number;
  total: number;
  /** From 0 to 1, by bytes. */
  progress: number;
}

export const uploads = createStore<Summary | null>(null);
