import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type { AssetDetail } from "../src/assets/asset.ts";
import { delaySeconds, MAX_ATTEMPTS } from "../src/skills/jobs.ts";
import { dataOf } from "./support/api.ts";
import { form } from "./support/assets.ts";
import { png, pngBomb } from "./support/images.ts";
import { NO_CUT, Power } from "./support/power.ts";
import { World } from "./support/world.ts";

let world: World;
beforeEach(async () => {
  await env.DB.prepare("DELETE FROM assets").run();
  world = new World(Date.UTC(2027, 0, 1));
});

async function upload(file: Uint8Array, fields: object = {}): Promise<AssetDetail> {
  const response = await world.request("POST", "/api/v1/assets", await form({ file, ...fields }));
  if (response === null) throw new Error("no answer");
  return dataOf<AssetDetail>(response);
}

async function read(id: string): Promise<AssetDetail> {
  const response = await world.request("GET", `/api/v1/assets/${id}`);
  if (response === null) throw new Error("no answer");
  return dataOf<AssetDetail>(response);
}

const jobs = async () => (await env.DB.prepare("SELECT state, attempts, last_error FROM jobs").all()).results;

it("gives an upload its thumbnail and sizes for the web, and remembers how", async () => {
  const { id } = await upload(await png({ width: 600, height: 300 }));
  await world.deliver();
  const asset = await read(id);
  const made = asset.derivatives.map(({ kind, contentType, width, height }) => [
    kind,
    contentType,
    width,
    height,
  ]);
  expect(made.sort()).toEqual([
    ["thumbnail_256", "image/png", 256, 128],
    ["webp_320", "image/webp", 320, 160],
    ["webp_480", "image/webp", 480, 240],
    ["webp_640", "image/webp", 600, 300],
  ]);
  const thumbnail = asset.derivatives.find(({ kind }) => kind === "thumbnail_256");
  expect(asset.thumbnailUrl).toBe(thumbnail?.publicUrl);
  expect(asset.dominantColor).toMatch(/^#[0-9a-f]{6}$/);
  expect(asset.renditions.map(({ width, url }) => [width, url])).toEqual(
    [320, 480, 600].map((width) => [width, asset.derivatives.find((one) => one.width === width)?.publicUrl]),
  );
  const history = await dataOf<{ items: unknown[] }>(await answer(`/api/v1/assets/${id}/executions`));
  expect(history.items[1]).toMatchObject({
    skillName: "thumbnail",
    triggerSource: "upload",
    succeeded: true,
    steps: [{ stepName: "generate_thumbnail", succeeded: true, errorMessage: null }],
  });
  expect(asset.latestExecutionSummary).toMatchObject({
    skillName: "enrich",
    triggerSource: "upload",
    succeeded: false,
    steps: ["caption", "alt-text", "structured-metadata"].map((stepName) => ({
      stepName,
      errorMessage: expect.stringContaining("no active AI provider profile"),
    })),
  });
  expect(history.items[0]).toEqual(asset.latestExecutionSummary);
  expect(await jobs()).toEqual([]);
  const stats = await dataOf(await answer("/api/v1/assets/usage-stats"));
  expect(stats).toMatchObject({
    totalDerivatives: 4,
    mostActiveSkill: { skillName: "enrich", runCount: 1 },
  });
});

it("never enlarges", async () => {
  const { id } = await upload(await png({ width: 30, height: 20 }));
  await world.deliver();
  for (const made of (await read(id)).derivatives) expect(made).toMatchObject({ width: 30, height: 20 });
});

it("signs a private asset's thumbnail, and shows no derivative's address", async () => {
  const { id } = await upload(await png(), { isPublic: false });
  await world.deliver();
  const asset = await read(id);
  expect(asset.derivatives[0]?.publicUrl).toBeNull();
  expect(asset.thumbnailUrl).toMatch(/\?expires=\d+&signature=[0-9a-f]{64}$/);
  const seen = await world.request(
    "GET",
    new URL(String(asset.thumbnailUrl)).pathname + new URL(String(asset.thumbnailUrl)).search,
  );
  expect(seen?.status).toBe(200);
  const own = await world.request("GET", `/api/v1/assets/${id}/derivatives/thumbnail_256/content`);
  expect(own?.status).toBe(200);
  expect(own?.headers.get("cache-control")).toBe("private, no-store");
  expect((await world.request("GET", `/api/v1/assets/${id}/derivatives/none/content`))?.status).toBe(404);
});

it("leaves a picture over the budget as it is, with the reason on record", async () => {
  const { id } = await upload(await pngBomb(30_000, 30_000));
  await world.deliver();
  await world.pass(2);
  const asset = await read(id);
  expect(asset).toMatchObject({ status: "ready", derivatives: [], thumbnailUrl: null });
  expect(asset.latestExecutionSummary).toMatchObject({ succeeded: false });
  expect(asset.latestExecutionSummary?.steps[0]?.errorMessage).toBeTruthy();
  expect(await jobs()).toEqual([]);
});

it("runs nothing when nothing was asked for", async () => {
  const { id } = await upload(await png(), { runEnrichment: false });
  expect(world.waiting).toEqual([]);
  await world.pass(3);
  expect(await read(id)).toMatchObject({ derivatives: [], latestExecutionSummary: null });
});

it("does the work of a message that comes five times once", async () => {
  const { id } = await upload(await png());
  const [message] = world.waiting;
  if (message === undefined) throw new Error("no message");
  world.waiting.push({ ...message }, { ...message }, { ...message }, { ...message });
  await world.deliver();
  const { results } = await env.DB.prepare("SELECT id FROM executions WHERE asset_id = ?").bind(id).all();
  expect(results.length).toBe(2);
});

it("acknowledges messages that mean nothing, and the jobs of assets that are gone", async () => {
  const { id } = await upload(await png());
  await world.request("DELETE", `/api/v1/assets/${id}`);
  world.waiting.push({ jobId: "nonsense", due: world.now, attempts: 0 });
  await world.deliver();
  expect(world.waiting).toEqual([]);
});

it("tries again with growing delay while the storage is down, then says so and stops", async () => {
  const { id } = await upload(await png());
  const down = class extends Power {
    override async through<T>(name: string, call: () => Promise<T>): Promise<T> {
      if (name === "r2.get") throw new Error("down");
      return super.through(name, call);
    }
  };
  const delays = [];
  for (let i = 0; i < 12 && world.waiting.length > 0; i++) {
    const before = world.now;
    world.now = Math.max(world.now, Math.min(...world.waiting.map((message) => message.due)));
    delays.push((world.now - before) / 1000);
    await world.deliver(new down(NO_CUT));
  }
  expect(delays).toEqual([0, 5, 15, 45, 135, 405, 900, 900, 900, 900]);
  const asset = await read(id);
  expect(asset.status).toBe("ready");
  const history = await dataOf<{ items: AssetDetail["latestExecutionSummary"][] }>(
    await answer(`/api/v1/assets/${id}/executions`),
  );
  const thumbnail = history.items.find((execution) => execution?.skillName === "thumbnail");
  expect(thumbnail?.steps).toEqual([
    expect.objectContaining({ succeeded: false, errorMessage: expect.stringContaining("storage") }),
  ]);
  expect(await jobs()).toEqual([]);
});

it("gives up a job that kills its worker each time, and says so", async () => {
  const { id } = await upload(await png());
  const deadly = () => new Power({ at: 4, when: "before", what: "all" });
  for (let minute = 0; minute < 40; minute++) {
    world.now += 60_000;
    await world.sweep();
    while (world.waiting.some((message) => message.due <= world.now)) await world.deliver(deadly());
    if ((await jobs())[0]?.attempts === MAX_ATTEMPTS) break;
  }
  expect(await jobs()).toMatchObject([{ state: "running", attempts: MAX_ATTEMPTS }]);
  await world.pass(5);
  const asset = await read(id);
  expect(asset.latestExecutionSummary?.steps[0]).toMatchObject({
    succeeded: false,
    errorMessage: expect.stringContaining("Given up after"),
  });
  expect(await jobs()).toMatchObject([{ state: "failed" }]);
  await world.pass(2);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM executions").first("n")).toBe(2);
});

it("records what the queue itself gave up on", async () => {
  const { id } = await upload(await png());
  const [message] = world.waiting.splice(0);
  world.dead.push(String(message?.jobId));
  await world.pass(1);
  expect((await read(id)).latestExecutionSummary?.steps[0]?.errorMessage).toContain("Given up");
  expect(await jobs()).toMatchObject([{ state: "failed" }]);
  world.now += 31 * 86_400_000;
  await world.pass(1);
  expect(await jobs()).toEqual([]);
});

it("waits from five seconds to a quarter of an hour", () => {
  expect([1, 2, 3, 5, 6, 50].map(delaySeconds)).toEqual([5, 15, 45, 405, 900, 900]);
});

async function answer(path: string): Promise<Response> {
  const response = await world.request("GET", path);
  if (response === null) throw new Error("no answer");
  return response;
}
