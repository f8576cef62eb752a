/** The Worker as a client sees it, with the test key unless told otherwise. */
import { exports } from "cloudflare:workers";

export const BASE = "http://nekohub.test";
export const API_KEY = "test-api-key";

type Options = Omit<RequestInit, "body"> & { body?: BodyInit | null; json?: unknown; bearer?: string | null };

type Fetch = (request: Request) => Promise<Response>;

/** Anything that answers as the Worker does: the Worker itself, or one with a part swapped. */
export function clientOf(fetch: Fetch) {
  async function send(method: string, path: string, options: Options = {}): Promise<Response> {
    const { json, bearer = API_KEY, ...init } = options;
    const headers = new Headers(init.headers);
    if (bearer !== null) headers.set("authorization", `Bearer ${bearer}`);
    if (json !== undefined) headers.set("content-type", "application/json");
    return fetch(
      new Request(new URL(path, BASE), {
        redirect: "manual",
        ...init,
        method,
        headers,
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      }),
    );
  }
  return {
    get: (path: string, options?: Options) => send("GET", path, options),
    head: (path: string, options?: Options) => send("HEAD", path, options),
    post: (path: string, options?: Options) => send("POST", path, options),
    put: (path: string, options?: Options) => send("PUT", path, options),
    patch: (path: string, options?: Options) => send("PATCH", path, options),
    delete: (path: string, options?: Options) => send("DELETE", path, options),
    request: send,
  };
}

export type Client = ReturnType<typeof clientOf>;

export const api = clientOf((request) => exports.default.fetch(request));

export interface Failure {
  error: { code: string; message: string; traceId: string; status: number };
}

/** The error of an answer; fails the test when the answer isn't in the envelope. */
export async function failureOf(response: Response): Promise<Failure["error"]> {
  const body = (await response.json()) as Failure;
  if (typeof body.error?.traceId !== "string" || body.error.traceId === "") throw new Error("no trace id");
  if (body.error.status !== response.status) throw new Error("status in the body differs");
  return body.error;
}

export async function codeOf(response: Response): Promise<string> {
  return (await failureOf(response)).code;
}

/** The `data` of a successful answer; fails the test with the error's words when it isn't one. */
export async function dataOf<T>(response: Response): Promise<T> {
  const body = (await response.json()) as { data: T } & Partial<Failure>;
  if (!response.ok) throw new Error(`${response.status} ${body.error?.code}: ${body.error?.message}`);
  return body.data;
}
