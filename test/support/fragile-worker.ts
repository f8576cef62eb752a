/**
 * NekoHub for tests that kill it (node/fragile-server.ts): one call in ten of its database, its bucket and its queue
 * fails. Its minutes pass when the test says so, and the queue knows no delays: a message that comes too early finds
 * that its job is not due, and the sweep sends another.
 */
import { sweep } from "../../src/cron.ts";
import { createApp } from "../../src/http/app.ts";
import { consume } from "../../src/queue.ts";
import { type Context, createServices, type Services } from "../../src/services.ts";
import { FlakyPower } from "./power.ts";
import type { FragileState } from "./provided.ts";

const FAILING = 0.1;
const MINUTE_MS = 60_000;

/**
 * A job is given up after its tenth attempt, and by chance alone some would fail ten times. Every outage ends: a job
 * that has been tried so often meets no more failures, so that each must end well.
 */
const ATTEMPTS_WITH_FAILURES = 5;

const power = new FlakyPower(FAILING);
/** Counts, and fails nothing. */
const calm = new FlakyPower(0);
let minutes = 0;
let working = 0;

/** A process that is started again goes on where the killed one's clock was. */
const aheadMs = (env: Env) => Number((env as Env & { AHEAD_MS: string }).AHEAD_MS) + minutes * MINUTE_MS;

function open(env: Env, context: Context, origin: string, by = power): Services {
  const powered = { ...env, DB: by.database(env.DB), BUCKET: by.bucket(env.BUCKET) };
  return withoutDelays(env, createServices(powered, context, origin), by.queue(env.JOBS));
}

async function openFor(message: Message<unknown>, env: Env, context: Context): Promise<Services> {
  const { jobId = "" } = message.body as { jobId?: string };
  const attempts = await env.DB.prepare("SELECT attempts FROM jobs WHERE id = ?")
    .bind(jobId)
    .first("attempts");
  return open(env, context, "", Number(attempts) < ATTEMPTS_WITH_FAILURES ? power : calm);
}

function withoutDelays(env: Env, services: Services, queue: Queue<unknown>): Services {
  return {
    ...services,
    now: () => Date.now() + aheadMs(env),
    queue: {
      send: (message) => queue.send(message),
      sendBatch: (messages) => queue.sendBatch(messages.map(({ body }) => ({ body }))),
    },
  };
}

/** A message on its own, as when the platform starts a consumer for each of many. */
function alone({ queue }: MessageBatch<unknown>, message: Message<unknown>): MessageBatch<unknown> {
  const { id, timestamp, body, attempts } = message;
  const only = { id, timestamp, body, attempts, ack: () => message.ack(), retry: () => message.retry() };
  return { queue, messages: [only] } as unknown as MessageBatch<unknown>;
}

const app = createApp(open);

export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== "/fragile") return app.fetch(request, env, context);
    if (request.method === "POST") {
      minutes += 1;
      await sweep(open(env, context, ""));
    }
    const counted = { failed: power.counted.failed, calls: power.counted.calls + calm.counted.calls };
    return Response.json({ aheadMs: aheadMs(env), working, ...counted } satisfies FragileState);
  },
  async queue(batch, env, context) {
    working += batch.messages.length;
    try {
      await Promise.all(
        batch.messages.map(async (message) =>
          consume(await openFor(message, env, context), alone(batch, message)),
        ),
      );
    } finally {
      working -= batch.messages.length;
    }
  },
} satisfies ExportedHandler<Env, unknown>;
