/** Raised when pictures came or went elsewhere on the page, an upload for one: lists read again. */
import { createStore } from "../state/store.ts";

export const libraryChanged = createStore(0);

export function announceChange(): void {
  libraryChanged.set((count) => count + 1);
}
