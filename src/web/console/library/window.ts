/**
 * A list of any length of which only what somebody looks at is here. Pages come by the cursor of the page before
 * when that one is here, else by their number.
 */
import { type Item, listItems } from "../api/library.ts";
import { createStore } from "../state/store.ts";

const PAGE = 100;

export class Window {
  /** Raised by every change, for those who draw. */
  readonly version = createStore(0);
  total: number | null = null;
  failure: unknown = null;
  readonly #query: Record<string, string | null>;
  #items: (Item | undefined)[] = [];
  #pageSize = PAGE;
  #asked = new Set<number>();
  #cursors = new Map<number, string>();
  #generation = 0;
  #ending = new AbortController();

  /** @param total - how many there were when one was here last, so that the list is as long as it was left */
  constructor(query: Record<string, string | null>, total: number | null = null) {
    this.#query = query;
    this.total = total;
  }

  at(index: number): Item | undefined {
    return this.#items[index];
  }

  /** Loaded ones only, with their places. */
  *loaded(): Iterable<[number, Item]> {
    for (const [index, item] of this.#items.entries()) if (item) yield [index, item];
  }

  /** Sees to it that these come; what is here or on its way isn't asked for again, nor waited for. */
  async need(first: number, last: number): Promise<void> {
    const end = Math.min(last, (this.total ?? PAGE) - 1);
    const asked: Promise<void>[] = [];
    for (let page = Math.floor(first / this.#pageSize); page * this.#pageSize <= end; page++)
      if (!this.#asked.has(page)) asked.push(this.#load(page));
    await Promise.all(asked);
  }

  /** Reads again what is looked at; what stood there stays until the answer is in. */
  refresh(first: number, last: number): void {
    this.#generation++;
    this.#asked.clear();
    this.#cursors.clear();
    void this.need(first, last);
  }

  replace(id: string, change: (item: Item) => Item): void {
    const index = this.#items.findIndex((item) => item?.id === id);
    const item = this.#items[index];
    if (item === undefined) return;
    this.#items[index] = change(item);
    this.#changed();
  }

  /** They are gone, or wait to be: the others move up. @returns puts them back */
  take(ids: ReadonlySet<string>): () => void {
    const before = { items: this.#items, total: this.total };
    this.#items = this.#items.filter((item) => item === undefined || !ids.has(item.id));
    if (this.total !== null)
      this.total = Math.max(0, this.total - (before.items.length - this.#items.length));
    this.#cursors.clear();
    this.#changed();
    return () => {
      this.#items = before.items;
      this.total = before.total;
      this.#changed();
    };
  }

  end(): void {
    this.#ending.abort();
  }

  async #load(page: number): Promise<void> {
    this.#asked.add(page);
    const generation = this.#generation;
    const cursor = this.#cursors.get(page);
    const place = { page: cursor === undefined ? String(page + 1) : null, cursor: cursor ?? null };
    try {
      const found = await listItems(
        { ...this.#query, pageSize: String(this.#pageSize), ...place },
        this.#ending.signal,
      );
      if (generation !== this.#generation) return;
      this.#take(page, found);
    } catch (thrown) {
      if (this.#ending.signal.aborted || generation !== this.#generation) return;
      this.#asked.delete(page);
      this.failure = thrown;
      this.#changed();
    }
  }

  #take(page: number, found: Awaited<ReturnType<typeof listItems>>): void {
    // A deployment may give fewer at once than were asked for.
    this.#pageSize = found.pageSize;
    if (found.nextCursor !== null) this.#cursors.set(page + 1, found.nextCursor);
    const start = page * found.pageSize;
    for (const [index, item] of found.items.entries()) this.#items[start + index] = item;
    const more = found.nextCursor === null ? 0 : 1;
    this.total = Math.max(found.total, start + found.items.length + more);
    this.#items.length = Math.min(this.#items.length, this.total);
    this.failure = null;
    this.#changed();
  }

  #changed(): void {
    this.version.set((version) => version + 1);
  }
}
