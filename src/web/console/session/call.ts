/** One call of the API: bearer, time limit, envelope, and one shared refresh when the access token is used up. */
import { t } from "../words/words.ts";
import { Failure, failureOf } from "./failure.ts";
import { refreshed } from "./refresh.ts";
import { apiAddress, session } from "./session.ts";

const CALL_MILLISECONDS = 15_000;

export interface CallOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  json?: unknown;
  signal?: AbortSignal;
  milliseconds?: number;
  /** Goes on when the page is left. */
  keepalive?: boolean;
}

export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const response = await authorized((bearer) => send(path, options, bearer));
  const body = await response.text();
  if (!response.ok) throw failureOf(response.status, body, response.headers.get("retry-after"));
  return (body === "" ? null : JSON.parse(body).data) as T;
}

export async function callForBytes(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await authorized((bearer) => send(path, { signal }, bearer));
  if (!response.ok) throw failureOf(response.status, await response.text(), null);
  return response.blob();
}

/** Sends with the current token, and once more after a refresh when that one was refused. */
async function authorized(request: (bearer: string | null) => Promise<Response>): Promise<Response> {
  const before = session.get();
  const response = await request(before?.accessToken ?? null);
  if (response.status !== 401 || before === null) return response;
  const after = await refreshed(before);
  return after === null ? response : request(after.accessToken);
}

export async function send(
  path: string,
  { method = "GET", json, signal, milliseconds = CALL_MILLISECONDS, keepalive = false }: CallOptions,
  bearer: string | null,
): Promise<Response> {
  const limit = AbortSignal.timeout(milliseconds);
  try {
    return await fetch(apiAddress.get() + path, {
      method,
      keepalive,
      cache: "no-store",
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      headers: {
        Accept: "application/json",
        ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw limit.aborted
      ? new Failure("timeout", t("failure.timeout"))
      : new Failure("offline", t("failure.offline"));
  }
}
