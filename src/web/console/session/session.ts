/** Who is signed in, at which API; shared by all tabs of this browser. */
import type { z } from "zod";
import type { Permission } from "../../../auth/permissions.ts";
import type { User } from "../../../users/user.ts";
import { onRemembered, recall, remember } from "../state/browser-storage.ts";
import { createStore } from "../state/store.ts";

export type Person = z.infer<typeof User>;

export interface Session {
  /** The API these tokens belong to; another API never sees them. */
  api: string;
  accessToken: string;
  refreshToken: string;
  user: Person;
}

/** An origin without a trailing slash; empty = the page's own. */
export const apiAddress = createStore<string>(recall("api") ?? "");
export const session = createStore<Session | null>(read(recall("session")));

onRemembered("session", (text) => session.set(read(text)));
onRemembered("api", () => location.reload());

export function keepSession(next: Session | null): void {
  remember("session", next === null ? null : JSON.stringify(next));
  session.set(next);
}

/** As it is stored now: another tab may have refreshed a moment ago. */
export function storedSession(): Session | null {
  return read(recall("session"));
}

export function may(permission: Permission): boolean {
  const user = session.get()?.user;
  return user !== undefined && (user.role === "superAdmin" || user.permissions.includes(permission));
}

function read(text: string | null): Session | null {
  if (text === null) return null;
  try {
    const value: Session = JSON.parse(text);
    return value.api === (recall("api") ?? "") && value.user.permissions ? value : null;
  } catch {
    return null;
  }
}
