/** Whether deleting a picture makes a commit that can have words of its own. */
import type { Detail } from "../api/library.ts";
import { readStorages } from "../api/storages.ts";
import { may } from "../session/session.ts";

export async function takesCommits({ storageProvider, storageProviderProfileId }: Detail): Promise<boolean> {
  if (!may("providers.read")) return false;
  try {
    const { profiles, runtime } = await readStorages();
    if (storageProviderProfileId === null)
      return storageProvider === runtime.providerName && runtime.providerType === "github-repo";
    return profiles.find(({ id }) => id === storageProviderProfileId)?.providerType === "github-repo";
  } catch (thrown) {
    console.warn("The storage overview could not be read:", thrown);
    return false;
  }
}
