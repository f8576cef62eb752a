/** Accounts, sessions, keys, and who did what. */
import type { z } from "zod";
import type { Permission, Role } from "../../../auth/permissions.ts";
import type { User } from "../../../users/user.ts";
import { call } from "../session/call.ts";
import type { Deed, Key, SignedIn } from "./answers.ts";

export type { Deed, Key, SignedIn } from "./answers.ts";

export type Person = z.infer<typeof User>;

const USERS = "/api/v1/users";
const KEYS = "/api/v1/api-keys";
const SESSIONS = "/api/v1/auth/sessions";

export function readPeople(): Promise<Person[]> {
  return call(USERS);
}

export function createPerson(input: {
  username: string;
  password: string;
  role: Role;
  isActive: boolean;
}): Promise<Person> {
  return call(USERS, { method: "POST", json: input });
}

export function changePerson(id: string, input: { username?: string; role?: Role }): Promise<Person> {
  return call(`${USERS}/${id}`, { method: "PATCH", json: input });
}

export function setActive(id: string, isActive: boolean): Promise<Person> {
  return call(`${USERS}/${id}/status`, { method: "POST", json: { isActive } });
}

export function resetPassword(id: string, newPassword: string): Promise<null> {
  return call(`${USERS}/${id}/reset-password`, { method: "POST", json: { newPassword } });
}

export function setPermissions(id: string, permissions: Permission[]): Promise<Person> {
  return call(`${USERS}/${id}/permissions`, { method: "PATCH", json: { permissions } });
}

export function readSessions(): Promise<SignedIn[]> {
  return call(SESSIONS);
}

export function endSession(id: string): Promise<null> {
  return call(`${SESSIONS}/${id}`, { method: "DELETE" });
}

export function changePassword(currentPassword: string, newPassword: string): Promise<null> {
  return call("/api/v1/auth/change-password", { method: "POST", json: { currentPassword, newPassword } });
}

export function readKeys(): Promise<Key[]> {
  return call(KEYS);
}

export function createKey(input: {
  name: string;
  permissions: Permission[];
  expiresAtUtc: string | null;
}): Promise<Key & { key: string }> {
  return call(KEYS, { method: "POST", json: input });
}

export function removeKey(id: string): Promise<null> {
  return call(`${KEYS}/${id}`, { method: "DELETE" });
}

export function readDeeds(
  query: Record<string, string>,
): Promise<{ items: Deed[]; nextCursor: string | null }> {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  return call(`/api/v1/system/audit?${new URLSearchParams(given)}`);
}
