/** Continuous loading: the pager's "next" brings its page here instead of leading there. */
import { fetchPage } from "./page.ts";

/** Far enough ahead that the last row, which the new pictures move, is out of sight. */
const AHEAD = "0px 0px 250% 0px";

/** After so many pages by themselves, the next one waits for a click, so that the footer can be reached. */
const PAGES_UNASKED = 10;

export interface Wall {
  main: HTMLElement;
  /** Pages appended so far. */
  pages: number;
  /** The next page, hung. @returns false when there is none, or it can't be had now */
  more(): Promise<boolean>;
  /** Looks at the pager anew, after the content was replaced. */
  watch(): void;
}

export function growing(): Wall {
  const main = document.querySelector("main") ?? document.body;
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void grow();
    },
    { rootMargin: AHEAD },
  );
  let loading: Promise<boolean> | undefined;
  let unasked = 0;

  async function grow(): Promise<void> {
    unasked += 1;
    if (unasked <= PAGES_UNASKED && (await wall.more())) wall.watch();
  }

  async function load(): Promise<boolean> {
    const pager = main.querySelector(".pager");
    const next = pager?.querySelector<HTMLAnchorElement>("[rel=next]");
    const list = main.querySelector(".wall");
    if (!pager || !next || !list) return false;
    const page = await fetchPage(next.href, { priority: "low" });
    const hanging = new Set(Array.from(list.querySelectorAll("a"), ({ href }) => href));
    for (const item of page.main.querySelectorAll(".wall > li")) {
      if (hanging.has(item.querySelector("a")?.href ?? "")) continue;
      for (const image of item.querySelectorAll("img")) {
        image.loading = "lazy";
        image.removeAttribute("fetchpriority");
      }
      list.append(item);
    }
    pager.replaceWith(page.main.querySelector(".pager") ?? "");
    wall.pages += 1;
    return true;
  }

  const wall: Wall = {
    main,
    pages: 0,
    more() {
      loading ??= load()
        // The link is still there for who wants to try again.
        .catch(() => false)
        .finally(() => {
          loading = undefined;
        });
      return loading;
    },
    watch() {
      observer.disconnect();
      const pager = main.querySelector(".pager");
      if (pager?.querySelector("[rel=next]") && main.querySelector(".wall")) observer.observe(pager);
    },
  };

  main.addEventListener("click", (event) => {
    const next = event.target instanceof Element && event.target.closest(".pager [rel=next]");
    if (!next || !plain(event)) return;
    event.preventDefault();
    unasked = 0;
    void grow();
  });
  // What hangs already is fetched first.
  if (document.readyState === "complete") wall.watch();
  else addEventListener("load", () => wall.watch());
  return wall;
}

/** A click that asks for no other tab or window. */
export function plain(event: MouseEvent): boolean {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}
