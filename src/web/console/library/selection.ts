/** What is selected: some by name, or everything the filters find but for some. */

import { listItems } from "../api/library.ts";
import { createStore, type Store } from "../state/store.ts";

export interface Selection {
  /** With `all`, these are the exceptions. */
  ids: ReadonlySet<string>;
  all: boolean;
  /** Where the next range starts. */
  anchor: number;
}

export const NOTHING: Selection = { ids: new Set(), all: false, anchor: 0 };

export function createSelection(): Store<Selection> {
  return createStore(NOTHING);
}

export function isSelected({ ids, all }: Selection, id: string): boolean {
  return ids.has(id) !== all;
}

export function countSelected({ ids, all }: Selection, total: number): number {
  return all ? Math.max(0, total - ids.size) : ids.size;
}

export function toggled(selection: Selection, id: string, index: number): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ...selection, ids, anchor: index };
}

/** Exactly what lies between the anchor and here, besides what was selected before. */
export function extended(selection: Selection, between: Iterable<string>): Selection {
  const ids = new Set(selection.ids);
  for (const id of between) {
    if (selection.all) ids.delete(id);
    else ids.add(id);
  }
  return { ...selection, ids };
}

const AT_ONCE = 100;

/** The names of all that is selected, page by page when it is everything. */
export async function selectedIds(
  { ids, all }: Selection,
  query: Record<string, string | null>,
): Promise<string[]> {
  if (!all) return [...ids];
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listItems({ ...query, pageSize: String(AT_ONCE), cursor });
    for (const { id } of page.items) if (!ids.has(id)) found.push(id);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
