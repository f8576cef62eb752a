/** Keys that work everywhere. */
import { useEffect } from "react";
import { hasOpenLayer, isTyping } from "../parts/keys.ts";
import { navigate } from "../routing/location.ts";
import { allowed, match } from "../routing/routes.ts";
import { navRoutes } from "./navigation.ts";
import { openCommands, openHelp, typesAhead } from "./overlays.tsx";

/** So long after `g` a letter still means "go to". */
const CHORD_MILLISECONDS = 1200;

export function useShortcuts(): void {
  useEffect(() => {
    let goUntil = 0;
    function press(event: KeyboardEvent) {
      if (typesAhead(event)) return;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === "k") {
        event.preventDefault();
        openCommands();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || hasOpenLayer()) return;
      if (Date.now() < goUntil) {
        goUntil = 0;
        const target = navRoutes().find((route) => route.nav?.key === key);
        if (target) {
          event.preventDefault();
          event.stopImmediatePropagation();
          navigate(target.path);
        }
        return;
      }
      if (key === "g") goUntil = Date.now() + CHORD_MILLISECONDS;
      else if (event.key === "?") openHelp();
      else if (key === "/") search(event);
      else if (key === "u") go("/assets/upload");
    }
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, []);
}

function go(path: string): void {
  const found = match(path);
  if (found && allowed(found.route)) navigate(path);
}

/** The page's own search field, else the command list, which finds everything. */
function search(event: KeyboardEvent): void {
  event.preventDefault();
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (field) field.select();
  else openCommands();
}
