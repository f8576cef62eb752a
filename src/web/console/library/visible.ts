/** Which rows of a long list are on the screen, and how wide the list is. */
import { type RefObject, useLayoutEffect, useState } from "react";

export interface Visible {
  width: number;
  /** First and last row to draw. */
  first: number;
  last: number;
}

/** So many rows above and below are drawn as well, so that scrolling meets pictures. */
const BEYOND = 3;

/** @param rowHeight - in pixels, for a given width of the list */
export function useVisible(
  ref: RefObject<HTMLElement | null>,
  rowHeight: (width: number) => number,
): Visible {
  const [visible, setVisible] = useState<Visible>({ width: 0, first: 0, last: 12 });
  useLayoutEffect(() => {
    const list = ref.current;
    if (list === null) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const { top, width } = list.getBoundingClientRect();
      const height = rowHeight(width);
      const above = Math.max(0, -top);
      const first = Math.max(0, Math.floor(above / height) - BEYOND);
      const last = Math.ceil((above + innerHeight - Math.max(0, top)) / height) + BEYOND;
      setVisible((now) =>
        now.width === width && now.first === first && now.last === last ? now : { width, first, last },
      );
    };
    const soon = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    const observer = new ResizeObserver(soon);
    observer.observe(list);
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [ref, rowHeight]);
  return visible;
}
