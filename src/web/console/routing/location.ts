/** The address bar as state: reading it, moving in it, and asking before something unsaved is left. */
import { afterPaint } from "../state/after-paint.ts";
import { createStore, useStore } from "../state/store.ts";

export interface Place {
  path: string;
  query: URLSearchParams;
}

function here(): Place {
  return { path: location.pathname.replace(/(.)\/+$/, "$1"), query: new URLSearchParams(location.search) };
}

export const place = createStore<Place>(here());

/** Says why leaving would lose something; null lets go. */
type Guard = () => string | null;
let guard: Guard | null = null;

addEventListener("popstate", () => {
  if (location.pathname === place.get().path || mayLeave()) place.set(here());
  // The browser has gone already: its address is set back to the page that stays.
  else history.pushState(null, "", stayed);
});
addEventListener("beforeunload", (event) => {
  if (guard?.() != null) event.preventDefault();
});

/** The address of the page that is shown. */
let stayed = location.href;
place.watch(() => {
  stayed = location.href;
});

/** Asks when something unsaved would be lost; who agrees isn't asked again. */
export function mayLeave(): boolean {
  const reason = guard?.() ?? null;
  if (reason !== null && !confirm(reason)) return false;
  guard = null;
  return true;
}

export function usePlace(): Place {
  return useStore(place);
}

export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const target = new URL(to, location.href);
  if (target.pathname !== location.pathname && !mayLeave()) return;
  if (replace) history.replaceState(history.state, "", target);
  else history.pushState(null, "", target);
  place.set(here());
}

/** @returns takes the guard away again */
export function guardLeaving(next: Guard): () => void {
  guard = next;
  return () => {
    if (guard === next) guard = null;
  };
}

/** Changes parameters of this address in place; null and empty take one away. */
export function setQuery(changes: Record<string, string | null>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  navigate(location.pathname + (text === "" ? "" : `?${text}`), { replace: true });
}

/** Only a path of this site: neither another host nor a scheme. */
export function safeRedirect(wanted: string | null): string | null {
  return wanted?.startsWith("/") && !/^\/[/\\]/.test(wanted) ? wanted : null;
}

/** Links within the console move in place; with a modifier key the browser does as always. */
export function followLinks(isOurs: (path: string) => boolean): void {
  document.addEventListener("click", (event) => {
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!plain || event.defaultPrevented || !link?.href || link.target || link.hasAttribute("download"))
      return;
    const { origin, pathname, search, hash } = new URL(link.href);
    if (origin !== location.origin || !isOurs(pathname) || hash) return;
    event.preventDefault();
    // Seen to be followed in the next frame; the page that it leads to takes longer to draw.
    link.classList.add("followed");
    afterPaint(() => {
      link.classList.remove("followed");
      navigate(pathname + search);
    });
  });
}
