/** What is done to many at once: in portions, with progress that can be watched and stopped. */
import { MAX_DELETED_AT_ONCE, MAX_UPDATED_AT_ONCE, publishMany, removeMany } from "../api/library.ts";
import { toast } from "../parts/toast.tsx";
import { sentenceOf } from "../session/failure.ts";
import { createStore } from "../state/store.ts";
import { t } from "../words/words.ts";

export interface Work {
  label: string;
  done: number;
  total: number;
  stop: () => void;
}

/** The one that runs now. */
export const work = createStore<Work | null>(null);

export function portions<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) =>
    all.slice(part * size, (part + 1) * size),
  );
}

/** @returns how many were done before the end or a stop */
export async function inPortions<T>(
  label: string,
  all: readonly T[],
  size: number,
  run: (portion: T[], signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const ending = new AbortController();
  let done = 0;
  const show = () => work.set({ label, done, total: all.length, stop: () => ending.abort() });
  show();
  try {
    for (const portion of portions(all, size)) {
      if (ending.signal.aborted) break;
      await run(portion, ending.signal);
      done += portion.length;
      show();
    }
  } finally {
    work.set(null);
  }
  return done;
}

export async function publish(ids: string[], isPublic: boolean): Promise<void> {
  let changed = 0;
  let missing = 0;
  const label = t(isPublic ? "bulk.publishing" : "bulk.hiding");
  await inPortions(label, ids, MAX_UPDATED_AT_ONCE, async (portion) => {
    const { items } = await publishMany(portion, isPublic);
    changed += items.filter(({ outcome }) => outcome !== "notFound").length;
    missing += items.filter(({ outcome }) => outcome === "notFound").length;
  });
  toast(t(isPublic ? "bulk.published" : "bulk.hidden", { n: changed }));
  if (missing > 0) toast(t("bulk.missing", { n: missing }), { tone: "bad" });
}

/** The time in which a deletion can be taken back: nothing is sent until it is over. */
const UNDO_MILLISECONDS = 6000;
const waiting = new Set<{ ids: string[]; timer: ReturnType<typeof setTimeout> }>();

/** Leaving the page means it. */
addEventListener("pagehide", () => {
  for (const each of waiting) {
    clearTimeout(each.timer);
    for (const portion of portions(each.ids, MAX_DELETED_AT_ONCE)) void removeMany(portion, true);
  }
  waiting.clear();
});

/** @param putBack - shows them again, after an undo or a failure */
export function removeWithUndo(ids: string[], putBack: () => void, done: () => void): void {
  const each = { ids, timer: setTimeout(() => void finish(), UNDO_MILLISECONDS) };
  waiting.add(each);
  toast(t("bulk.deleted", { n: ids.length }), {
    milliseconds: UNDO_MILLISECONDS,
    action: {
      label: t("undo"),
      run: () => {
        clearTimeout(each.timer);
        if (waiting.delete(each)) putBack();
      },
    },
  });
  async function finish() {
    if (!waiting.delete(each)) return;
    try {
      await inPortions(t("bulk.deleting"), ids, MAX_DELETED_AT_ONCE, async (portion) => {
        await removeMany(portion);
      });
      done();
    } catch (thrown) {
      putBack();
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }
}
