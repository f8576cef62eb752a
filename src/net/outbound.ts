/**
 * The one fetch that every address a person can configure goes through: AI providers, S3, GitHub.
 *
 * Only https to public hosts, unless the deployment says `ALLOW_PRIVATE_NETWORK_ENDPOINTS`; redirects are followed
 * by hand and looked at like the first address; waiting and reading are bounded. It can't see what a name resolves
 * to; in production the platform itself refuses to reach private addresses.
 */
import { AppError } from "../errors.ts";
import type { Settings } from "../settings.ts";
import { insideHost } from "./addresses.ts";
import { bounded, ranOutOfTime } from "./bounded.ts";

export interface OutboundInit extends Omit<RequestInit, "redirect"> {
  /** Until the headers of the last answer are there, all redirects included. */
  timeoutMs?: number;
  /** Until the body has been read. */
  bodyTimeoutMs?: number;
  /** Reading more of the answer's body than this fails. */
  maxBytes?: number;
}

/** Like `fetch`, so that clients which take one can be given this. */
export type Outbound = (input: string | URL | Request, init?: OutboundInit) => Promise<Response>;

const TIMEOUT_MS = 30_000;
const BODY_TIMEOUT_MS = 300_000;
/** Above the largest original that any deployment accepts. */
const MAX_BYTES = 80 * 1024 * 1024;
const MAX_REDIRECTS = 5;

/** What another origin may see of a request: anything else could be a secret. */
const HARMLESS_HEADERS = new Set([
  "accept",
  "accept-language",
  "content-type",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "range",
  "user-agent",
]);

/** What carries one request, as `fetch` does; tests put another network behind it. */
type Send = (url: string, init: RequestInit) => Promise<Response>;

type Guarding = Pick<Settings, "allowPrivateNetworkEndpoints">;

/**
 * @throws {AppError} `outbound_refused` for an address that is not to be called, `outbound_timeout`,
 * `outbound_unreachable`, and while the body is read `outbound_too_large`
 */
export function outboundFetch(settings: Guarding, send: Send = (url, init) => fetch(url, init)): Outbound {
  return async (input, init = {}) => {
    const { timeoutMs = TIMEOUT_MS, bodyTimeoutMs = BODY_TIMEOUT_MS, maxBytes = MAX_BYTES, ...rest } = init;
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(timedOut(timeoutMs)), timeoutMs);
    const callers = rest.signal ?? (input instanceof Request ? input.signal : undefined);
    const signal = callers ? AbortSignal.any([callers, stop.signal]) : stop.signal;
    try {
      const { url, request } = await wanted(input, rest);
      const response = await follow(settings, send, url, request, signal);
      return bounded(response, { maxBytes, timeoutMs: bodyTimeoutMs, stop });
    } catch (thrown) {
      throw named(thrown, stop.signal);
    } finally {
      clearTimeout(late);
    }
  };
}

/**
 * Whether an address is one this deployment may call.
 *
 * @throws {AppError} `outbound_refused` with a sentence for whoever typed it
 */
export function assertCallable(settings: Guarding, url: URL): void {
  const refuse = (why: string) => new AppError("outbound_refused", why);
  if (url.username !== "" || url.password !== "") {
    throw refuse("The address must not contain a user name or password.");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw refuse(`Only https addresses are called, not ${url.protocol.slice(0, -1)}.`);
  }
  if (settings.allowPrivateNetworkEndpoints) return;
  const permit = "Set ALLOW_PRIVATE_NETWORK_ENDPOINTS=true if this deployment may call it.";
  const inside = insideHost(url.hostname);
  if (inside !== null) throw refuse(`${url.hostname} ${inside}. ${permit}`);
  if (url.protocol !== "https:") throw refuse(`Only https addresses are called, not http. ${permit}`);
}

interface Sendable {
  method: string;
  headers: Headers;
  body: BodyInit | null;
}

async function wanted(
  input: string | URL | Request,
  init: OutboundInit,
): Promise<{ url: URL; request: Sendable }> {
  const given = input instanceof Request ? input : null;
  const body = init.body ?? (given?.body ? await given.arrayBuffer() : null);
  const address = given?.url ?? String(input);
  if (!URL.canParse(address)) throw new AppError("outbound_refused", "The address is not an absolute URL.");
  return {
    url: new URL(address),
    request: {
      method: (init.method ?? given?.method ?? "GET").toUpperCase(),
      headers: new Headers(init.headers ?? given?.headers),
      body,
    },
  };
}

async function follow(
  settings: Guarding,
  send: Send,
  first: URL,
  request: Sendable,
  signal: AbortSignal,
): Promise<Response> {
  let url = first;
  let sending = request;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    assertCallable(settings, url);
    const response = await send(url.href, { ...sending, redirect: "manual", signal });
    const location = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, url.href)) {
      throw new AppError("outbound_refused", "The server redirects to something that is no address.");
    }
    const next = new URL(location, url);
    sending = afterRedirect(sending, response.status, next.origin === url.origin);
    url = next;
  }
  throw new AppError("outbound_refused", `The server redirects more than ${MAX_REDIRECTS} times.`);
}

/** Fetch standard, HTTP-redirect fetch: 303, and POST under 301 and 302, become a GET without a body. */
function afterRedirect(request: Sendable, status: number, sameOrigin: boolean): Sendable {
  const headers = new Headers(request.headers);
  if (!sameOrigin) {
    for (const name of request.headers.keys()) if (!HARMLESS_HEADERS.has(name)) headers.delete(name);
  }
  const becomesGet =
    (status === 303 && request.method !== "HEAD") || (status < 303 && request.method === "POST");
  if (becomesGet) {
    for (const name of ["content-type", "content-length", "content-encoding"]) headers.delete(name);
    return { method: "GET", headers, body: null };
  }
  if (request.body instanceof ReadableStream) {
    throw new AppError("outbound_refused", "The server redirects an upload that can't be sent twice.");
  }
  return { ...request, headers };
}

function named(thrown: unknown, stopped: AbortSignal): AppError {
  if (stopped.aborted && stopped.reason instanceof AppError) return stopped.reason;
  if (thrown instanceof AppError) return thrown;
  if (ranOutOfTime(thrown)) {
    return new AppError("outbound_timeout", "The server did not answer in time.", { cause: thrown });
  }
  return new AppError("outbound_unreachable", "The server could not be reached.", { cause: thrown });
}

function timedOut(timeoutMs: number): AppError {
  return new AppError("outbound_timeout", `The server did not answer within ${timeoutMs / 1000} seconds.`);
}
