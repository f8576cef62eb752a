/** An object on its way to its storage while its bytes still arrive. */
import type { PutOptions, StorageDriver } from "../storage/driver.ts";

export interface Arriving {
  storageKey: string;
  /** The next piece; the storage gets the one before it. */
  take(piece: Uint8Array): Promise<void>;
  /** Hands over the last piece, with which the object is stored. */
  commit(): Promise<void>;
  /** Leaves nothing behind; does nothing to what is stored already. */
  abandon(): Promise<void>;
}

/**
 * The last piece is held back until every check of the file has passed: without it nothing is stored.
 *
 * @param size - bytes of the whole object
 * @returns null when the storage takes whole files only
 */
export function startArriving(
  driver: StorageDriver,
  storageKey: string,
  size: number,
  options: PutOptions,
): Arriving | null {
  const put = driver.putStream?.(storageKey, size, options);
  if (put === undefined) return null;
  const writer = put.writable.getWriter();
  const { stored } = put;
  // A put may fail while the next piece is waited for: `send`, `commit` and `abandon` hear of it then.
  void Promise.allSettled([stored, writer.closed]);
  // A storage that fails takes no more pieces, and would let its writer wait for ever.
  const send = async (piece: Uint8Array) => {
    await Promise.race([writer.write(piece), stored]);
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
    async commit() {
      isOver = true;
      if (held !== null) await send(held);
      await Promise.race([writer.close(), stored]);
      await stored;
    },
    async abandon() {
      if (isOver) return;
      isOver = true;
      // That the put fails is what is asked for; why the upload ends is told by who abandons it.
      await Promise.allSettled([writer.abort(new Error("The upload was refused.")), stored]);
    },
  };
}
