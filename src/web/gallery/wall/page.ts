/** A page of the gallery, as the server renders it: the script has no markup of its own. */
export interface FetchedPage {
  /** The one spelling of its address. */
  address: string;
  title: string;
  main: HTMLElement;
}

export async function fetchPage(address: string, options?: RequestInit): Promise<FetchedPage> {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = page.querySelector("main");
  if (main === null) throw new Error("no content");
  return { address: response.url, title: page.title, main };
}
