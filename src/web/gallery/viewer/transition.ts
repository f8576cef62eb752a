/** Morphs one element into another where the browser can and the visitor likes motion. */
const NAME = "viewed";

export function transition(from: HTMLElement | null, update: () => HTMLElement | null): void {
  if (!document.startViewTransition || matchMedia("(prefers-reduced-motion:reduce)").matches) {
    update();
    return;
  }
  name(from, NAME);
  let to: HTMLElement | null = null;
  const { finished } = document.startViewTransition(() => {
    name(from, "");
    to = update();
    name(to, NAME);
  });
  // A transition that is skipped is no failure: the page has changed all the same.
  finished.catch(() => {}).finally(() => name(to, ""));
}

function name(element: HTMLElement | null, value: string): void {
  if (element) element.style.viewTransitionName = value;
}
