/** Search as you type, on the wall itself; elsewhere the form does what forms do. */
import type { Wall } from "./grow.ts";
import { fetchPage } from "./page.ts";

const PAUSE_MS = 200;

export function searchAsYouType(wall: Wall): void {
  const form = document.querySelector<HTMLFormElement>(".search form");
  if (form === null || location.pathname !== "/gallery") return;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  async function search(address: string): Promise<void> {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const page = await fetchPage(address, { signal });
      wall.main.replaceChildren(...page.main.childNodes);
      document.title = page.title;
      history.replaceState(null, "", page.address);
      wall.pages = 0;
      wall.watch();
    } catch {
      // Overtaken by the next letter, which answers; or no connection, which the form's own way will say.
      if (!signal.aborted) location.href = address;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    // Only text fields are in the form.
    const fields = [...new FormData(form)].map(([name, value]): [string, string] => [name, String(value)]);
    waiting = setTimeout(() => void search(`/gallery?${new URLSearchParams(fields)}`), PAUSE_MS);
  });
}
