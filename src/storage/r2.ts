/** The deployment's own bucket: R2 through its binding, strongly consistent. */
import { AppError } from "../errors.ts";
import type { ByteRange, PutOptions, StorageDriver, StoredObject, StreamOptions } from "./driver.ts";

/** R2 deletes at most 1000 keys a call: developers.cloudflare.com/r2/api/workers. */
const KEYS_PER_CALL = 1000;

export interface R2DriverOptions {
  bucket: R2Bucket;
  type?: "r2" | "local";
  /** Put in front of every key; "" or a path that ends in "/". */
  prefix?: string;
}

export function r2Driver({ bucket, type = "r2", prefix = "" }: R2DriverOptions): StorageDriver {
  const stored = (object: R2Object): StoredObject => ({
    key: object.key.slice(prefix.length),
    size: object.size,
    etag: object.etag,
  });

  return {
    type,

    put: (key: string, bytes: Uint8Array, { contentType, sha256, ifMatch }: PutOptions) =>
      reaching("write", async () => {
        const object = await bucket.put(prefix + key, bytes, {
          sha256,
          httpMetadata: { contentType },
          ...(ifMatch === undefined ? {} : { onlyIf: { etagMatches: ifMatch } }),
        });
        return object === null ? null : stored(object);
      }),

    async putStream(key: string, size: number, { contentType, sha256 }: StreamOptions) {
      const { readable, writable } = new FixedLengthStream(size);
      const put = reaching("write", async () => {
        const object = await bucket.put(prefix + key, readable, {
          httpMetadata: { contentType },
          ...(sha256 === null ? {} : { sha256 }),
        });
        const { md5 } = object.checksums;
        return { ...stored(object), md5: md5 === undefined ? null : new Uint8Array(md5).toHex() };
      });
      return { writable, stored: put };
    },

    get: (key: string, range?: ByteRange) =>
      reaching("read", async () => {
        const object = await bucket.get(prefix + key, range === undefined ? {} : { range });
        return object === null ? null : { ...stored(object), body: object.body };
      }),

    head: (key: string) =>
      reaching("read", async () => {
        const object = await bucket.head(prefix + key);
        return object === null ? null : stored(object);
      }),

    delete: (keys: string[]) =>
      reaching("delete", async () => {
        for (let start = 0; start < keys.length; start += KEYS_PER_CALL) {
          await bucket.delete(keys.slice(start, start + KEYS_PER_CALL).map((key) => prefix + key));
        }
      }),

    async *list(under: string) {
      let cursor: string | undefined;
      do {
        const page = await reaching("list", () => bucket.list({ prefix: prefix + under, cursor }));
        for (const object of page.objects) {
          yield { key: object.key.slice(prefix.length), size: object.size };
        }
        cursor = page.truncated ? page.cursor : undefined;
      } while (cursor !== undefined);
    },
  };
}

async function reaching<T>(act: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new AppError("storage_unavailable", `The storage could not ${act} the object. Try again.`, {
      cause,
    });
  }
}
