/** Managed API keys as their makers see them: made, listed, deleted. */
import { z } from "zod";
import { isUuid, newId } from "../assets/identity.ts";
import {
  type ApiKeyRecord,
  apiKeyById,
  insertApiKey,
  listApiKeys as list,
  deleteApiKey as remove,
} from "../database/api-keys.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { anyCase, fields, Timestamp, timestamp, timestampOrNull } from "../shape.ts";
import { mintKey } from "./managed-keys.ts";
import { PERMISSIONS, type Principal } from "./permissions.ts";

const MAX_NAME = 100;

export const NewApiKey = fields({
  name: z.string().trim().min(1, "must not be blank").max(MAX_NAME),
  permissions: z.array(anyCase(PERMISSIONS)).min(1, "must name at least one permission"),
  expiresAtUtc: z.iso.datetime({ offset: true }).nullish(),
});

export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().meta({ description: "How the key begins, to recognise it by" }),
    permissions: z.array(z.string()),
    createdBy: z.uuid().nullable().meta({ description: "null: made with a key from the settings" }),
    createdAtUtc: Timestamp,
    expiresAtUtc: Timestamp.nullable(),
    lastUsedAtUtc: Timestamp.nullable().meta({ description: "To the minute" }),
  })
  .meta({ id: "ApiKey" });

export const CreatedApiKey = ApiKey.extend({
  key: z.string().meta({ description: "Shown this once: nobody can look it up later" }),
}).meta({ id: "CreatedApiKey" });

/** @throws {AppError} `auth_forbidden` for permissions beyond the maker's, and to managed keys; `request_invalid` */
export async function createApiKey(
  { db, now }: Services,
  caller: Principal,
  { name, permissions, expiresAtUtc }: z.infer<typeof NewApiKey>,
): Promise<z.infer<typeof CreatedApiKey>> {
  if (caller.kind === "apiKey" && caller.managed !== null)
    throw new AppError("auth_forbidden", "A managed API key can't make others.");
  const beyond = permissions.filter((permission) => !caller.permissions.has(permission));
  if (beyond.length > 0)
    throw new AppError("auth_forbidden", `You can't give a key what you don't hold: ${beyond.join(", ")}.`);
  const createdAt = now();
  const expiresAt = expiresAtUtc == null ? null : Date.parse(expiresAtUtc);
  if (expiresAt !== null && expiresAt <= createdAt)
    throw new AppError("request_invalid", "expiresAtUtc: must be in the future.");

  const { key, hash, shown } = await mintKey();
  const record: ApiKeyRecord = {
    id: newId(createdAt),
    name,
    prefix: shown,
    permissions: PERMISSIONS.filter((permission) => permissions.includes(permission)),
    createdBy: caller.kind === "user" ? caller.userId : null,
    createdAt,
    expiresAt,
    lastUsedAt: null,
  };
  await insertApiKey(db, { ...record, keyHash: hash });
  return { ...toApiKey(record), key };
}

/** The super admin and keys from the settings see every key, anyone else their own. */
export async function listApiKeys({ db }: Services, caller: Principal): Promise<z.infer<typeof ApiKey>[]> {
  const owner = ownerOf(caller);
  if (owner === "none") return [];
  return (await list(db, owner === "all" ? null : owner.userId)).map(toApiKey);
}

/** @throws {AppError} `api_key_not_found`, for a key that the caller doesn't see too */
export async function getApiKey(
  { db }: Services,
  caller: Principal,
  id: string,
): Promise<z.infer<typeof ApiKey>> {
  const record = isUuid(id) ? await apiKeyById(db, id.toLowerCase()) : null;
  const owner = ownerOf(caller);
  const isVisible = owner === "all" || (owner !== "none" && record?.createdBy === owner.userId);
  if (record === null || !isVisible) throw new AppError("api_key_not_found", "There is no such API key.");
  return toApiKey(record);
}

/** From now on the key opens nothing. */
export async function deleteApiKey(services: Services, caller: Principal, id: string): Promise<void> {
  const { id: key } = await getApiKey(services, caller, id);
  await remove(services.db, key);
}

function ownerOf(caller: Principal): "all" | "none" | { userId: string } {
  const person = caller.kind === "user" ? caller : caller.managed?.maker;
  if (person == null) return caller.kind === "apiKey" && caller.managed === null ? "all" : "none";
  return person.role === "superAdmin" ? "all" : { userId: person.userId };
}

function toApiKey({ createdAt, expiresAt, lastUsedAt, ...record }: ApiKeyRecord): z.infer<typeof ApiKey> {
  return {
    ...record,
    createdAtUtc: timestamp(createdAt),
    expiresAtUtc: timestampOrNull(expiresAt),
    lastUsedAtUtc: timestampOrNull(lastUsedAt),
  };
}
