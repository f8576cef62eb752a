/** Objects that nothing refers to any more: their rows in `removals` go when the objects are gone. */
import { claimRemovals, forgetRemovals, postponeRemovals, type Removal } from "../database/removals.ts";
import { log } from "../log.ts";
import { boundDriver } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";

/** Removals in one sweep. */
const AT_ONCE = 500;

/** Objects of one storage at a time: a storage that fails in the middle has not to do all of them again. */
const IN_A_GROUP = 100;

/** Deletes objects of any storages. @throws when a storage can't be reached; its rows stay */
export async function removeObjects(services: Services, removals: Removal[]): Promise<void> {
  for (const group of byStorage(removals)) {
    const [{ storageProviderProfileId, commitMessage }] = group;
    const driver = await boundDriver(services, storageProviderProfileId);
    await driver.delete(
      group.map(({ storageKey }) => storageKey),
      { commitMessage },
    );
    await forgetRemovals(services.db, group);
  }
}

/** What a deletion left behind. A storage that fails is tried again later and does not hold up the others. */
export async function sweepRemovals(services: Services): Promise<void> {
  for (const group of byStorage(await claimRemovals(services.db, services.now(), AT_ONCE))) {
    try {
      await removeObjects(services, group);
    } catch (error) {
      log("warn", "objects could not be removed; they are tried again later", {
        objects: group.length,
        error,
      });
      await postponeRemovals(services.db, group, services.now());
    }
  }
}

function byStorage(removals: Removal[]): [Removal, ...Removal[]][] {
  const groups = new Map<string, [Removal, ...Removal[]]>();
  for (const removal of removals) {
    const key = JSON.stringify([removal.storageProviderProfileId, removal.commitMessage]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [removal]);
    else group.push(removal);
  }
  return [...groups.values()].flatMap(inPieces);
}

function inPieces(group: [Removal, ...Removal[]]): [Removal, ...Removal[]][] {
  const [first, ...rest] = group;
  const pieces: [Removal, ...Removal[]][] = [[first]];
  for (const removal of rest) {
    const last = pieces.at(-1);
    if (last === undefined || last.length === IN_A_GROUP) pieces.push([removal]);
    else last.push(removal);
  }
  return pieces;
}
