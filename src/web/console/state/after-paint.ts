import { useLayoutEffect, useState } from "react";

/** Once the browser has shown what there is: a click is answered before the long part of what it asked for. */
export function afterPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
}

/** False in the first frame that it is drawn in. */
export function useIsPainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useLayoutEffect(() => afterPaint(() => setPainted(true)), []);
  return isPainted;
}

/** A value that follows a frame behind, for what a click changes beside the place that was clicked. */
export function useFrameBehind<T>(value: T): T {
  const [behind, setBehind] = useState(value);
  useLayoutEffect(() => afterPaint(() => setBehind(value)), [value]);
  return behind;
}
