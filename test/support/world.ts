/** A deployment with a clock and a queue that the test moves by hand, on the real D1 and R2. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { sweep } from "../../src/cron.ts";
import { createApp } from "../../src/http/app.ts";
import { consume } from "../../src/queue.ts";
import { createServices, type Memory, type QueueMessage, type Services } from "../../src/services.ts";
import { API_KEY, BASE } from "./api.ts";
import { sha256Hex } from "./digest.ts";
import { type Cut, NO_CUT, Power } from "./power.ts";

interface Waiting {
  body: QueueMessage;
  /** Milliseconds since 1970. */
  due: number;
  attempts: number;
}

/** As in wrangler.toml. */
const MAX_RETRIES = 20;

/** Made once, which takes longer than a request does: each request brings its services along. */
const app = createApp((bindings) => (bindings as Env & { services: Services }).services);

export class World {
  now: number;
  waiting: Waiting[] = [];
  dead: QueueMessage[] = [];
  /** Of the one isolate that everything here runs in. */
  memory: Memory = {};

  readonly #vars: Record<string, string>;

  /** @param vars - settings that differ from those of the other tests */
  constructor(start: number, vars: Record<string, string> = {}) {
    this.now = start;
    this.#vars = vars;
  }

  /** Services whose power may be cut; whatever was deferred is waited for by `settle`. */
  services(power: Power = new Power(NO_CUT)): { services: Services; settle(): Promise<void> } {
    const deferred: Promise<unknown>[] = [];
    const queue = power.queue({
      send: async (message: QueueMessage) => this.#enqueue(message, 0),
      sendBatch: async (messages: { body: QueueMessage; delaySeconds?: number }[]) => {
        for (const { body, delaySeconds = 0 } of messages) this.#enqueue(body, delaySeconds);
      },
    });
    const powered = { ...env, ...this.#vars, DB: power.database(env.DB), BUCKET: power.bucket(env.BUCKET) };
    const services = {
      ...createServices(powered, { waitUntil: (work) => deferred.push(work) }, BASE),
      queue,
      memory: this.memory,
      now: () => this.now,
    };
    const settle = async () => {
      await Promise.allSettled(deferred);
    };
    return { services, settle };
  }

  /** A request through the whole app. @returns null when the power was gone before the answer was out */
  async request(
    method: string,
    path: string,
    body: BodyInit | null = null,
    cut: Cut = NO_CUT,
  ): Promise<Response | null> {
    const power = new Power(cut);
    const { services, settle } = this.services(power);
    const headers = { authorization: `Bearer ${API_KEY}` };
    const request = new Request(BASE + path, { method, body, headers });
    const response = await app.fetch(request, { ...env, services }, CONTEXT);
    await settle();
    return power.dead ? null : response;
  }

  /** How many calls of the outside world some work makes when nothing goes wrong. */
  async callsOf(work: (power: Power) => Promise<unknown>): Promise<string[]> {
    const power = new Power(NO_CUT);
    await work(power);
    return power.calls;
  }

  async sweep(power = new Power(NO_CUT)): Promise<void> {
    const { services, settle } = this.services(power);
    await sweep(services);
    await settle();
  }

  /** Delivers every message that is due, and those that come of it, while the power lasts. */
  async deliver(power = new Power(NO_CUT)): Promise<void> {
    for (;;) {
      const next = this.waiting.find((message) => message.due <= this.now);
      if (next === undefined || power.dead) return;
      this.waiting.splice(this.waiting.indexOf(next), 1);
      await this.#hand("nekohub-jobs", next, power);
    }
  }

  /** Minutes pass; each brings a sweep and the delivery of what is due. */
  async pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      this.now += 60_000;
      for (const body of this.dead.splice(0)) {
        await this.#hand("nekohub-dead-jobs", { body, due: 0, attempts: 0 }, new Power(NO_CUT));
      }
      await this.sweep();
      await this.deliver();
    }
  }

  /** What must hold whatever happened. */
  async expectWhole(): Promise<void> {
    const { results: assets } = await env.DB.prepare(
      "SELECT id, storage_key, checksum_sha256 FROM assets",
    ).all<{
      id: string;
      storage_key: string;
      checksum_sha256: string;
    }>();
    const { results: derivatives } = await env.DB.prepare("SELECT storage_key FROM derivatives").all<{
      storage_key: string;
    }>();
    for (const asset of assets) {
      const object = await env.BUCKET.get(asset.storage_key);
      expect(object, "a row without bytes").not.toBeNull();
      expect(object && (await sha256Hex(await object.bytes()))).toBe(asset.checksum_sha256);
    }
    for (const { storage_key } of derivatives) expect(await env.BUCKET.head(storage_key)).not.toBeNull();
    const { results: search } = await env.DB.prepare("SELECT count(*) AS n FROM asset_search").all();
    expect(search).toEqual([{ n: assets.length }]);
    const { results: counters } = await env.DB.prepare("SELECT sum(count) AS n FROM asset_counters").all();
    expect(counters).toEqual([{ n: assets.length }]);
    const { results: made } = await env.DB.prepare("SELECT count FROM derivative_counter").all();
    expect(made).toEqual([{ count: derivatives.length }]);
  }

  /** After the sweep nothing is left that nobody refers to, and nothing that waits. */
  async expectTidy(): Promise<void> {
    const { objects } = await env.BUCKET.list();
    const { results } = await env.DB.prepare(
      "SELECT storage_key AS key FROM assets UNION ALL SELECT storage_key FROM derivatives",
    ).all<{ key: string }>();
    expect(objects.map((object) => object.key).sort()).toEqual(results.map((row) => row.key).sort());
    expect((await env.DB.prepare("SELECT * FROM removals").all()).results).toEqual([]);
    expect((await env.DB.prepare("SELECT * FROM jobs").all()).results).toEqual([]);
  }

  #enqueue(body: QueueMessage, delaySeconds: number): void {
    this.waiting.push({ body, due: this.now + delaySeconds * 1000, attempts: 0 });
  }

  async #hand(queue: string, message: Waiting, power: Power): Promise<void> {
    const { services, settle } = this.services(power);
    let verdict: "ack" | "lost" | { delaySeconds: number } = "lost";
    const batch = {
      queue,
      messages: [
        {
          id: JSON.stringify(message.body),
          timestamp: new Date(this.now),
          body: message.body,
          attempts: message.attempts + 1,
          ack: () => {
            verdict = "ack";
          },
          retry: (options: { delaySeconds?: number } = {}) => {
            verdict = { delaySeconds: options.delaySeconds ?? 0 };
          },
        },
      ],
    };
    await consume(services, batch as unknown as MessageBatch<unknown>);
    await settle();
    // A dead isolate's verdict never reaches the queue, which hands the message out again.
    if (power.dead || verdict === "lost")
      this.waiting.push({ ...message, due: this.now + 30_000, attempts: message.attempts + 1 });
    else if (verdict !== "ack") this.#retry(message, verdict);
  }

  #retry(message: Waiting, { delaySeconds }: { delaySeconds: number }): void {
    const attempts = message.attempts + 1;
    if (attempts > MAX_RETRIES) this.dead.push(message.body);
    else this.waiting.push({ ...message, due: this.now + delaySeconds * 1000, attempts });
  }
}

const CONTEXT = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
