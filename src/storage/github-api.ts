/** Calls to GitHub's REST API, and what its refusals mean. Nothing of an answer's body ends in a message. */
import { Octokit } from "@octokit/rest";
import { AppError } from "../errors.ts";
import type { Outbound } from "../net/outbound.ts";

/** A call that failed for a reason that means something else for each caller. */
export class GithubFailure extends Error {
  override readonly name = "GithubFailure";
  /** The HTTP status; 0 = GitHub could not be reached. */
  readonly status: number;

  constructor(status: number, cause: unknown) {
    super(status === 0 ? "GitHub could not be reached." : `GitHub answered ${status}.`, { cause });
    this.status = status;
  }

  /** Whether the same call may succeed later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export interface GithubAccess {
  apiBaseUrl: string;
  /** null = as anybody: public repositories only, and no writing. */
  token: string | null;
  outbound: Outbound;
}

const USER_AGENT = "NekoHub";

/** What goes wrong is thrown, and logged by whoever ends up with it. */
const silent = () => {};
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };

export function githubClient({ apiBaseUrl, token, outbound }: GithubAccess): Octokit {
  return new Octokit({
    baseUrl: apiBaseUrl,
    userAgent: USER_AGENT,
    ...(token === null ? {} : { auth: token }),
    request: { fetch: outbound },
    log: SILENT,
  });
}

/**
 * @throws {AppError} `storage_provider_access_denied`, `storage_provider_rate_limited`, `outbound_refused`
 * @throws {GithubFailure} for everything else
 */
export async function asking<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw refusal(thrown);
  }
}

/** A file or folder that may be absent. */
export async function askingFor<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await asking(call);
  } catch (thrown) {
    if (thrown instanceof GithubFailure && thrown.status === 404) return null;
    throw thrown;
  }
}

function refusal(thrown: unknown): Error {
  for (let cause = thrown; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError) return cause.retry ? new GithubFailure(0, cause) : cause;
  }
  if (!isHttpError(thrown)) return new GithubFailure(0, thrown);
  const { status } = thrown;
  if (status === 401 || status === 403 || status === 429) {
    return rateLimit(status, thrown.response?.headers ?? {}, thrown) ?? denied(status, thrown);
  }
  return new GithubFailure(thrown.response === undefined ? 0 : status, thrown);
}

/** A response that did not go through Octokit, such as a raw file's. */
export function refusedResponse({ status, headers }: Response): Error {
  if (status === 401 || status === 403 || status === 429) {
    return rateLimit(status, Object.fromEntries(headers), undefined) ?? denied(status, undefined);
  }
  return new GithubFailure(status, undefined);
}

function denied(status: number, cause: unknown): AppError {
  return new AppError(
    "storage_provider_access_denied",
    `GitHub denies access (${status}): check the token and its rights to the repository.`,
    { cause },
  );
}

/** docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 403 or 429, with one of these headers. */
function rateLimit(status: number, headers: Record<string, unknown>, cause: unknown): AppError | null {
  const waits = Number(headers["retry-after"]);
  const exhausted = headers["x-ratelimit-remaining"] === "0";
  if (status === 401 || (status === 403 && !exhausted && !(waits > 0))) return null;
  const resets = Number(headers["x-ratelimit-reset"]);
  const seconds = waits > 0 ? waits : Math.max(1, Math.ceil(resets - Date.now() / 1000) || 60);
  const at = new Date(Date.now() + seconds * 1000).toISOString();
  return new AppError("storage_provider_rate_limited", `GitHub's rate limit is used up until ${at}.`, {
    cause,
    headers: { "Retry-After": String(seconds) },
  });
}

interface HttpError extends Error {
  status: number;
  response?: { headers: Record<string, unknown> };
}

function isHttpError(thrown: unknown): thrown is HttpError {
  return thrown instanceof Error && "status" in thrown && typeof thrown.status === "number";
}
