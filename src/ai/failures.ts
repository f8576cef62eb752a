/** Why a provider did not answer, in words for people, and whether asking again later may help. */
import OpenAI from "openai";
import { AppError } from "../errors.ts";
import { objectOf } from "../json.ts";
import { plainLine } from "../plain-text.ts";
import { contentOf } from "./reply.ts";

/** Beside all of 5xx: request timeout, too early, too many requests. */
const PASSING_STATUSES = new Set([408, 425, 429]);

const LONGEST_REASON = 500;

/** @param apiKey - providers like to repeat it; it is taken out of what they say */
export function failureOf(thrown: unknown, apiKey: string): AppError {
  const ours = ownError(thrown);
  if (ours !== null) {
    const { code, message, headers } = ours;
    return new AppError(code, message.replace(/^The server/, "The AI provider"), { cause: thrown, headers });
  }
  if (thrown instanceof OpenAI.APIConnectionTimeoutError || thrown instanceof OpenAI.APIUserAbortError) {
    return new AppError("outbound_timeout", "The AI provider did not answer in time.", { cause: thrown });
  }
  if (thrown instanceof OpenAI.APIError && typeof thrown.status === "number") {
    return statusFailure(thrown, thrown.status, apiKey);
  }
  return new AppError("outbound_unreachable", "The AI provider could not be reached.", { cause: thrown });
}

/** What the guarded fetch said, under the client's own wrapping. */
function ownError(thrown: unknown): AppError | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof AppError) return error;
  }
  return null;
}

function statusFailure(
  { error, headers }: InstanceType<typeof OpenAI.APIError>,
  status: number,
  apiKey: string,
): AppError {
  const hidden = /^sk-/i.test(apiKey) ? "sk-***" : "***";
  const said = plainLine(contentOf(objectOf(error).message ?? error).replaceAll(apiKey, hidden));
  const message = `The AI provider answered ${status}${said === "" ? "" : `: ${said.slice(0, LONGEST_REASON)}`}`;
  const passing = status >= 500 || PASSING_STATUSES.has(status);
  const retryAfter = retryAfterSeconds(headers?.get("retry-after") ?? null);
  // No cause: it holds the provider's whole answer, and the log keeps no bodies.
  return new AppError(passing ? "ai_provider_unavailable" : "ai_provider_refused", message, {
    headers: passing && retryAfter !== null ? { "Retry-After": String(retryAfter) } : {},
  });
}

/** RFC 9110: seconds, or a date. */
function retryAfterSeconds(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Math.ceil(Number(header));
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
