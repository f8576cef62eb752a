/** Every tool call that writes leaves an entry in the audit log, as every write of the API does. */
import { recordDeed } from "../audit/record.ts";
import type { AppError } from "../errors.ts";
import type { Caller } from "./caller.ts";

/** @param error - null when the tool did its work */
export function recordToolCall(
  { services, principal, client, traceId }: Caller,
  name: string,
  target: string | null,
  error: AppError | null,
): void {
  recordDeed(services, {
    operation: name,
    actor: principal,
    target,
    status: error?.status ?? 200,
    errorCode: error?.code ?? null,
    client,
    traceId,
  });
}

/** Tools name what they are about `id` or `ids`; what they make has its id in the result. */
export function targetOf(given: unknown, result?: unknown): string | null {
  return idIn(given) ?? idIn(result);
}

function idIn(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  if ("id" in value && typeof value.id === "string") return value.id;
  return "ids" in value && Array.isArray(value.ids) ? value.ids.join(" ") : null;
}
