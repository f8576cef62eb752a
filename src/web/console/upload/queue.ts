/** The upload queue: checked, hashed, looked for, sent three at a time. It goes on while one works on other pages. */
import { findByChecksum } from "../api/library.ts";
import { announceChange } from "../library/news.ts";
import { sentenceOf } from "../session/failure.ts";
import { session } from "../session/session.ts";
import { deployment } from "../session/sign-in.ts";
import { invalidate } from "../state/query.ts";
import { createStore } from "../state/store.ts";
import { bytes, t } from "../words/words.ts";
import { entries, phaseOf, summarize, update } from "./entries.ts";
import { type Entry, isUnderWay, type Options } from "./entry.ts";
import { typeOf } from "./files.ts";
import { sha256 } from "./hashing.ts";
import { drop, keep, readKept } from "./kept.ts";
import { sendPatiently } from "./patience.ts";

const AT_ONCE = 3;
const CHECKED_AT_ONCE = 2;

export const paused = createStore(false);
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
    const asset = await sendPatiently(entry, {
      wasThere: insisted.has(entry.id),
      signal: ending.signal,
    });
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
