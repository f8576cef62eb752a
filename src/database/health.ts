/** How much background work there is. These tables are small while all is well. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Counting is reading: beyond this it says only "at least". */
const COUNT_UP_TO = 10_000;

export interface Work {
  queued: number;
  running: number;
  failed: number;
  /** Milliseconds since 1970. */
  oldestQueuedAt: number | null;
  lastError: string | null;
  waitingRemovals: number;
}

export async function countWork(db: Database): Promise<Work> {
  const row = await db.get<Work>(sql`
    SELECT
      (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 'queued' LIMIT ${COUNT_UP_TO})) AS queued,
      (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 'running' LIMIT ${COUNT_UP_TO})) AS running,
      (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 'failed' LIMIT ${COUNT_UP_TO})) AS failed,
      (SELECT min(created_at) FROM jobs WHERE state = 'queued') AS oldestQueuedAt,
      (SELECT last_error FROM jobs WHERE state = 'failed' ORDER BY created_at DESC LIMIT 1) AS lastError,
      (SELECT count(*) FROM (SELECT 1 FROM removals LIMIT ${COUNT_UP_TO})) AS waitingRemovals`);
  return row;
}
