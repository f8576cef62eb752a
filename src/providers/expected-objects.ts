/**
 * Storages that are not the deployment's own may hold other people's objects, so what a crash leaves behind there
 * is never found by listing and guessing: each new object is written down before it is stored.
 */
import { expectObject } from "../database/removals.ts";
import type { Services } from "../services.ts";
import type { StorageDriver } from "../storage/driver.ts";

/** The same storage; what is put there and never recorded is removed after a day. */
export function remembering(
  { db, now }: Pick<Services, "db" | "now">,
  driver: StorageDriver,
  profileId: string,
): StorageDriver {
  const expected = (storageKey: string) =>
    expectObject(db, { storageProviderProfileId: profileId, storageKey }, now());
  return {
    ...driver,
    async put(key, bytes, options) {
      // A replacement is of an object that a row refers to already.
      if (options.ifMatch === undefined) await expected(key);
      return driver.put(key, bytes, options);
    },
    async putStream(key, size, options) {
      const put = await driver.putStream(key, size, options);
      if (put === null) return null;
      try {
        // In time: nothing is there before the last byte, and none has been written yet.
        await expected(key);
        return put;
      } catch (thrown) {
        await Promise.allSettled([put.writable.abort(thrown), put.stored]);
        throw thrown;
      }
    },
  };
}
