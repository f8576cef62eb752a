/**
 * The upload queue: checked, hashed, looked for, sent three at a time. It goes on while one works on other pages.
 * Network failures and 5xx are tried again three times, 429 waits, any other refusal is final at once.
 */
import { findByChecksum, type Item } from "../api/library.ts";
import { announceChange } from "../library/news.ts";
import { Failure, sentenceOf } from "../session/failure.ts";
import { session } from "../session/session.ts";
import { deployment } from "../session/sign-in.ts";
import { invalidate } from "../state/query.ts";
import { createStore } from "../state/store.ts";
import { bytes, t } from "../words/words.ts";
import { type Entry, isStored, isUnderWay, type Options } from "./entry.ts";
import { typeOf } from "./files.ts";
import { sha256 } from "./hashing.ts";
import { drop, keep, readKept } from "./kept.ts";
import { Pace } from "./pace.ts";
import { send } from "./send.ts";
import { uploads } from "./summary.ts";

const AT_ONCE = 3;
const CHECKED_AT_ONCE = 2;
const RETRIES = 3;
const FIRST_PAUSE_MILLISECONDS = 800;
const LONGEST_WAIT_SECONDS = 60;
const CLOCKS_DIFFER_MILLISECONDS = 60_000;

export const entries = createStore<readonly Entry[]>([]);
export const paused = createStore(false);
export const pace = new Pace();
const running = new Map<string, AbortController>();
const checking = new Set<string>();
/** Wanted although the same bytes are there. */
const insisted = new Set<string>();

export function enqueue(files: File[], options: Options): void {
  const added = files.map((file) => entryOf(crypto.randomUUID(), file.name, file.size, file, options));
  entries.set((all) => [...all, ...added]);
  const owner = session.get()?.user.id ?? "";
  for (const entry of added) if (entry.phase === "checking") void keep(entry, owner);
  advance();
}

function entryOf(id: string, name: string, size: number, file: File | null, options: Options): Entry {
  const problem = file === null ? t("upload.lost") : refusal(file);
  return {
    ...{ id, name, size, file, options, problem },
    phase: file === null ? "lost" : problem === null ? "checking" : "failed",
    ...{ sent: 0, hash: null, assetId: null, publicUrl: null, thumbnailUrl: null },
  };
}

/** What the server would refuse is refused before a byte is sent. */
function refusal(file: File): string | null {
  const { allowedContentTypes, maxUploadSizeBytes } = deployment.get();
  if (!allowedContentTypes.includes(typeOf(file)))
    return t("upload.wrongType", { types: allowedContentTypes.map((type) => type.slice(6)).join(", ") });
  if (file.size === 0) return t("upload.empty");
  if (file.size > maxUploadSizeBytes)
    return t("upload.tooLarge", { size: bytes(file.size), max: bytes(maxUploadSizeBytes) });
  return null;
}

let restored = false;

/** Continues what a reload cut off. */
export async function restore(): Promise<void> {
  if (restored) return;
  restored = true;
  const known = new Set(entries.get().map(({ id }) => id));
  const kept = (await readKept(session.get()?.user.id ?? "")).filter(({ id }) => !known.has(id));
  entries.set((all) => [
    ...kept.map(({ id, name, size, file, options }) => entryOf(id, name, size, file, options)),
    ...all,
  ]);
  advance();
}

export function cancel(id: string): void {
  running.get(id)?.abort();
  update(id, { phase: "cancelled", sent: 0 });
  void drop(id);
  advance();
}

export function cancelAll(): void {
  for (const entry of entries.get()) if (isUnderWay(entry)) cancel(entry.id);
}

export function retry(id: string): void {
  update(id, { phase: "checking", problem: null, sent: 0 });
  advance();
}

export function retryAll(): void {
  for (const entry of entries.get()) if (canRetry(entry)) retry(entry.id);
}

export function canRetry({ phase, file }: Entry): boolean {
  return (phase === "failed" || phase === "cancelled") && file !== null && refusal(file) === null;
}

export function insist(id: string): void {
  insisted.add(id);
  update(id, { phase: "waiting", assetId: null });
  advance();
}

export function setPaused(now: boolean): void {
  paused.set(now);
  if (now) for (const ending of running.values()) ending.abort("paused");
  else advance();
}

/** What is finished leaves the list. */
export function clearFinished(): void {
  entries.set((all) => all.filter((entry) => isUnderWay(entry) || entry.phase === "processing"));
  void readKept(session.get()?.user.id ?? "").then((kept) => {
    const here = new Set(entries.get().map(({ id }) => id));
    for (const { id } of kept) if (!here.has(id)) void drop(id);
  });
  summarize();
}

export function update(id: string, changes: Partial<Entry>): void {
  entries.set((all) => all.map((entry) => (entry.id === id ? { ...entry, ...changes } : entry)));
  summarize();
}

function advance(): void {
  summarize();
  for (const entry of entries.get()) {
    if (entry.phase === "checking" && checking.size < CHECKED_AT_ONCE && !checking.has(entry.id))
      void check(entry);
    if (entry.phase === "waiting" && !paused.get() && running.size < AT_ONCE && !running.has(entry.id))
      void upload(entry);
  }
}

async function check(entry: Entry): Promise<void> {
  checking.add(entry.id);
  let next: Partial<Entry> = { phase: "waiting" };
  try {
    const hash = entry.hash ?? (entry.file && (await sha256(entry.file)));
    const same = hash && !insisted.has(entry.id) ? await findByChecksum(hash) : null;
    next = same
      ? {
          hash,
          phase: "duplicate",
          assetId: same.id,
          thumbnailUrl: same.thumbnailUrl,
          publicUrl: same.publicUrl,
        }
      : { hash, phase: "waiting" };
  } catch (thrown) {
    // Not knowing is no reason not to send.
    console.warn(`${entry.name} was not looked for in the library:`, thrown);
  }
  checking.delete(entry.id);
  if (phaseOf(entry.id) === "checking") {
    update(entry.id, next);
    if (next.phase === "duplicate") void drop(entry.id);
  }
  advance();
}

async function upload(entry: Entry): Promise<void> {
  const ending = new AbortController();
  running.set(entry.id, ending);
  update(entry.id, { phase: "sending", sent: 0, problem: null });
  try {
    const asset = await sendPatiently(entry, ending.signal);
    void drop(entry.id);
    update(entry.id, {
      phase: asset.thumbnailUrl === null && entry.options.runEnrichment ? "processing" : "ready",
      ...{
        sent: entry.size,
        assetId: asset.id,
        publicUrl: asset.publicUrl,
        thumbnailUrl: asset.thumbnailUrl,
      },
    });
    announceSoon();
  } catch (thrown) {
    if (!ending.signal.aborted) update(entry.id, { phase: "failed", sent: 0, problem: sentenceOf(thrown) });
    else if (phaseOf(entry.id) === "sending") update(entry.id, { phase: "waiting", sent: 0 });
  }
  running.delete(entry.id);
  advance();
}

type Stored = Pick<Item, "id" | "publicUrl" | "thumbnailUrl">;

async function sendPatiently(entry: Entry, signal: AbortSignal): Promise<Stored> {
  const { id, file } = entry;
  if (file === null) throw new Failure("lost", t("upload.lost"));
  const started = Date.now();
  for (let attempt = 0; ; ) {
    try {
      return await send({ ...entry, file }, (sent) => progress(id, sent), signal);
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof Failure)) throw thrown;
      const { status, retryAfter } = thrown;
      if (status === 429) {
        await pause(1000 * Math.min(retryAfter ?? 5, LONGEST_WAIT_SECONDS), signal);
        continue;
      }
      if ((status > 0 && status < 500) || attempt >= RETRIES) throw thrown;
      await pause(FIRST_PAUSE_MILLISECONDS * 3 ** attempt * (0.75 + Math.random() / 2), signal);
      await online(signal);
      // The answer may have been lost on its way back, with the file stored.
      const stored = await storedSince(entry, started);
      if (stored) return stored;
      attempt++;
    }
  }
}

async function storedSince({ id, hash }: Entry, started: number): Promise<Stored | null> {
  const hashNow = entries.get().find((entry) => entry.id === id)?.hash ?? hash;
  if (!hashNow || insisted.has(id)) return null;
  try {
    const found = await findByChecksum(hashNow);
    const isNew = found !== null && Date.parse(found.createdAtUtc) >= started - CLOCKS_DIFFER_MILLISECONDS;
    return isNew && !entries.get().some(({ assetId }) => assetId === found.id) ? found : null;
  } catch (thrown) {
    console.warn("Whether it was stored already is not known:", thrown);
    return null;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Without a network there is nothing to try: it waits for as long as that takes. */
function online(signal: AbortSignal): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve, reject) => {
    addEventListener("online", () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

const progressing = new Map<string, number>();

/** Once a frame is often enough. */
function progress(id: string, sent: number): void {
  if (progressing.size === 0) requestAnimationFrame(showProgress);
  progressing.set(id, sent);
}

function showProgress(): void {
  const sent = new Map(progressing);
  progressing.clear();
  entries.set((all) =>
    all.map((entry) =>
      entry.phase === "sending" && sent.has(entry.id) ? { ...entry, sent: sent.get(entry.id) ?? 0 } : entry,
    ),
  );
  summarize();
}

function summarize(): void {
  const all = entries.get();
  const counted = all.filter((entry) => isUnderWay(entry) || isStored(entry));
  const size = counted.reduce((sum, entry) => sum + entry.size, 0);
  const sent = counted.reduce((sum, entry) => sum + (isStored(entry) ? entry.size : entry.sent), 0);
  const underWay = all.filter(isUnderWay).length;
  if (underWay === 0) pace.reset();
  else pace.mark(sent);
  uploads.set(
    all.length === 0
      ? null
      : {
          underWay,
          stored: all.filter(isStored).length,
          failed: all.filter(({ phase }) => phase === "failed").length,
          total: all.length,
          progress: size === 0 ? 0 : sent / size,
        },
  );
}

function phaseOf(id: string): Entry["phase"] | undefined {
  return entries.get().find((entry) => entry.id === id)?.phase;
}

const ANNOUNCED_MILLISECONDS = 1500;
let announcing = false;

/** A library in view reads again, but not once for each of forty files. */
function announceSoon(): void {
  if (announcing) return;
  announcing = true;
  setTimeout(() => {
    announcing = false;
    announceChange();
    invalidate("usage");
  }, ANNOUNCED_MILLISECONDS);
}
