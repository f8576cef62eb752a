/** What opens above the library. The list beneath isn't drawn anew for it. */
import { useEffect } from "react";
import { change } from "../api/library.ts";
import { later } from "../parts/later.tsx";
import { type Store, useStore } from "../state/store.ts";
import type { Window } from "./window.ts";

const AHEAD_MILLISECONDS = 1000;

const [QuickLook, fetchQuickLook] = later(async () => (await import("./quick-look.tsx")).QuickLook);
const [Stats, fetchStats] = later(async () => (await import("./stats.tsx")).Stats);
const [RunDialog] = later(async () => (await import("../running/run-dialog.tsx")).RunDialog);

/** `look` and `edit` show the active picture; `run` has the ids of the pictures that a skill is to run on. */
export type Layer = "stats" | "look" | "edit" | { run: string[] } | null;

interface Props {
  layer: Store<Layer>;
  list: Window;
  active: Store<number>;
  onMove: (by: number) => void;
  onRun: () => void;
}

export function Layers({ layer, list, active, onMove, onRun }: Props) {
  const open = useStore(layer);
  const close = () => layer.set(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const fetchAhead of [fetchQuickLook, fetchStats])
        fetchAhead().catch((thrown: unknown) => console.warn("It will be tried again when wanted:", thrown));
    }, AHEAD_MILLISECONDS);
    return () => clearTimeout(timer);
  }, []);
  const item = list.at(useStore(active));
  return (
    <>
      {open === "stats" && <Stats onClose={close} />}
      {(open === "look" || open === "edit") && item && (
        <QuickLook
          key={item.id}
          item={item}
          editing={open === "edit"}
          onMove={onMove}
          onClose={close}
          onSave={async (changes) => {
            const after = await change(item.id, changes);
            list.replace(item.id, (before) => ({ ...before, ...after, hasAltText: Boolean(after.altText) }));
          }}
        />
      )}
      {open !== null && typeof open === "object" && (
        <RunDialog ids={open.run} onClose={close} onDone={onRun} />
      )}
    </>
  );
}
