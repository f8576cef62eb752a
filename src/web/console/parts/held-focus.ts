import { type RefObject, useLayoutEffect } from "react";

/** What had the focus within `ref` may not be drawn again: `lost` gives it to something that is, before a key comes. */
export function useHeldFocus(ref: RefObject<HTMLElement | null>, lost: () => void): void {
  const held = ref.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (held && document.activeElement === document.body) lost();
  });
}
