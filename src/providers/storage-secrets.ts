/** A profile's secrets, between the row that holds them encrypted and the driver that needs them. */
import { z } from "zod";
import type { Services } from "../services.ts";
import { open, seal } from "./secrets.ts";
import type { StorageSecrets } from "./storage-configuration.ts";
import type { StorageProfile } from "./storage-profile.ts";

export async function sealSecrets(
  services: Pick<Services, "settings">,
  profileId: string,
  secrets: StorageSecrets | null,
): Promise<string | null> {
  if (secrets === null) return null;
  const { kind: _, ...values } = secrets;
  return seal(services, JSON.stringify(values), rowOf(profileId));
}

/** As they were given when they were saved; null = none. @throws {AppError} `secret_unreadable` */
export async function openSecrets(
  services: Pick<Services, "settings">,
  { id, secretCiphertext }: StorageProfile,
): Promise<Record<string, string> | null> {
  if (secretCiphertext === null) return null;
  return z
    .record(z.string(), z.string())
    .parse(JSON.parse(await open(services, secretCiphertext, rowOf(id))));
}

function rowOf(profileId: string): string {
  return `storage-profile/${profileId}`;
}
