/** `/` leads to the search; on a picture's page the arrows lead to its neighbours. */
export function keys(): void {
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]"))
      return;
    const target = {
      "/": ".search input",
      ArrowLeft: ".neighbours [rel=prev]",
      ArrowRight: ".neighbours [rel=next]",
    }[event.key];
    const element = target && document.querySelector<HTMLElement>(target);
    if (!element) return;
    event.preventDefault();
    if (event.key === "/") element.focus();
    else element.click();
  });
}
