/**
 * Ids that sort by time, and the number (`seq`) that an id stands for in the database.
 *
 * A UUIDv7 (RFC 9562) begins with 48 bits of Unix milliseconds and, after the version, 12 random bits. Both
 * together, counted from {@link EPOCH}, are below 2^53 until the year 2094, so `seq` is an exact JavaScript
 * number and an SQLite rowid whose order is the order of creation.
 */

/** 2025-01-01T00:00:00Z: nothing was uploaded before. */
const EPOCH = 1_735_689_600_000;
const SUB_MILLISECOND_STEPS = 4096;

export interface AssetIdentity {
  id: string;
  seq: number;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** A new UUIDv7, lower case with hyphens. */
export function newId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(now / 0x10000));
  view.setUint16(4, now % 0x10000);
  view.setUint16(6, 0x7000 | (view.getUint16(6) & 0x0fff));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function newAssetIdentity(now: number = Date.now()): AssetIdentity {
  const id = newId(now);
  return {
    id,
    seq: (now - EPOCH) * SUB_MILLISECOND_STEPS + Number.parseInt(id.slice(15, 18), 16),
    createdAt: now,
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** When a UUIDv7 was made, in milliseconds since 1970. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Sorts before every id that is made at a time or later. */
export function firstIdAt(milliseconds: number): string {
  const hex = Math.max(0, Math.floor(milliseconds)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}`;
}
