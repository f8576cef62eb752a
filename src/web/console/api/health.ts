/** The deployment's own state. */
import { call } from "../session/call.ts";
import type { Health } from "./answers.ts";

export type { Health } from "./answers.ts";

export function readHealth(): Promise<Health> {
  return call("/api/v1/system/health");
}
