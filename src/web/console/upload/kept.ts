/** Files that wait, kept in the browser's database, so that a reload loses nothing it could keep. */
import type { Entry, Options } from "./entry.ts";

export interface Kept {
  id: string;
  name: string;
  size: number;
  /** null when there was no room for it. */
  file: File | null;
  options: Options;
  /** Whose upload it is: nobody continues another person's. */
  owner: string;
}

const STORE = "waiting";
let opened: Promise<IDBDatabase | null> | undefined;

function open(): Promise<IDBDatabase | null> {
  opened ??= new Promise((resolve) => {
    const request = indexedDB.open("nekohub-uploads", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => {
      console.warn("Uploads don't survive a reload in this browser:", request.error);
      resolve(null);
    };
  });
  return opened;
}

async function run<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | null> {
  const database = await open();
  if (database === null) return null;
  return new Promise((resolve, reject) => {
    const request = work(database.transaction(STORE, mode).objectStore(STORE));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function keep({ id, name, size, file, options }: Entry, owner: string): Promise<void> {
  const kept: Kept = { id, name, size, file, options, owner };
  try {
    await run("readwrite", (store) => store.put(kept));
  } catch (thrown) {
    console.warn(`There is no room to keep ${name} over a reload:`, thrown);
    await run("readwrite", (store) => store.put({ ...kept, file: null }));
  }
}

export async function drop(id: string): Promise<void> {
  await run("readwrite", (store) => store.delete(id));
}

export async function readKept(owner: string): Promise<Kept[]> {
  const all = (await run<Kept[]>("readonly", (store) => store.getAll())) ?? [];
  return all.filter((kept) => kept.owner === owner);
}
