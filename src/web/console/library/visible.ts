/** Which rows of a long list are on the screen, and how wide the list is. */
import { type RefObject, useLayoutEffect, useState } from "react";

export interface Visible {
  width: number;
  /** First and last row to draw. */
  first: number;
  last: number;
}

/** So many rows above and below are drawn as well, when there is time, so that scrolling meets pictures. */
const BEYOND = 2;
const SOON_MILLISECONDS = 150;

const NOTHING: Visible = { width: 0, first: 0, last: -1 };

/** @param rowHeight - in pixels, for a given width of the list */
export function useVisible(
  ref: RefObject<HTMLElement | null>,
  rowHeight: (width: number) => number,
): Visible {
  const [visible, setVisible] = useState<Visible & { by: typeof rowHeight }>({ ...NOTHING, by: rowHeight });
  useLayoutEffect(() => {
    const list = ref.current;
    if (list === null) return;
    let frame = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    const measure = () => {
      frame = 0;
      const { top, width } = list.getBoundingClientRect();
      const height = rowHeight(width);
      const above = Math.max(0, -top);
      const first = Math.floor(above / height);
      const last = Math.ceil((above + innerHeight - Math.max(0, top)) / height);
      setVisible((now) => {
        // A jump shows what is looked at before anything else.
        const isSame = now.width === width && now.by === rowHeight;
        const isNear = isSame && first <= now.last && last >= now.first;
        const next = isNear ? { first: Math.max(0, first - BEYOND), last: last + BEYOND } : { first, last };
        return isSame && now.first === next.first && now.last === next.last
          ? now
          : { width, by: rowHeight, ...next };
      });
    };
    const measureTwice = () => {
      measure();
      clearTimeout(later);
      later = setTimeout(measure, SOON_MILLISECONDS);
    };
    const soon = () => {
      frame ||= requestAnimationFrame(measureTwice);
    };
    measureTwice();
    const observer = new ResizeObserver(soon);
    observer.observe(list);
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(later);
      observer.disconnect();
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [ref, rowHeight]);
  // Rows of another height are measured before the first of them is drawn.
  return visible.by === rowHeight ? visible : { ...NOTHING, width: visible.width };
}
