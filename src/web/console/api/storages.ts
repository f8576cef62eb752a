/** Storage profiles, the repository browser and migrations. */
import type { z } from "zod";
import type { StorageMigrationShape } from "../../../providers/storage-migration.ts";
import type { StorageProfileShape } from "../../../providers/storage-profile.ts";
import { call } from "../session/call.ts";
import type { RepositoryPage, Storages, StorageTest } from "./answers.ts";

export type { RepositoryItem, RepositoryPage, Storages, StorageTest } from "./answers.ts";

export type Storage = z.infer<typeof StorageProfileShape>;

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

/** It writes, reads and deletes a small object at a provider that may be slow. */
const TEST_MILLISECONDS = 90_000;

/** Nothing is saved; with an id, what is left out is taken from what is saved. */
export function testStorage(id: string | null, input: StorageInput): Promise<StorageTest> {
  const { providerType, configuration, secretConfiguration } = input;
  return id === null
    ? call(`${STORAGES}/test`, {
        method: "POST",
        json: { providerType, configuration, secretConfiguration },
        milliseconds: TEST_MILLISECONDS,
      })
    : call(`${STORAGES}/${id}/test`, {
        method: "POST",
        json: { configuration, secretConfiguration },
        milliseconds: TEST_MILLISECONDS,
      });
}

export function browse(id: string, query: Record<string, string>): Promise<RepositoryPage> {
  return call(`${STORAGES}/${id}/github-repo/browse?${new URLSearchParams(query)}`);
}

export function upsert(
  id: string,
  file: { path: string; contentBase64: string; commitMessage?: string; expectedSha?: string },
): Promise<{ operation: "created" | "updated"; path: string }> {
  return call(`${STORAGES}/${id}/github-repo/upsert`, {
    method: "POST",
    json: file,
    milliseconds: TEST_MILLISECONDS,
  });
}

export type Migration = StorageMigrationShape;

const MIGRATIONS = "/api/v1/system/storage/migrations";

export function readMigrations(): Promise<Migration[]> {
  return call(MIGRATIONS);
}

export function readMigration(id: string): Promise<Migration> {
  return call(`${MIGRATIONS}/${id}`);
}

export function startMigration(fromProfileId: string | null, toProfileId: string): Promise<Migration> {
  return call(MIGRATIONS, { method: "POST", json: { fromProfileId, toProfileId } });
}
