/** Short messages that go by themselves, with one action at most, such as undo. */
import { useEffect, useRef } from "react";
import { createStore, useStore } from "../state/store.ts";
import { t } from "../words/words.ts";
import { IconButton } from "./button.tsx";

interface Toast {
  id: number;
  text: string;
  tone: "plain" | "bad";
  milliseconds: number;
  action?: { label: string; run: () => void };
}

const SHOWN_MILLISECONDS = 5000;
const toasts = createStore<Toast[]>([]);
let last = 0;

/** @returns takes it away before its time */
export function toast(
  text: string,
  options: Partial<Pick<Toast, "tone" | "milliseconds" | "action">> = {},
): () => void {
  const id = ++last;
  const tone = options.tone ?? "plain";
  const milliseconds = options.milliseconds ?? (tone === "bad" ? 2 * SHOWN_MILLISECONDS : SHOWN_MILLISECONDS);
  toasts.set((all) => [...all.slice(-3), { id, text, tone, milliseconds, ...options }]);
  return () => drop(id);
}

function drop(id: number): void {
  toasts.set((all) => all.filter((other) => other.id !== id));
}

export function Toasts() {
  const all = useStore(toasts);
  const box = useRef<HTMLDivElement>(null);
  const newest = all.at(-1)?.id;
  useEffect(() => box.current?.showPopover(), []);
  useEffect(() => {
    if (newest === undefined) return;
    // Shown anew, it lies over a dialog that was opened since.
    box.current?.hidePopover();
    box.current?.showPopover();
  }, [newest]);
  return (
    <div ref={box} popover="manual" className="toasts" role="status" aria-live="polite">
      {all.map((each) => (
        <ToastLine key={each.id} {...each} />
      ))}
    </div>
  );
}

function ToastLine({ id, text, tone, milliseconds, action }: Toast) {
  useEffect(() => {
    const timer = setTimeout(() => drop(id), milliseconds);
    return () => clearTimeout(timer);
  }, [id, milliseconds]);
  return (
    <div className={`toast ${tone}`}>
      <span>{text}</span>
      {action && (
        <button
          type="button"
          className="inline-button"
          onClick={() => {
            drop(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton icon="close" label={t("close")} onClick={() => drop(id)} />
    </div>
  );
}
