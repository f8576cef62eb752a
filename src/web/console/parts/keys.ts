/** Whether a key press is meant for the page, or for the field, menu or dialog that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null
  );
}

export function hasOpenLayer(): boolean {
  return document.querySelector(".dialog, [popover=auto]:popover-open") !== null;
}
