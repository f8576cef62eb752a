/** Which rows of a long list are on the screen, and how wide the list is. */
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { afterPaint } from "../state/after-paint.ts";

export interface Visible {
  /** Of the list, in pixels; 0 until it has been measured. */
  width: number;
  /** The size of the page's text in pixels, which the person has chosen. */
  rem: number;
  /** First and last row to draw. */
  first: number;
  last: number;
  /** What is quick to draw comes first, and the rest a frame later. */
  detail: Detail;
}

/** A list that comes back has texts first, one that has jumped far only places. The first one is drawn once. */
export type Detail = "places" | "texts" | "pictures";

/** Pixels, for a list of this width and text of this size. */
export type RowHeight = (width: number, rem: number) => number;

/** So many rows above and below are drawn as well, when there is time, so that scrolling meets pictures. */
const BEYOND = 2;
const SOON_MILLISECONDS = 150;

/** As it was measured last: a list that comes back is drawn before the browser is asked. */
let known = { width: 0, rem: 0, top: 0 };

type State = Visible & { by: RowHeight };

function start(by: RowHeight): State {
  const { width, rem, top } = known;
  const last = width === 0 ? -1 : Math.ceil((innerHeight - top) / by(width, rem)) - 1;
  return { width, rem, by, first: 0, last, detail: width === 0 ? "pictures" : "texts" };
}

export function useVisible(ref: RefObject<HTMLElement | null>, rowHeight: RowHeight): Visible {
  const [visible, setVisible] = useState<State>(() => start(rowHeight));
  const isDrawn = useRef(false);
  useLayoutEffect(() => {
    const list = ref.current;
    if (list === null) return;
    let frame = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    const measure = () => {
      frame = 0;
      if (!list.isConnected) return;
      const { top, width } = list.getBoundingClientRect();
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const height = rowHeight(width, rem);
      known = { width, rem, top: top + scrollY };
      const above = Math.max(0, -top);
      const first = Math.floor(above / height);
      const last = Math.ceil((above + innerHeight - Math.max(0, top)) / height) - 1;
      setVisible((now) => {
        // A jump shows what is looked at before anything else.
        const isSame = now.width === width && now.rem === rem && now.by === rowHeight;
        const isNear = isSame && first <= now.last && last >= now.first;
        const next = isNear ? { first: Math.max(0, first - BEYOND), last: last + BEYOND } : { first, last };
        if (isSame && now.first === next.first && now.last === next.last) return now;
        const detail = isSame && !isNear ? "places" : now.by === rowHeight ? now.detail : "texts";
        return { width, rem, by: rowHeight, detail, ...next };
      });
    };
    const measureTwice = () => {
      measure();
      clearTimeout(later);
      afterPaint(() => {
        clearTimeout(later);
        later = setTimeout(measure, SOON_MILLISECONDS);
      });
    };
    const soon = () => {
      frame ||= requestAnimationFrame(measureTwice);
    };
    if (!isDrawn.current) measureTwice();
    // Calls back at once, too.
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
  const { detail } = visible;
  useLayoutEffect(() => {
    if (detail !== "pictures") afterPaint(() => setVisible((now) => ({ ...now, detail: "pictures" })));
  }, [detail]);
  // Rows of another height are measured before the first of them is drawn.
  const isKnown = visible.by === rowHeight;
  isDrawn.current = isKnown && visible.width > 0;
  return isKnown ? visible : { ...visible, first: 0, last: -1, detail: "texts" };
}
