/** Where uploads go: the storage profiles of the deployment. Their secrets go in and never come out. */
import { z } from "zod";
import { POLICY } from "../../auth/policy.ts";
import { storageOverview } from "../../providers/storage-overview.ts";
import { StorageProfileShape } from "../../providers/storage-profile.ts";
import {
  changeStorageProfile,
  chooseDefaultStorage,
  createStorageProfile,
  deleteStorageProfile,
  RetiredStorageProfile,
} from "../../providers/storage-profiles.ts";
import { assertMay } from "../caller.ts";
import { defineTool, Id } from "../tool.ts";

const Settings = z.record(z.string(), z.unknown());

const name = z.string().meta({ minLength: 1, description: "A unique name, up to 128 characters." });
const displayName = z.string().nullish().meta({ description: "What people read instead of the name." });
const isEnabled = z
  .boolean()
  .meta({ description: "Whether uploads may go there; what is stored stays readable." });
const configuration = {
  description:
    "By type. r2: rootPath?, publicBaseUrl?. local: rootPath, publicBaseUrl?. s3: endpoint, bucket, region, forcePathStyle?, publicBaseUrl?, providerName?. github-repo: owner, repo, ref, basePath?, visibilityPolicy?.",
};
const secretConfiguration = Settings.nullish().meta({
  description: "s3: accessKey, secretKey. github-repo: token. Kept encrypted, never returned.",
});

export const listStorageProfilesTool = defineTool({
  name: "list_storage_profiles",
  title: "List storage profiles",
  description:
    "List the storages that uploads can go to, the default first, with what each can do and its settings without secrets. Use it to find the id for storageProviderProfileId of an upload, or before changing a profile. An empty list means that everything is in the deployment's own bucket.",
  effect: "reads",
  input: z.object({}),
  output: z.object({ profiles: z.array(StorageProfileShape) }),
  run: ({ services }) => storageOverview(services),
});

export const createStorageProfileTool = defineTool({
  name: "create_storage_profile",
  title: "Create storage profile",
  description:
    "Add a storage that uploads can go to: the deployment's bucket, any S3 service, or a GitHub repository. Only when somebody asked for it and gave the settings. Nothing that is stored already moves. Returns the profile, without its secrets.",
  effect: "writes",
  input: z.object({
    name,
    displayName,
    providerType: z.string().meta({
      minLength: 1,
      description: "r2, local, s3, s3-compatible or github-repo; fixed from then on.",
    }),
    isEnabled: isEnabled.default(true),
    isDefault: z
      .boolean()
      .default(false)
      .meta({ description: "Whether uploads go there that name no storage." }),
    configuration: Settings.nullish().meta(configuration),
    secretConfiguration,
  }),
  output: StorageProfileShape,
  run: ({ services }, profile) => createStorageProfile(services, profile),
});

export const updateStorageProfileTool = defineTool({
  name: "update_storage_profile",
  title: "Change storage profile",
  description:
    "Rename, enable, disable or reconfigure a storage, or make it the default. What you leave out stays, but configuration is replaced as a whole: read it with list_storage_profiles first. Leaving secretConfiguration out keeps the stored secret; null clears it. Returns the profile as it is now.",
  effect: "writes",
  input: z.object({
    id: Id.meta({ description: "The profile's id." }),
    name: name.optional(),
    displayName,
    isEnabled: isEnabled.optional(),
    configuration: Settings.optional().meta(configuration),
    secretConfiguration,
    setAsDefault: z
      .boolean()
      .default(false)
      .meta({ description: "true: uploads that name no storage go there from now on." }),
  }),
  output: StorageProfileShape,
  async run(caller, { id, setAsDefault, ...changes }) {
    if (setAsDefault) assertMay(caller, POLICY.setDefaultStorageProfile);
    const changed = await changeStorageProfile(caller.services, id, changes);
    return setAsDefault ? chooseDefaultStorage(caller.services, id) : changed;
  },
});

export const deleteStorageProfileTool = defineTool({
  name: "delete_storage_profile",
  title: "Delete storage profile",
  description:
    "Take a storage out of use. While images are stored there it is only disabled (status disabled) and they stay readable; otherwise its settings and secrets are deleted for good (status deleted). No file is ever touched.",
  effect: "destroys",
  input: z.object({ id: Id.meta({ description: "The profile's id." }) }),
  output: RetiredStorageProfile,
  run: ({ services }, { id }) => deleteStorageProfile(services, id),
});
