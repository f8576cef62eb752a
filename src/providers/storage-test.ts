/** Does a storage work? Writes a small object, reads it back, compares, and deletes it. */
import { z } from "zod";
import { newId } from "../assets/identity.ts";
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import type { StorageDriver } from "../storage/driver.ts";
import type { Storage } from "../storage/drivers.ts";
import { checkConfiguration, checkSecrets, storageType } from "./storage-configuration.ts";
import { existingProfile, storageAfter } from "./storage-profiles.ts";

const configuration = z.unknown().optional().meta({ type: "object" });

/** What differs from what is saved; null = test what is saved. */
export const SavedStorageTest = fields({ configuration, secretConfiguration: configuration }).nullable();

export const UnsavedStorageTest = fields({
  providerType: z.string().nullish(),
  configuration,
  secretConfiguration: configuration,
});

const STEPS = ["write", "read", "compare", "delete"] as const;
type StepName = (typeof STEPS)[number];

export const StorageTestResult = z
  .object({
    succeeded: z.boolean(),
    failedStep: z.enum(STEPS).nullable(),
    errorMessage: z.string().nullable(),
    steps: z
      .array(
        z.object({
          step: z.enum(STEPS),
          succeeded: z.boolean(),
          errorMessage: z.string().nullable(),
          milliseconds: z.int(),
        }),
      )
      .meta({ description: "Those that were tried, in order" }),
  })
  .meta({ id: "StorageTestResult" });
export type StorageTestResult = z.infer<typeof StorageTestResult>;

/** Saves nothing; a storage that does not work is a result, not an error. */
export async function testSavedStorage(
  services: Services,
  id: string,
  changes: z.infer<typeof SavedStorageTest>,
): Promise<StorageTestResult> {
  return testStorage(
    services,
    await storageAfter(services, await existingProfile(services, id), changes ?? {}),
  );
}

export async function testUnsavedStorage(
  services: Services,
  given: z.infer<typeof UnsavedStorageTest>,
): Promise<StorageTestResult> {
  const typeName = given.providerType?.trim() ?? "";
  if (typeName === "") {
    throw new AppError("storage_provider_profile_provider_type_required", "providerType is missing.");
  }
  const configuration = checkConfiguration(storageType(typeName), given.configuration);
  return testStorage(services, {
    configuration,
    secrets: checkSecrets(configuration, given.secretConfiguration),
  });
}

/** In GitHub's log, and a folder that no asset's key begins with. */
const MESSAGE = "chore(nekohub): connection test";
const FOLDER = "nekohub-connection-test";

async function testStorage({ drivers, now }: Services, storage: Storage): Promise<StorageTestResult> {
  const driver = drivers.of(storage);
  const steps: StorageTestResult["steps"] = [];
  const step = async (name: StepName, work: () => Promise<void>): Promise<boolean> => {
    const began = now();
    let errorMessage: string | null = null;
    try {
      await work();
    } catch (thrown) {
      errorMessage = AppError.from(thrown).message;
    }
    steps.push({ step: name, succeeded: errorMessage === null, errorMessage, milliseconds: now() - began });
    return errorMessage === null;
  };

  const key = `${FOLDER}/${newId(now())}.txt`;
  const bytes = new TextEncoder().encode(`NekoHub was here: ${key}\n`);
  const options = { contentType: "text/plain", sha256: await sha256Hex(bytes), commitMessage: MESSAGE };
  const written = await step("write", async () => {
    await driver.put(key, bytes, options);
  });
  let read: Uint8Array = new Uint8Array();
  const wasRead =
    written &&
    (await step("read", async () => {
      read = await readBack(driver, key);
    }));
  if (wasRead) {
    await step("compare", async () => {
      if ((await sha256Hex(read)) !== options.sha256) throw different();
    });
  }
  // A write that seemed to fail may have happened all the same.
  const removed = () => driver.delete([key], { commitMessage: MESSAGE });
  if (written) await step("delete", removed);
  else await removed().catch(() => undefined);

  const failed = steps.find(({ succeeded }) => !succeeded);
  return {
    succeeded: failed === undefined,
    failedStep: failed?.step ?? null,
    errorMessage: failed?.errorMessage ?? null,
    steps,
  };
}

async function readBack(driver: StorageDriver, key: string): Promise<Uint8Array> {
  const object = await driver.get(key);
  if (object === null) throw new AppError("storage_unavailable", "What was just written is not there.");
  return new Uint8Array(await new Response(object.body).arrayBuffer());
}

function different(): AppError {
  return new AppError("storage_unavailable", "What was read is not what was written.");
}
