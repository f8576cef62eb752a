const COPIED_MS = 1500;

/** Each button copies the field of its name; without a clipboard the field is shown, selected. */
export function copyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-code]")) {
    const { code, copied = "" } = button.dataset;
    const field = document.querySelector<HTMLInputElement>(`.codes input[name=${code}]`);
    const label = button.textContent;
    button.onclick = async () => {
      if (field === null) return;
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        field.closest("details")?.setAttribute("open", "");
        field.select();
        return;
      }
      button.textContent = copied;
      setTimeout(() => {
        button.textContent = label;
      }, COPIED_MS);
    };
  }
}
