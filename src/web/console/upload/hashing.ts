/** SHA-256 of files, made in a worker thread. */
let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, { resolve: (hex: string) => void; reject: (problem: Error) => void }>();

/** @returns lower-case hex; null where the browser hashes nothing (an address without https) */
export function sha256(file: Blob): Promise<string> | null {
  if (!isSecureContext) return null;
  worker ??= startWorker();
  const id = ++last;
  const result = new Promise<string>((resolve, reject) => waiting.set(id, { resolve, reject }));
  worker.postMessage({ id, file });
  return result;
}

function startWorker(): Worker {
  const started = new Worker(HASH_WORKER);
  started.onmessage = ({ data }: MessageEvent<{ id: number; hex?: string; error?: string }>) => {
    const waiter = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.hex === undefined) waiter?.reject(new Error(data.error));
    else waiter?.resolve(data.hex);
  };
  started.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
    worker = null;
  };
  return started;
}
