/** A job that holds its turn longer than this was cut off with its request: nobody will end the turn for it. */
const ABANDONED_MS = 60_000;
const LOOK_AGAIN_MS = 25;

let current: { since: number } | null = null;

/**
 * Runs one piece of work at a time in this isolate: all requests in it share its memory, which two large pictures
 * at once would exceed. Waiting is by looking again, since one request may not depend on a promise of another that
 * can be cancelled at any moment.
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (current && Date.now() - current.since < ABANDONED_MS) await scheduler.wait(LOOK_AGAIN_MS);
  const turn = { since: Date.now() };
  current = turn;
  try {
    return await work();
  } finally {
    if (current === turn) current = null;
  }
}
