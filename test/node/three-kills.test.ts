/** Jobs under everything at once: calls that fail, a provider that fails, and a process that is killed three times. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Miniflare } from "miniflare";
import { afterAll, expect, it } from "vitest";
import { startOpenAi } from "../servers/openai.ts";
import { FAKE_API_KEY } from "../servers/openai-request.ts";
import { FragileServer, KEY, openFragile } from "./fragile-server.ts";
import { png } from "./png.ts";
import { Place } from "./server.ts";

const ASSETS = 300;
const CLIENTS = 6;
const QUESTIONS = ["alt-text", "caption", "structured-metadata"];

/** Answers that the provider has made when the process is killed. */
const KILLED_AT = [0.15, 0.45, 0.75].map((part) => part * ASSETS * QUESTIONS.length);

/**
 * An answer is paid for again when it or its row is lost on the way: about one in ten. Without what keeps an attempt
 * from asking for what the last one learned, it would be more than twice as many.
 */
const MOST_ANSWERS = 1.5 * ASSETS * QUESTIONS.length;

/** Of all calls, also of the attempts that meet no failures any more (support/fragile-worker.ts). */
const A_TENTH = 0.09;

const place = new Place();
const provider = await startOpenAi();
const session = provider.session("kills");
let running: Promise<FragileServer>;
let kept: Miniflare | undefined;
afterAll(async () => {
  await (await running).command.kill9();
  await kept?.dispose();
  await provider.stop();
  place.remove();
});

it("three hundred jobs end once each, with one call in ten failing and three kills", {
  timeout: 900_000, // a busy machine is slow; nothing here depends on it
}, async () => {
  FragileServer.build(place);
  running = FragileServer.start(place, 0);
  await addProvider(`${provider.url}/flaky/kills`);

  let [calls, failed] = [0, 0];
  const kill = async () => {
    const server = await running;
    const state = await server.state();
    calls += state.calls;
    failed += state.failed;
    await server.command.kill9();
    return state;
  };
  let acknowledged = 0;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    const picture = png(24, 16, client);
    while (acknowledged < ASSETS) {
      acknowledged += 1;
      await upload(picture);
    }
  });
  for (const answers of KILLED_AT) {
    // In the middle of somebody's work.
    while (session.answered < answers || (await (await running).state()).working === 0) await passTime();
    const { aheadMs } = await kill();
    running = FragileServer.start(place, aheadMs);
  }
  await Promise.all(clients);
  while (await openJobs()) await passTime();
  await kill();
  expect(failed).toBeGreaterThan(ASSETS);
  expect(failed / calls).toBeGreaterThan(A_TENTH);
  expect(session.violations).toEqual([]);
  expect(session.answered).toBeLessThan(MOST_ANSWERS);

  kept = openFragile(place.folder);
  const { assets, left } = await outcome(kept);
  // An upload that took effect although its answer was a failure is an asset more.
  expect(assets.length).toBeGreaterThanOrEqual(ASSETS);
  expect(left).toEqual([]);
  for (const asset of assets) {
    expect(asset).toEqual({
      id: asset.id,
      executions: ["enrich", "thumbnail"],
      results: QUESTIONS,
      derivatives: ["thumbnail_256", "webp_320"],
    });
  }
});

/** Minutes pass only when nobody works, so that a lease ends only when its holder was cut off. */
async function passTime(): Promise<void> {
  const server = await running;
  if ((await server.state()).working === 0) await server.passMinute();
  await sleep(20);
}

async function addProvider(apiBaseUrl: string): Promise<void> {
  const profile = { apiBaseUrl, apiKey: FAKE_API_KEY, modelName: "gpt-fake", isActive: true };
  await insist("POST", "/api/v1/system/ai/providers", () => {
    const body = JSON.stringify({ ...profile, name: `fake ${crypto.randomUUID()}` });
    return { body, headers: { "content-type": "application/json" } };
  });
}

async function upload(picture: Uint8Array<ArrayBuffer>): Promise<void> {
  await insist("POST", "/api/v1/assets", () => {
    const body = new FormData();
    body.set("file", new File([picture], "picture.png", { type: "image/png" }));
    return { body };
  });
}

async function openJobs(): Promise<number> {
  const { jobs } = await insist<{ jobs: { queued: number; running: number } }>(
    "GET",
    "/api/v1/system/health",
  );
  return jobs.queued + jobs.running;
}

/** Asks until the server is there and its calls succeed, as a client does that wants it done. */
async function insist<T>(method: string, path: string, init: () => RequestInit = () => ({})): Promise<T> {
  for (;;) {
    const { headers, ...rest } = init();
    const { address } = await running;
    const request = { ...rest, method, headers: { ...headers, authorization: `Bearer ${KEY}` } };
    const response = await fetch(address + path, request).catch(() => null); // killed meanwhile
    const text = await response?.text().catch(() => null);
    if (response?.ok && text) return JSON.parse(text).data;
    if (response && response.status < 500) throw new Error(`${response.status} ${text}`);
    await sleep(20);
  }
}

interface Outcome {
  id: string;
  executions: string[];
  results: string[];
  derivatives: string[];
}

async function outcome(miniflare: Miniflare): Promise<{ assets: Outcome[]; left: unknown[] }> {
  const db = await miniflare.getD1Database("DB");
  const { results } = await db
    .prepare(
      `SELECT id,
        (SELECT json_group_array(skill_name || CASE WHEN succeeded THEN '' ELSE ' failed' END)
          FROM (SELECT * FROM executions WHERE asset_id = a.id ORDER BY skill_name)) AS executions,
        (SELECT json_group_array(kind) FROM (
          SELECT kind FROM structured_results WHERE asset_id = a.id ORDER BY kind)) AS results,
        (SELECT json_group_array(kind) FROM (
          SELECT kind FROM derivatives WHERE asset_id = a.id ORDER BY kind)) AS derivatives
      FROM assets a`,
    )
    .all<Record<keyof Outcome, string>>();
  const assets = results.map(({ id, executions, results, derivatives }) => ({
    id,
    executions: JSON.parse(executions),
    results: JSON.parse(results),
    derivatives: JSON.parse(derivatives),
  }));
  return { assets, left: (await db.prepare("SELECT * FROM jobs").all()).results };
}
