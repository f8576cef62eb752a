/**
 * Objects without a row: what a crash between storing and recording leaves behind. Keys begin with the day they
 * were made, so each day is looked at once, after it has been over for a whole day. Only the deployment's own bucket
 * is searched: in other storages new objects are written down beforehand (providers/expected-objects.ts).
 */
import { dayPrefix, isAssetKey } from "../assets/storage-key.ts";
import { unreferencedKeys } from "../database/content.ts";
import { listStorageProfiles } from "../database/storage-profiles.ts";
import { readUpkeepState, writeUpkeepState } from "../database/upkeep-state.ts";
import { log } from "../log.ts";
import { configurationOf, type StorageConfiguration } from "../providers/storage-configuration.ts";
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
  if (seen >= until) return;
  const drivers = await bucketDrivers(services);
  for (let day = seen + 1; day <= until; day++) {
    for (const driver of drivers) await removeOrphans(services, driver, dayPrefix(day * DAY_MS));
    await writeUpkeepState(db, STATE, String(day));
  }
}

/** The built-in bucket's root, and every folder of it that a profile has for itself. */
async function bucketDrivers({ db, drivers }: Services): Promise<StorageDriver[]> {
  const folders = new Map<string, StorageConfiguration | null>([["", null]]);
  for (const profile of await listStorageProfiles(db)) {
    const configuration = configurationOf(profile);
    if (configuration.kind === "bucket") folders.set(configuration.rootPath, configuration);
  }
  return [...folders.values()].map((configuration) =>
    drivers.of(configuration === null ? null : { configuration, secrets: null }),
  );
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
    if (!isAssetKey(key)) continue;
    keys.push(key);
    if (keys.length === KEYS_AT_ONCE) await check();
  }
  if (keys.length > 0) await check();
}
