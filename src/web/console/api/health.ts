/** The deployment's own state. */
import { call } from "../session/call.ts";

export interface Health {
  version: string;
  jobs: {
    queued: number;
    running: number;
    failed: number;
    oldestQueuedAtUtc: string | null;
    lastError: string | null;
  };
  waitingRemovals: number;
  /** By the name that each has in the configuration; no secrets. */
  settings: Record<string, string | number | boolean | string[] | null>;
}

export function readHealth(): Promise<Health> {
  return call("/api/v1/system/health");
}
