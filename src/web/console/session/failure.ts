/** What went wrong with a call, in the words of the API's error envelope. */
import { isWord, t } from "../words/words.ts";

export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: string;
  readonly status: number;
  readonly traceId: string | null;
  /** Seconds to wait before another try, when the server said so. */
  readonly retryAfter: number | null;

  constructor(
    code: string,
    message: string,
    details: { status?: number; traceId?: string | null; retryAfter?: number | null } = {},
  ) {
    super(message);
    this.code = code;
    this.status = details.status ?? 0;
    this.traceId = details.traceId ?? null;
    this.retryAfter = details.retryAfter ?? null;
  }
}

/** Nobody answered: no network, no server, or not in time. */
export function isOffline(thrown: unknown): boolean {
  return thrown instanceof Failure && thrown.status === 0;
}

interface Envelope {
  error?: { code?: string; message?: string; traceId?: string };
}

export function failureOf(status: number, body: string, retryAfter: string | null): Failure {
  const { error } = parse(body);
  return new Failure(error?.code ?? "unreadable", error?.message ?? t("failure.unreadable", { status }), {
    status,
    traceId: error?.traceId ?? null,
    retryAfter: Number(retryAfter) || null,
  });
}

function parse(body: string): Envelope {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** A sentence for a person: ours where we have one for the code, else the server's. */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof Failure) {
    const known: string = `code.${thrown.code}`;
    return isWord(known) ? t(known) : thrown.message;
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}
