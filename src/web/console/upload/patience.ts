/**
 * Sending until it is there: network failures and 5xx are tried again three times, 429 waits, any other refusal is
 * final at once.
 */
import { findByChecksum, type Item } from "../api/library.ts";
import { Failure } from "../session/failure.ts";
import { t } from "../words/words.ts";
import { entries, progress } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { send } from "./send.ts";

const RETRIES = 3;
const FIRST_PAUSE_MILLISECONDS = 800;
const LONGEST_WAIT_SECONDS = 60;
const CLOCKS_DIFFER_MILLISECONDS = 60_000;

export type Stored = Pick<Item, "id" | "publicUrl" | "thumbnailUrl">;

/**
 * @param wasThere - whether the library may have the same bytes already, so that finding them proves nothing
 * @throws {Failure} after the last try, or at once when it would be refused again
 */
export async function sendPatiently(
  entry: Entry,
  { wasThere, signal }: { wasThere: boolean; signal: AbortSignal },
): Promise<Stored> {
  const { id, file } = entry;
  if (file === null) throw new Failure("lost", t("upload.lost"));
  const started = Date.now();
  for (let attempt = 0; ; ) {
    try {
      return await send({ ...entry, file }, (sent) => progress(id, sent), signal);
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof Failure)) throw thrown;
      const { status, retryAfter } = thrown;
      if (status === 429) {
        await pause(1000 * Math.min(retryAfter ?? 5, LONGEST_WAIT_SECONDS), signal);
        continue;
      }
      if ((status > 0 && status < 500) || attempt >= RETRIES) throw thrown;
      await pause(FIRST_PAUSE_MILLISECONDS * 3 ** attempt * (0.75 + Math.random() / 2), signal);
      await online(signal);
      // The answer may have been lost on its way back, with the file stored.
      const stored = wasThere ? null : await storedSince(entry, started);
      if (stored) return stored;
      attempt++;
    }
  }
}

async function storedSince({ id, hash }: Entry, started: number): Promise<Stored | null> {
  const hashNow = entries.get().find((entry) => entry.id === id)?.hash ?? hash;
  if (!hashNow) return null;
  try {
    const found = await findByChecksum(hashNow);
    const isNew = found !== null && Date.parse(found.createdAtUtc) >= started - CLOCKS_DIFFER_MILLISECONDS;
    return isNew && !entries.get().some(({ assetId }) => assetId === found.id) ? found : null;
  } catch (thrown) {
    console.warn("Whether it was stored already is not known:", thrown);
    return null;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Without a network there is nothing to try: it waits for as long as that takes. */
function online(signal: AbortSignal): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve, reject) => {
    addEventListener("online", () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
