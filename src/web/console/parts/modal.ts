/**
 * Modal dialogs that come and go in the next frame. Where one begins or ends, the browser styles the whole page
 * again; that is left for when this frame is on the screen. A key in between doesn't wait for it, and goes where the
 * focus is then.
 */
import { flushSync } from "react-dom";
import { afterPaint } from "../state/after-paint.ts";

/** Shown as a popover first, which is the same to the eye. */
export function showThenModal(dialog: HTMLDialogElement): void {
  dialog.popover = "manual";
  dialog.showPopover();
  afterPaintOrKey(() => {
    if (!dialog.isConnected) return;
    const focused = document.activeElement;
    dialog.hidePopover();
    dialog.popover = null;
    dialog.showModal();
    // What has taken the focus already keeps it.
    if (focused instanceof HTMLElement && dialog.contains(focused)) focused.focus();
  });
}

/** Closes the topmost dialog, when nothing has to be waited for. */
export function hideThenClose(onClose: () => void): void {
  const dialog = [...document.querySelectorAll(".dialog")].at(-1);
  dialog?.classList.add("leaving");
  afterPaintOrKey(() => {
    flushSync(onClose);
    // It may have decided to stay.
    dialog?.classList.remove("leaving");
  });
}

function afterPaintOrKey(work: () => void): void {
  let isDone = false;
  function once(): void {
    if (isDone) return;
    isDone = true;
    removeEventListener("keydown", handOn, true);
    work();
  }
  function handOn(event: KeyboardEvent): void {
    event.stopImmediatePropagation();
    once();
    const again = new KeyboardEvent(event.type, event);
    if (document.activeElement?.dispatchEvent(again) === false) event.preventDefault();
  }
  addEventListener("keydown", handOn, true);
  afterPaint(() => afterPaint(once));
}
