/**
 * Objects without a row: what a crash between storing and recording leaves behind. Keys begin with the day they
 * were made, so each day is looked at once, after it has been over for a whole day.
 */
import { dayPrefix } from "../assets/storage-key.ts";
import { unreferencedKeys } from "../database/content.ts";
import { readUpkeepState, writeUpkeepState } from "../database/upkeep-state.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";
import type { StorageDriver } from "../storage/driver.ts";

const DAY_MS = 86_400_000;
const STATE = "orphans-looked-through";

/** Days in one sweep: after a long pause it catches up bit by bit. */
const DAYS_AT_ONCE = 7;

/** Keys in one question to the database. */
const KEYS_AT_ONCE = 500;

export async function sweepOrphans(services: Services): Promise<void> {
  const { db, now } = services;
  const lastWholeDay = Math.floor(now() / DAY_MS) - 2;
  const seen = Number((await readUpkeepState(db, STATE)) ?? lastWholeDay - DAYS_AT_ONCE);
  const until = Math.min(lastWholeDay, seen + DAYS_AT_ONCE);
  for (let day = seen + 1; day <= until; day++) {
    const driver = services.drivers.of(null);
    await removeOrphans(services, driver, dayPrefix(day * DAY_MS));
    await writeUpkeepState(db, STATE, String(day));
  }
}

async function removeOrphans({ db }: Services, driver: StorageDriver, prefix: string): Promise<void> {
  let keys: string[] = [];
  const check = async () => {
    const orphans = await unreferencedKeys(db, keys);
    if (orphans.length > 0) {
      log("info", "orphaned objects removed", { prefix, objects: orphans.length });
      await driver.delete(orphans);
    }
    keys = [];
  };
  for await (const { key } of driver.list(prefix)) {
    keys.push(key);
    if (keys.length === KEYS_AT_ONCE) await check();
  }
  if (keys.length > 0) await check();
}
