/** Parts whose module comes when it is wanted. */
import { type ComponentType, useEffect } from "react";
import { createStore, useStore } from "../state/store.ts";
import { t } from "../words/words.ts";
import { toast } from "./toast.tsx";

/**
 * Drawn at once when its module is here already, which React's `lazy` never is.
 * @returns the component, and what fetches it ahead of its first drawing
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  const loaded = createStore<{ Part: ComponentType<P> } | null>(null);
  let asked: Promise<void> | null = null;

  async function get(): Promise<void> {
    try {
      loaded.set({ Part: await load() });
    } catch (thrown) {
      asked = null;
      throw thrown;
    }
  }

  function fetchAhead(): Promise<void> {
    asked ??= get();
    return asked;
  }

  function Later(props: P) {
    const found = useStore(loaded);
    useEffect(() => {
      fetchAhead().catch((thrown: unknown) => {
        console.warn("A part of the console did not load:", thrown);
        toast(t("failure.chunk"), { tone: "bad" });
      });
    }, []);
    return found && <found.Part {...props} />;
  }

  return [Later, fetchAhead] as const;
}
