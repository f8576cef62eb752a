/** Once the browser has shown what there is: a click is answered before the long part of what it asked for. */
export function afterPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
}
