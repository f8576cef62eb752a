/** Damage that arrives as it would: by upload, and then in the job that makes the renditions. */
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { heldBytes } from "../../src/images/native/engine.ts";
import { consume } from "../../src/queue.ts";
import { createServices, type JobQueue, type QueueMessage } from "../../src/services.ts";
import { BASE, failureOf } from "../support/api.ts";
import { form } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import { mutated, randomFrom, WHOLE_FILES } from "./mutated.ts";

const EACH = 120;
const SEED = 20261126;
/** No request and no job may take longer than this. */
const MILLISECONDS_AT_MOST = 10_000;
/** Pictures of a few thousand pixels need little more than the codecs start with. */
const WASM_BYTES_AT_MOST = 64e6;

/** Why there may be no thumbnail, in the words that people read. */
const REASONS = /: The image (cannot be decoded|is too large to be worked on)/;

const vars = { ALLOWED_CONTENT_TYPES: "image/jpeg,image/png,image/webp,image/gif,image/avif" };
const waiting: QueueMessage[] = [];
const queue: JobQueue = {
  send: async (message) => waiting.push(message),
  sendBatch: async (messages) => waiting.push(...messages.map(({ body }) => body)),
};
const api = deployment({ vars, services: { queue } });

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM assets").run();
});

/** Hands out the messages of one upload; its job must end at the first try. */
async function deliver(): Promise<void> {
  const context = createExecutionContext();
  const messages = waiting
    .splice(0)
    .map((body) => ({ id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch("nekohub-jobs", messages);
  await consume({ ...createServices({ ...env, ...vars }, context, BASE), queue }, batch);
  const { explicitAcks, retryMessages } = await getQueueResult(batch, context);
  expect([explicitAcks.length, retryMessages]).toEqual([1, []]);
}

async function timed<T>(work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const result = await work();
  expect(Date.now() - started).toBeLessThan(MILLISECONDS_AT_MOST);
  return result;
}

/** @returns whether the file was accepted */
async function upload(file: Uint8Array, contentType: string, fileName: string): Promise<boolean> {
  const body = await form({ file, contentType, fileName });
  const answer = await timed(() => api.post("/api/v1/assets", { body }));
  if (answer.ok) {
    await answer.body?.cancel();
    await timed(deliver);
    return true;
  }
  const { code, status } = await failureOf(answer);
  expect([status, code]).toEqual([400, expect.stringMatching(/^asset_(content_invalid|file_empty)$/)]);
  return false;
}

/** What became of the accepted ones. */
async function outcomes() {
  const { results } = await env.DB.prepare(
    `SELECT original_file_name AS name, status,
            (SELECT group_concat(skill_name) FROM executions WHERE asset_id = assets.id) AS skills,
            EXISTS (SELECT 1 FROM derivatives WHERE asset_id = assets.id AND kind = 'thumbnail_256') AS thumbnail,
            (SELECT error_message FROM execution_steps JOIN executions ON executions.id = execution_id
             WHERE asset_id = assets.id AND step_name = 'generate_thumbnail') AS reason
     FROM assets`,
  ).all<{ name: string; status: string; skills: string; thumbnail: number; reason: string | null }>();
  return results;
}

describe("damaged files by upload and job are refused or kept, with a thumbnail or a reason", () => {
  let [sent, accepted] = [0, 0];

  it.each(WHOLE_FILES)("$name", { timeout: 300_000 }, async ({ contentType, make }) => {
    const whole = await make();
    expect(await upload(whole, contentType, "whole")).toBe(true);
    const random = randomFrom(SEED);
    for (let i = 0; i < EACH; i++) {
      const name = `mutation ${i}`;
      await upload(mutated(whole, random), contentType, name).catch((cause: unknown) => {
        throw new Error(name, { cause });
      });
    }
    const kept = await outcomes();
    for (const { name, status, skills, thumbnail, reason } of kept) {
      expect([name, status, skills.split(",").sort()]).toEqual([name, "ready", ["enrich", "thumbnail"]]);
      if (thumbnail) expect([name, reason]).toEqual([name, null]);
      else expect(`${name}: ${reason}`).toMatch(REASONS);
    }
    expect((await env.DB.prepare("SELECT * FROM jobs").all()).results).toEqual([]);
    const list = await api.get("/api/v1/assets?pageSize=100");
    expect(list.status).toBe(200);
    await list.body?.cancel();
    sent += EACH;
    accepted += kept.length - 1;
  });

  it("two thousand of them, a good part past the door, in bounded memory", () => {
    expect(sent).toBeGreaterThanOrEqual(2000);
    expect(accepted).toBeGreaterThan(sent / 4);
    expect(heldBytes()).toBeLessThanOrEqual(WASM_BYTES_AT_MOST);
  });
});
