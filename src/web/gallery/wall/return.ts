/** Back where one was: as many pages as hung there, at the same height. */
import type { Wall } from "./grow.ts";

interface Place {
  address: string;
  pages: number;
  top: number;
}

const KEY = "wall";
/** Set by "back to gallery": a link's navigation that means a return. */
const RETURNING = "return";

export async function returning(wall: Wall): Promise<void> {
  if (location.pathname !== "/gallery") return backLink();
  addEventListener("pagehide", () => {
    if (location.pathname === "/gallery") keep({ address: location.href, pages: wall.pages, top: scrollY });
  });
  const [navigation] = performance.getEntriesByType("navigation");
  const back = navigation instanceof PerformanceNavigationTiming && navigation.type !== "navigate";
  const place = kept();
  if (!place || place.address !== location.href || !(back || sessionStorage[RETURNING])) return;
  sessionStorage.removeItem(RETURNING);
  if (place.pages > 0) history.scrollRestoration = "manual";
  while (wall.pages < place.pages && (await wall.more()));
  wall.watch();
  scrollTo({ top: place.top, behavior: "instant" });
}

/** The wall one came from, with its pages; the link itself knows only its beginning. */
function backLink(): void {
  const link = document.querySelector<HTMLAnchorElement>(".back");
  const place = kept();
  if (!link || !place) return;
  const wall = new URL(place.address);
  for (const name of ["page", "after"]) wall.searchParams.delete(name);
  if (wall.href !== link.href) return;
  link.href = place.address;
  link.onclick = () => {
    sessionStorage[RETURNING] = 1;
  };
}

function keep(place: Place): void {
  sessionStorage[KEY] = JSON.stringify(place);
}

function kept(): Place | null {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
}
