/** The command list and the help, loaded when somebody wants them. What is typed until they are there isn't lost. */
import { type ComponentType, useEffect } from "react";
import { toast } from "../parts/toast.tsx";
import { createStore, useStore } from "../state/store.ts";
import { t } from "../words/words.ts";

type Overlay = ComponentType<{ onClose: () => void }>;

const open = createStore<{ Overlay: Overlay } | null>(null);

let opening = false;
let ahead = "";

export function openCommands(): void {
  void show(() => import("./commands.tsx"));
}

export function openHelp(): void {
  void show(() => import("./help.tsx"));
}

async function show(load: () => Promise<{ default: Overlay }>): Promise<void> {
  if (opening) return;
  opening = true;
  ahead = "";
  try {
    const { default: Overlay } = await load();
    open.set({ Overlay });
  } catch (thrown) {
    opening = false;
    console.warn("A part of the console did not load:", thrown);
    toast(t("failure.chunk"), { tone: "bad" });
  }
}

/** @returns whether the key was meant for what is still opening: the page must not act on it */
export function typesAhead(event: KeyboardEvent): boolean {
  if (!opening) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) ahead += event.key;
  else if (event.key === "Backspace") ahead = ahead.slice(0, -1);
  return true;
}

/** What was typed before there was a field for it. */
export function typedAhead(): string {
  return ahead;
}

export function Overlays() {
  const shown = useStore(open);
  useEffect(() => {
    if (shown !== null) opening = false;
  }, [shown]);
  return shown && <shown.Overlay onClose={() => open.set(null)} />;
}
