/** One signed request to an S3 service (AWS Signature Version 4), sent until it is answered or given up. */
import { AwsV4Signer } from "aws4fetch";
import { AppError } from "../errors.ts";
import type { Outbound, OutboundInit } from "../net/outbound.ts";
import { errorCodeOf } from "./s3-xml.ts";

export interface S3Options {
  /** Without a slash at its end; may have a path. */
  endpoint: string;
  bucket: string;
  region: string;
  /** true = `endpoint/bucket/key`, false = `bucket.endpoint/key`. */
  forcePathStyle: boolean;
  accessKey: string;
  secretKey: string;
  outbound: Outbound;
}

export interface S3Request {
  method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** "" = the bucket itself. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** A stream is sent once. */
  body?: Uint8Array | ReadableStream<Uint8Array>;
  /** Lower-case hex SHA-256 of the body; the service refuses other bytes. */
  sha256?: string;
  /** false for what must not happen twice. Default true. */
  repeatable?: boolean;
  /** How long its answer is waited for. */
  timeoutMs?: number;
  /** Statuses beside 2xx that the caller understands. */
  expected?: number[];
}

/** SHA-256 of nothing. */
const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const TRIES = 3;
const FIRST_PAUSE_MS = 150;
const TIMEOUT_MS = 60_000;

/** Refusals that pass by themselves, beside every 5xx but 501: docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
const TEMPORARY = new Set([
  "RequestTimeout",
  "SlowDown",
  "TooManyRequests",
  "ConditionalRequestConflict",
  "OperationAborted",
  "BadDigest",
  "XAmzContentSHA256Mismatch",
]);

/**
 * @returns a 2xx or an expected answer; its body is the caller's to read or cancel
 * @throws {AppError} `storage_unavailable` when it may work later, `storage_provider_access_denied` and
 * `storage_provider_request_refused` when it won't
 */
export async function sendS3(options: S3Options, request: S3Request): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(options, request);
    } catch (thrown) {
      const error = AppError.from(thrown);
      const isOver =
        attempt === TRIES || request.repeatable === false || request.body instanceof ReadableStream;
      if (!error.retry || isOver) throw error;
      await new Promise((resume) => setTimeout(resume, FIRST_PAUSE_MS * attempt * (1 + Math.random())));
    }
  }
}

async function sendOnce(options: S3Options, request: S3Request): Promise<Response> {
  const { method, body, sha256 = EMPTY_SHA256, timeoutMs = TIMEOUT_MS, expected = [] } = request;
  const signed = await new AwsV4Signer({
    method,
    url: urlOf(options, request).href,
    headers: { ...request.headers, "x-amz-content-sha256": sha256 },
    accessKeyId: options.accessKey,
    secretAccessKey: options.secretKey,
    service: "s3",
    region: options.region,
  }).sign();
  const response = await answer(options.outbound, signed.url.href, {
    method,
    headers: signed.headers,
    body,
    timeoutMs,
  });
  if (response.ok || expected.includes(response.status)) return response;
  throw await refusal(response, options);
}

async function answer(outbound: Outbound, url: string, init: OutboundInit): Promise<Response> {
  try {
    return await outbound(url, init);
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (!error.retry) throw error;
    throw new AppError("storage_unavailable", `The storage did not answer: ${error.message}`, {
      cause: error,
    });
  }
}

function urlOf({ endpoint, bucket, forcePathStyle }: S3Options, { key = "", query = {} }: S3Request): URL {
  const url = new URL(endpoint);
  if (!forcePathStyle) url.hostname = `${bucket}.${url.hostname}`;
  const segments = [...(forcePathStyle ? [bucket] : []), ...(key === "" ? [] : key.split("/"))];
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${segments.map(encodeSegment).join("/")}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** Everything but RFC 3986's unreserved characters, `+` too: what is signed is then what is sent. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function refusal(response: Response, { bucket }: S3Options): Promise<AppError> {
  const { status } = response;
  const code = errorCodeOf(await response.text().catch(() => ""));
  const said = code === null ? `status ${status}` : `${code}, status ${status}`;
  if ((status >= 500 && status !== 501) || status === 408 || status === 429 || TEMPORARY.has(code ?? "")) {
    return new AppError("storage_unavailable", `The storage can't do that now (${said}). Try again.`);
  }
  if (status === 401 || status === 403) {
    return new AppError(
      "storage_provider_access_denied",
      `The storage denies access to the bucket "${bucket}" (${said}): check the keys, their rights and the region.`,
    );
  }
  return new AppError(
    "storage_provider_request_refused",
    code === "NoSuchBucket" || (status === 404 && code === null)
      ? `The storage has no bucket "${bucket}" (${said}).`
      : `The storage refuses the request (${said}).`,
  );
}
