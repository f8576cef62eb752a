/** Adding, changing, choosing and retiring storage profiles. */
import { z } from "zod";
import { newId } from "../assets/identity.ts";
import {
  insertStorageProfile,
  isStorageNameTaken,
  makeDefaultStorage,
  retireStorageProfile,
  storageProfileById,
  updateStorageProfile,
} from "../database/storage-profiles.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields, Timestamp, timestamp } from "../shape.ts";
import { checkConfiguration, checkSecrets, storageType } from "./storage-configuration.ts";
import { assertBytesStayReachable } from "./storage-location.ts";
import { presentStorageProfile } from "./storage-overview.ts";
import {
  MAX_DISPLAY_NAME_LENGTH,
  MAX_NAME_LENGTH,
  type StorageProfile,
  type StorageProfileShape,
} from "./storage-profile.ts";
import { openSecrets, sealSecrets } from "./storage-secrets.ts";

const configuration = z
  .unknown()
  .optional()
  .meta({ type: "object", description: "What the type needs; see the README." });
const secretConfiguration = z.unknown().optional().meta({
  type: "object",
  description: "Keys or a token. Kept encrypted, never returned. Omitted in a change = as before.",
});

export const NewStorageProfile = fields({
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  providerType: z.string().nullish(),
  isEnabled: z.boolean().nullish().meta({ description: "true when left out" }),
  isDefault: z.boolean().nullish().meta({ description: "false when left out" }),
  configuration,
  secretConfiguration,
});

export const StorageProfileChanges = fields({
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  isEnabled: z.boolean().nullish(),
  configuration,
  secretConfiguration,
});

export const RetiredStorageProfile = z
  .object({
    id: z.uuid(),
    wasDefault: z.boolean(),
    status: z
      .enum(["deleted", "disabled"])
      .meta({ description: "`disabled`: assets are still stored there." }),
    deletedAtUtc: Timestamp,
  })
  .meta({ id: "RetiredStorageProfile" });

/** Somebody else's change comes between reading and writing at most this often before we say so. */
const ATTEMPTS = 5;

export async function createStorageProfile(
  services: Services,
  given: z.infer<typeof NewStorageProfile>,
): Promise<StorageProfileShape> {
  const typeName = given.providerType?.trim() ?? "";
  if (typeName === "") {
    throw new AppError("storage_provider_profile_provider_type_required", "providerType is missing.");
  }
  const name = profileName(given.name);
  if (await isStorageNameTaken(services.db, name, null)) throw nameTaken(name);
  const providerType = storageType(typeName);
  const configuration = checkConfiguration(providerType, given.configuration);
  const secrets = checkSecrets(configuration, given.secretConfiguration);
  const isEnabled = given.isEnabled ?? true;
  const isDefault = given.isDefault ?? false;
  if (isDefault && !isEnabled) throw defaultRequiresEnabled();
  const now = services.now();
  const id = newId(now);
  const profile: StorageProfile = {
    id,
    name,
    displayName: displayName(given.displayName),
    providerType,
    isEnabled,
    isDefault,
    configuration: { ...configuration },
    secretCiphertext: await sealSecrets(services, id, secrets),
    createdAt: now,
    updatedAt: now,
  };
  if (!(await insertStorageProfile(services.db, profile))) throw nameTaken(name);
  return presentStorageProfile(services, profile);
}

export async function changeStorageProfile(
  services: Services,
  id: string,
  changes: z.infer<typeof StorageProfileChanges>,
): Promise<StorageProfileShape> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = await existingProfile(services, id);
    const after = await changed(services, before, changes);
    const outcome = await updateStorageProfile(services.db, before, after);
    if (outcome === "name taken") throw nameTaken(after.name);
    if (outcome === "written") return presentStorageProfile(services, after);
  }
  throw new AppError(
    "storage_unavailable",
    "The profile is being changed by others all the time. Try again.",
  );
}

async function changed(
  services: Services,
  before: StorageProfile,
  changes: z.infer<typeof StorageProfileChanges>,
): Promise<StorageProfile> {
  const name = changes.name === undefined ? before.name : profileName(changes.name);
  if (await isStorageNameTaken(services.db, name, before.id)) throw nameTaken(name);
  const isEnabled = changes.isEnabled ?? before.isEnabled;
  const reconfigured = changes.configuration !== undefined || changes.secretConfiguration !== undefined;
  const storage = reconfigured ? await storageAfter(services, before, changes) : null;
  if (before.isDefault && !isEnabled) throw defaultRequiresEnabled();
  if (storage !== null) await assertBytesStayReachable(services, before, storage);
  return {
    ...before,
    name,
    displayName: changes.displayName === undefined ? before.displayName : displayName(changes.displayName),
    isEnabled,
    ...(storage === null
      ? {}
      : {
          configuration: { ...storage.configuration },
          secretCiphertext:
            changes.secretConfiguration === undefined
              ? before.secretCiphertext
              : await sealSecrets(services, before.id, storage.secrets),
        }),
    updatedAt: Math.max(services.now(), before.updatedAt + 1),
  };
}

/** The configuration is replaced whole; secrets that are not mentioned stay as they are. */
export async function storageAfter(
  services: Services,
  before: StorageProfile,
  { configuration: given, secretConfiguration }: { configuration?: unknown; secretConfiguration?: unknown },
) {
  const configuration = checkConfiguration(
    storageType(before.providerType),
    given === undefined ? before.configuration : given,
  );
  const secrets =
    secretConfiguration === undefined ? await openSecrets(services, before) : secretConfiguration;
  return { configuration, secrets: checkSecrets(configuration, secrets) };
}

/** From now on uploads that name no storage go there. No asset moves. */
export async function chooseDefaultStorage(services: Services, id: string): Promise<StorageProfileShape> {
  const profile = await existingProfile(services, id);
  if (!(await makeDefaultStorage(services.db, profile.id, services.now()))) throw defaultRequiresEnabled();
  return presentStorageProfile(services, await existingProfile(services, id));
}

/** Files are never touched. */
export async function deleteStorageProfile(
  services: Services,
  id: string,
): Promise<z.infer<typeof RetiredStorageProfile>> {
  const profile = await existingProfile(services, id);
  const now = services.now();
  const status = await retireStorageProfile(services.db, profile.id, now);
  if (status === null) throw noSuchProfile(id);
  return { id: profile.id, wasDefault: profile.isDefault, status, deletedAtUtc: timestamp(now) };
}

/** @throws {AppError} `storage_provider_profile_not_found` */
export async function existingProfile({ db }: Pick<Services, "db">, id: string): Promise<StorageProfile> {
  const profile = await storageProfileById(db, id);
  if (profile === null) throw noSuchProfile(id);
  return profile;
}

function noSuchProfile(id: string): AppError {
  return new AppError("storage_provider_profile_not_found", `There is no storage profile ${id}.`);
}

function profileName(given: string | null | undefined): string {
  const name = given?.trim() ?? "";
  if (name === "") throw new AppError("storage_provider_profile_name_required", "The profile needs a name.");
  assertLength("name", name, MAX_NAME_LENGTH);
  return name;
}

function displayName(given: string | null | undefined): string | null {
  const name = given?.trim() || null;
  if (name !== null) assertLength("displayName", name, MAX_DISPLAY_NAME_LENGTH);
  return name;
}

function assertLength(field: string, text: string, most: number): void {
  if (text.length > most) throw new AppError("request_invalid", `${field}: at most ${most} characters.`);
}

function nameTaken(name: string): AppError {
  return new AppError("storage_provider_profile_name_conflict", `Another profile is called "${name}".`);
}

function defaultRequiresEnabled(): AppError {
  return new AppError(
    "storage_provider_profile_default_requires_enabled",
    "The default storage has to be enabled; choose another default first.",
  );
}
