/** Storage profiles, the repository browser and migrations. */
import type { z } from "zod";
import type { StorageCapabilities, StorageProfileShape } from "../../../providers/storage-profile.ts";
import { call } from "../session/call.ts";

export type Storage = z.infer<typeof StorageProfileShape>;

export interface Storages {
  profiles: Storage[];
  defaultProfile: Storage | null;
  runtime: {
    providerType: string;
    providerName: string;
    capabilities: z.infer<typeof StorageCapabilities>;
    isConfigurationDriven: boolean;
  };
  alignment: { code: string; message: string };
}

export interface StorageInput {
  name?: string;
  displayName?: string | null;
  providerType?: string;
  isEnabled?: boolean;
  configuration?: Record<string, unknown>;
  secretConfiguration?: Record<string, unknown>;
}

const STORAGES = "/api/v1/system/storage/providers";

export function readStorages(): Promise<Storages> {
  return call(STORAGES);
}

export function createStorage(input: StorageInput): Promise<Storage> {
  return call(STORAGES, { method: "POST", json: input });
}

export function changeStorage(id: string, input: StorageInput): Promise<Storage> {
  return call(`${STORAGES}/${id}`, { method: "PATCH", json: input });
}

export function removeStorage(id: string): Promise<{ status: string; wasDefault: boolean }> {
  return call(`${STORAGES}/${id}`, { method: "DELETE" });
}

export function makeDefault(id: string): Promise<Storage> {
  return call(`${STORAGES}/${id}/set-default`, { method: "POST" });
}
