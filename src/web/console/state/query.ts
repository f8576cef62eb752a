/** What was read from the API, kept while someone looks at it and shown at once on return, then read again. */
import { useCallback, useEffect, useSyncExternalStore } from "react";

interface Entry {
  data: unknown;
  error: unknown;
  loading: boolean;
  /** Raised by each load, so that an older answer never overwrites a newer one. */
  turn: number;
}

const BLANK: Entry = { data: undefined, error: undefined, loading: true, turn: 0 };
const entries = new Map<string, Entry>();
const watchers = new Map<string, Set<() => void>>();
const loaders = new Map<string, () => Promise<unknown>>();

export interface Query<T> {
  data: T | undefined;
  error: unknown;
  loading: boolean;
  reload(): Promise<void>;
}

function put(key: string, entry: Entry): void {
  entries.set(key, entry);
  for (const watcher of [...(watchers.get(key) ?? [])]) watcher();
}

async function load(key: string, loader: () => Promise<unknown>): Promise<void> {
  const before = entries.get(key) ?? BLANK;
  const turn = before.turn + 1;
  put(key, { ...before, loading: true, turn });
  try {
    const data = await loader();
    if (entries.get(key)?.turn === turn) put(key, { data, error: undefined, loading: false, turn });
  } catch (error) {
    const now = entries.get(key);
    if (now?.turn === turn) put(key, { ...now, error, loading: false });
  }
}

/** @param key - null reads nothing yet; `every` is a pause in milliseconds between silent reloads */
export function useQuery<T>(
  key: string | null,
  loader: () => Promise<T>,
  { every }: { every?: number | null } = {},
): Query<T> {
  const watch = useCallback(
    (onChange: () => void) => {
      if (key === null) return () => {};
      const all = watchers.get(key) ?? new Set();
      watchers.set(key, all.add(onChange));
      return () => all.delete(onChange);
    },
    [key],
  );
  const entry = useSyncExternalStore(watch, () => (key === null ? BLANK : (entries.get(key) ?? BLANK)));
  if (key !== null) loaders.set(key, loader);
  const reload = useCallback(
    async () => (key === null ? undefined : load(key, () => loaders.get(key)?.() ?? Promise.resolve())),
    [key],
  );
  useEffect(() => void reload(), [reload]);
  useEffect(() => {
    if (!every) return;
    const timer = setInterval(() => document.visibilityState === "visible" && void reload(), every);
    return () => clearInterval(timer);
  }, [every, reload]);
  return { data: entry.data as T | undefined, error: entry.error, loading: entry.loading, reload };
}

/** Whoever looks at it reads it again; what nobody looks at is forgotten. */
export function invalidate(prefix: string): void {
  for (const key of [...entries.keys()]) {
    if (!key.startsWith(prefix)) continue;
    const loader = loaders.get(key);
    if ((watchers.get(key)?.size ?? 0) > 0 && loader) void load(key, loader);
    else entries.delete(key);
  }
}

export function replaceData<T>(key: string, data: T): void {
  const before = entries.get(key) ?? BLANK;
  put(key, { data, error: undefined, loading: false, turn: before.turn + 1 });
}

/** After sign-out nothing of the last person may flash up. */
export function forgetQueries(): void {
  entries.clear();
}
