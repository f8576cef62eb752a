/**
 * Any service with an S3 API. The service checks every body against the SHA-256 that its signature covers; bytes
 * that are read stream through.
 */
import { AppError } from "../errors.ts";
import { etagOf, rangeHeader, sizeOf } from "./answers.ts";
import type { ByteRange, PutOptions, StorageDriver, StoredObject, StreamOptions } from "./driver.ts";
import { part } from "./part.ts";
import { type S3Options, sendS3 } from "./s3-request.ts";
import { deleteBody, deleteErrors, listedPage } from "./s3-xml.ts";

/** DeleteObjects takes at most 1000 keys: docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html. */
const KEYS_PER_CALL = 1000;

/** Connections that a Worker may hold open at once: developers.cloudflare.com/workers/platform/limits. */
const DELETES_AT_ONCE = 6;

/** As long as the ticket lives that a slow sender has: nothing else bounds how long its file takes. */
const STREAM_MS = 900_000;

export function s3Driver(options: S3Options): StorageDriver {
  return {
    type: "s3",

    async put(key: string, bytes: Uint8Array, { contentType, sha256, ifMatch }: PutOptions) {
      const stored = (response: Response): StoredObject => ({
        key,
        size: bytes.length,
        etag: etagOf(response),
      });
      const write = {
        method: "PUT",
        key,
        body: bytes,
        sha256,
        headers: { "content-type": contentType },
      } as const;
      if (ifMatch === undefined) return stored(await finished(await sendS3(options, write)));
      // Looked at first, because not every service knows If-Match at a put; for those that do there is no gap.
      const now = await head(options, key);
      if (now?.etag !== ifMatch) return null;
      const response = await sendS3(options, {
        ...write,
        headers: { ...write.headers, "if-match": `"${ifMatch}"` },
        expected: [404, 412, 501],
        // A second try could meet the first one's own success and take it for somebody else's.
        repeatable: false,
      });
      await finished(response);
      if (response.status === 501) return stored(await finished(await sendS3(options, write)));
      return response.ok ? stored(response) : null;
    },

    async putStream(key: string, size: number, { contentType, sha256 }: StreamOptions) {
      // The signature covers the sum, so it has to be there before the first byte.
      if (sha256 === null) return null;
      const { readable, writable } = new FixedLengthStream(size);
      const send = async () => {
        const headers = { "content-type": contentType };
        const write = { method: "PUT", key, body: readable, sha256, headers, timeoutMs: STREAM_MS } as const;
        const response = await finished(await sendS3(options, write));
        return { key, size, etag: etagOf(response), md5: null };
      };
      return { writable, stored: send() };
    },

    async get(key: string, range?: ByteRange) {
      const response = await sendS3(options, {
        method: "GET",
        key,
        headers: range === undefined ? {} : { range: rangeHeader(range) },
        expected: [404],
      });
      if (response.status === 404) {
        await assertBucket(response);
        return null;
      }
      if (response.body === null)
        throw new AppError("storage_unavailable", "The storage answered without bytes.");
      return {
        key,
        size: sizeOf(response),
        etag: etagOf(response),
        body: range !== undefined && response.status !== 206 ? part(response.body, range) : response.body,
      };
    },

    head: (key: string) => head(options, key),

    async delete(keys: string[]) {
      const [only] = keys;
      if (keys.length === 1 && only !== undefined) return deleteOne(options, only);
      for (let start = 0; start < keys.length; start += KEYS_PER_CALL) {
        await deleteMany(options, keys.slice(start, start + KEYS_PER_CALL));
      }
    },

    async *list(prefix: string) {
      let token: string | null = null;
      do {
        const response: Response = await sendS3(options, {
          method: "GET",
          query: {
            "list-type": "2",
            "encoding-type": "url",
            prefix,
            ...(token === null ? {} : { "continuation-token": token }),
          },
        });
        const page = listedPage(await response.text());
        yield* page.objects;
        token = page.nextToken;
      } while (token !== null);
    },
  };
}

async function head(options: S3Options, key: string): Promise<StoredObject | null> {
  const response = await sendS3(options, { method: "HEAD", key, expected: [404] });
  if (response.status === 404) return null;
  return { key, size: sizeOf(response), etag: etagOf(response) };
}

async function deleteOne(options: S3Options, key: string): Promise<void> {
  await finished(await sendS3(options, { method: "DELETE", key, expected: [404] }));
}

/** All at once where the service can (Google's can't), else one by one. */
async function deleteMany(options: S3Options, keys: string[]): Promise<void> {
  const body = new TextEncoder().encode(deleteBody(keys));
  const [md5, sha256] = await Promise.all([
    crypto.subtle.digest("MD5", body),
    crypto.subtle.digest("SHA-256", body),
  ]);
  const response = await sendS3(options, {
    method: "POST",
    query: { delete: "" },
    headers: { "content-type": "application/xml", "content-md5": new Uint8Array(md5).toBase64() },
    body,
    sha256: new Uint8Array(sha256).toHex(),
    expected: [400, 405, 501],
  });
  const answer = await response.text();
  if (!response.ok) {
    for (let start = 0; start < keys.length; start += DELETES_AT_ONCE) {
      await Promise.all(keys.slice(start, start + DELETES_AT_ONCE).map((key) => deleteOne(options, key)));
    }
    return;
  }
  const failed = deleteErrors(answer).filter(({ code }) => code !== "NoSuchKey");
  const [first] = failed;
  if (first === undefined) return;
  throw new AppError(
    first.code === "AccessDenied" ? "storage_provider_access_denied" : "storage_unavailable",
    `The storage did not delete ${failed.length} of ${keys.length} objects (${first.code.slice(0, 64)}).`,
  );
}

/** An absent key and an absent bucket are both 404; only the first is an answer. */
async function assertBucket(response: Response): Promise<void> {
  const text = await response.text();
  if (text.includes("<Code>NoSuchBucket</Code>")) {
    throw new AppError("storage_provider_request_refused", "The storage has no such bucket.");
  }
}

async function finished(response: Response): Promise<Response> {
  await response.body?.cancel();
  return response;
}
