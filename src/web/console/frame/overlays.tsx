/** The command list and the help, loaded when somebody wants them. */
import { lazy, Suspense } from "react";
import { createStore, useStore } from "../state/store.ts";

const Commands = lazy(() => import("./commands.tsx"));
const Help = lazy(() => import("./help.tsx"));

const open = createStore<"commands" | "help" | null>(null);

export function openCommands(): void {
  open.set("commands");
}

export function openHelp(): void {
  open.set("help");
}

export function Overlays() {
  const which = useStore(open);
  const close = () => open.set(null);
  return (
    <Suspense>
      {which === "commands" && <Commands onClose={close} />}
      {which === "help" && <Help onClose={close} />}
    </Suspense>
  );
}
