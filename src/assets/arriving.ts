/** An object on its way to its storage while its bytes still arrive. */
import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import type { StorageDriver, StreamedPut, StreamOptions } from "../storage/driver.ts";

export interface Arriving {
  storageKey: string;
  /** The next piece; the storage gets the one before it. */
  take(piece: Uint8Array): Promise<void>;
  /**
   * Hands over the last piece, with which the object is stored. A stream can't be sent again: when the storage
   * failed on the way, it gets the whole file now.
   *
   * @param sha256 - of all bytes
   */
  commit(bytes: Uint8Array, sha256: string): Promise<void>;
  /** Leaves nothing behind; does nothing to what is stored already. */
  abandon(): Promise<void>;
}

/**
 * The last piece is held back until every check of the file has passed: without it nothing is stored.
 *
 * @param size - bytes of the whole object
 * @returns null when the storage takes whole files only
 */
export async function startArriving(
  driver: StorageDriver,
  storageKey: string,
  size: number,
  options: StreamOptions,
): Promise<Arriving | null> {
  const put = await driver.putStream(storageKey, size, options);
  return put && arrivingBy(put, driver, storageKey, options);
}

function arrivingBy(
  { writable, stored }: StreamedPut,
  driver: StorageDriver,
  storageKey: string,
  options: StreamOptions,
): Arriving {
  const writer = writable.getWriter();
  let failure: AppError | null = null;
  const failed = (thrown: unknown) => {
    failure ??= AppError.from(thrown);
  };
  // A put may fail while the next piece is waited for; the writer then says no more than that.
  stored.catch(failed);
  void Promise.allSettled([writer.closed]);
  // A store that wasn't told the sum says what it has got.
  const md5 = options.sha256 === null ? createHash("md5") : null;
  const send = async (piece: Uint8Array) => {
    md5?.update(piece);
    if (failure !== null) return;
    // A storage that fails takes no more pieces, and would let its writer wait for ever.
    await Promise.race([writer.write(piece), stored]).catch(failed);
  };
  const finish = async () => {
    await Promise.race([writer.close(), stored]);
    const there = await stored;
    if (md5 !== null && there.md5 !== md5.digest("hex")) {
      throw new AppError("storage_unavailable", "The storage has other bytes than it was sent. Try again.");
    }
  };
  let held: Uint8Array | null = null;
  let isOver = false;
  return {
    storageKey,
    async take(piece) {
      const before = held;
      held = piece;
      if (before !== null) await send(before);
    },
    async commit(bytes, sha256) {
      isOver = true;
      if (held !== null) await send(held);
      if (failure === null) await finish().catch(failed);
      if (failure === null) return;
      if (!failure.retry) throw failure;
      await driver.put(storageKey, bytes, { contentType: options.contentType, sha256 });
    },
    async abandon() {
      if (isOver) return;
      isOver = true;
      // That the put fails is what is asked for; why the upload ends is told by who abandons it.
      await Promise.allSettled([writer.abort(new Error("The upload was refused.")), stored]);
    },
  };
}
