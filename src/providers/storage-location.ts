/** Editing a profile must not leave its assets behind: where it points after the edit, their bytes have to be. */
import { sampleOfStorage } from "../database/storage-profiles.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { configurationOf, type StorageConfiguration, type StorageSecrets } from "./storage-configuration.ts";
import type { StorageProfile } from "./storage-profile.ts";

/**
 * Looks for some of the profile's assets at the new place, when it is another one.
 *
 * @throws {AppError} `storage_provider_profile_location_in_use` when they are not there, or nobody can tell
 */
export async function assertBytesStayReachable(
  { db, drivers }: Services,
  before: StorageProfile,
  after: { configuration: StorageConfiguration; secrets: StorageSecrets | null },
): Promise<void> {
  if (location(configurationOf(before)) === location(after.configuration)) return;
  const keys = await sampleOfStorage(db, before.id);
  if (keys.length === 0) return;
  const driver = drivers.of(after);
  for (const key of keys) {
    let found: unknown;
    let reason = "";
    try {
      found = await driver.head(key);
    } catch (thrown) {
      found = null;
      reason = ` (${AppError.from(thrown).message})`;
    }
    if (found === null) {
      throw new AppError(
        "storage_provider_profile_location_in_use",
        `Assets are stored with this profile, and ${key} is not at the new place${reason}. Copy the files there first, or make another profile and move the assets.`,
      );
    }
  }
}

/** What decides where an object's bytes are, as one comparable text. */
function location(configuration: StorageConfiguration): string {
  switch (configuration.kind) {
    case "bucket":
      return JSON.stringify([configuration.rootPath]);
    case "s3": {
      const { endpoint, bucket } = configuration;
      return JSON.stringify([endpoint, bucket]);
    }
    case "github-repo": {
      const { apiBaseUrl, owner, repo, ref, basePath } = configuration;
      return JSON.stringify([apiBaseUrl, owner.toLowerCase(), repo.toLowerCase(), ref, basePath]);
    }
  }
}
