import { useLayoutEffect, useState } from "react";

/** Once the browser has shown what there is: a click is answered before the long part of what it asked for. */
export function afterPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
}

/** A value that follows a frame behind, for what a click changes beside the place that was clicked. */
export function useFrameBehind<T>(value: T): T {
  const [behind, setBehind] = useState(value);
  useLayoutEffect(() => afterPaint(() => setBehind(value)), [value]);
  return behind;
}
