/** Where an object stands in its storage: by day, so that the sweep can look at one day at a time. */
import { newId } from "./identity.ts";

/** `yyyy/MM/dd/<32 hex><extension>`, UTC; nothing of the user's file name but its extension. */
export function newStorageKey(now: number, extension: string): string {
  return `${dayPrefix(now)}${newId(now).replaceAll("-", "")}${extension}`;
}

/** `yyyy/MM/dd/` */
export function dayPrefix(now: number): string {
  return `${new Date(now).toISOString().slice(0, 10).replaceAll("-", "/")}/`;
}

/** A key that {@link newStorageKey} made; a bucket may hold other things too. */
export function isAssetKey(key: string): boolean {
  return /^\d{4}\/\d\d\/\d\d\/[0-9a-f]{32}(\.[a-z0-9]{1,16})?$/.test(key);
}
