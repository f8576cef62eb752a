/** The files on their way, and what is summed up from them. */
import { createStore } from "../state/store.ts";
import { type Entry, isStored, isUnderWay } from "./entry.ts";
import { Pace } from "./pace.ts";
import { uploads } from "./summary.ts";

export const entries = createStore<readonly Entry[]>([]);
export const pace = new Pace();

export function update(id: string, changes: Partial<Entry>): void {
  entries.set((all) => all.map((entry) => (entry.id === id ? { ...entry, ...changes } : entry)));
  summarize();
}

export function phaseOf(id: string): Entry["phase"] | undefined {
  return entries.get().find((entry) => entry.id === id)?.phase;
}

const progressing = new Map<string, number>();

/** Once a frame is often enough. */
export function progress(id: string, sent: number): void {
  if (progressing.size === 0) requestAnimationFrame(showProgress);
  progressing.set(id, sent);
}

function showProgress(): void {
  const sent = new Map(progressing);
  progressing.clear();
  entries.set((all) =>
    all.map((entry) =>
      entry.phase === "sending" && sent.has(entry.id) ? { ...entry, sent: sent.get(entry.id) ?? 0 } : entry,
    ),
  );
  summarize();
}

export function summarize(): void {
  const all = entries.get();
  const counted = all.filter((entry) => isUnderWay(entry) || isStored(entry));
  const size = counted.reduce((sum, entry) => sum + entry.size, 0);
  const sent = counted.reduce((sum, entry) => sum + (isStored(entry) ? entry.size : entry.sent), 0);
  const underWay = all.filter(isUnderWay).length;
  if (underWay === 0) pace.reset();
  else pace.mark(sent);
  uploads.set(
    all.length === 0
      ? null
      : {
          underWay,
          stored: all.filter(isStored).length,
          failed: all.filter(({ phase }) => phase === "failed").length,
          total: all.length,
          progress: size === 0 ? 0 : sent / size,
        },
  );
}
