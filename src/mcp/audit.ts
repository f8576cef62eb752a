/** Every call of a tool is in the audit log, reading ones too: a model acts on its own. */
import { recordDeed } from "../audit/record.ts";
import type { AppError } from "../errors.ts";
import type { Caller } from "./caller.ts";

export interface Call {
  tool: string;
  /** The arguments, whatever they are. */
  given: unknown;
  /** The structured result; null = it failed. */
  result: unknown;
  error: AppError | null;
}

export function recordCall({ services, principal, client, traceId }: Caller, call: Call): void {
  recordDeed(services, {
    operation: call.tool,
    actor: principal,
    target: idsIn(call.given) ?? idsIn(call.result),
    status: call.error?.status ?? 200,
    errorCode: call.error?.code ?? null,
    client,
    traceId,
  });
}

/** What a call was about: the id that it was given, or the one that it made. */
function idsIn(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, assetId, ids }: { id?: unknown; assetId?: unknown; ids?: unknown } = value;
  if (Array.isArray(ids)) return ids.map(String).join(" ");
  const one = id ?? assetId;
  return typeof one === "string" ? one : null;
}
