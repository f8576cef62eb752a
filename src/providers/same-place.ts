/**
 * Two profiles may point at the same objects, by the same or by different names. Copying there would be copying an
 * object onto itself, and removing the old one removing the only one.
 */
import { newId } from "../assets/identity.ts";
import { sha256Hex } from "../digest.ts";
import type { StorageDriver } from "../storage/driver.ts";

const MESSAGE = "chore(nekohub): compare storages";

/** Puts a small object into one and looks for it in the other. */
export async function isSamePlace(from: StorageDriver, to: StorageDriver): Promise<boolean> {
  const key = `nekohub-connection-test/${newId()}.txt`;
  const bytes = new TextEncoder().encode(key);
  await to.put(key, bytes, {
    contentType: "text/plain",
    sha256: await sha256Hex(bytes),
    commitMessage: MESSAGE,
  });
  const found = await from.head(key);
  await to.delete([key], { commitMessage: MESSAGE });
  return found !== null;
}
