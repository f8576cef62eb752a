/** Bindings become services here, once per invocation: the only wiring, and where a test swaps a part. */
import { type Database, openDatabase } from "./database/database.ts";
import { type EdgeCache, edgeCache } from "./edge-cache.ts";
import type { ImagesTier } from "./images/binding.ts";
import { type GlyphFiles, glyphFiles } from "./images/font/glyph-files.ts";
import { log } from "./log.ts";
import { type Outbound, outboundFetch } from "./net/outbound.ts";
import type { StorageProfile } from "./providers/storage-profile.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type Drivers, storageDrivers } from "./storage/drivers.ts";

export interface Services {
  settings: Settings;
  db: Database;
  /** Makes the driver of a configured storage. */
  drivers: Drivers;
  queue: JobQueue;
  /** Every address that a person can configure is called through this. */
  outbound: Outbound;
  /** Absent unless the deployment binds Cloudflare Images. */
  images?: ImagesTier;
  /** Glyphs of scripts that the Worker's own font lacks. */
  glyphs: GlyphFiles;
  cache: EdgeCache;
  /** The static files of `public/`. */
  site: Pick<Fetcher, "fetch">;
  memory: Memory;
  /** Absent where the platform offers no rate limit. */
  signInLimiter?: { limit(options: { key: string }): Promise<{ success: boolean }> };
  /** Base of the addresses this deployment answers at, without a trailing slash: the request's origin. */
  origin: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** Begins when the answer is on its way; a failure is logged. */
  defer(work: () => Promise<unknown>): void;
}

/** What an isolate has read before. It may be outdated by now: whoever relies on it has the database check it. */
export interface Memory {
  /** null = there is none; absent = nobody has looked yet. */
  defaultStorage?: StorageProfile | null;
}

/** The queue carries ids only; the rows in `jobs` and `storage_migrations` are the truth. */
export type QueueMessage = { jobId: string } | { migrationId: string };

export interface JobQueue {
  send(message: QueueMessage): Promise<unknown>;
  sendBatch(messages: { body: QueueMessage; delaySeconds?: number }[]): Promise<unknown>;
}

/** What an invocation must offer so that work outlives the answer. */
export interface Context {
  waitUntil(work: Promise<unknown>): void;
  cache?: { purge(options: { tags: string[] }): Promise<{ success: boolean }> };
}

export function createServices(env: Env, context: Context, origin: string): Services {
  const { settings, memory } = isolateOf(env);
  const outbound = outboundFetch(settings);
  return {
    settings,
    db: openDatabase(env.DB),
    drivers: storageDrivers({ bucket: env.BUCKET, outbound }),
    queue: env.JOBS,
    outbound,
    images: env.IMAGES,
    glyphs: glyphFiles(env.ASSETS),
    cache: edgeCache(context.cache),
    site: env.ASSETS,
    memory,
    signInLimiter: env.SIGN_IN_LIMITER,
    origin,
    now: Date.now,
    defer: (work) =>
      context.waitUntil(
        nextTurn()
          .then(work)
          .catch((error: unknown) => log("error", "deferred work failed", { error })),
      ),
  };
}

/** To begin a write takes a millisecond or two, which the answer would wait for. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

type Isolate = Pick<Services, "settings" | "memory">;

const isolates = new WeakMap<Env, Isolate>();

/** Settings can't change while an isolate lives, so they are read once. */
function isolateOf(env: Env): Isolate {
  const isolate = isolates.get(env) ?? { settings: readSettings(env), memory: {} };
  isolates.set(env, isolate);
  return isolate;
}
