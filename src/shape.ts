/** What shapes of several nouns share: how times look, and how forgiving input is. */
import { z } from "zod";

export const Timestamp = z.iso
  .datetime({ precision: 3 })
  .meta({ id: "Timestamp", examples: ["2026-04-08T10:05:00.123Z"] });

/** Milliseconds since 1970 as the API writes them: UTC, exactly three fraction digits. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function timestampOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : timestamp(milliseconds);
}

/** An object whose property names are matched in any case; properties nobody asked for are ignored. */
export function fields<S extends z.ZodRawShape>(shape: S) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  return z.preprocess((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, content]) => {
        const known = names.get(name.toLowerCase());
        return known === undefined ? [] : [[known, content]];
      }),
    );
  }, z.object(shape));
}

/** One of the given words, in any case. */
export function anyCase<const W extends readonly [string, ...string[]]>(words: W) {
  return z.preprocess(
    (value) =>
      typeof value === "string"
        ? (words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? value)
        : value,
    z.enum(words),
  );
}
