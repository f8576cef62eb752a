/** The safety arguments of uploads, jobs and deletions, each with the power cut at every single call. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { openDatabase } from "../../src/database/database.ts";
import { defaultStorageProfile } from "../../src/database/storage-profiles.ts";
import type { StorageProfile } from "../../src/providers/storage-profile.ts";
import type { Memory } from "../../src/services.ts";
import { dataOf } from "../support/api.ts";
import { form } from "../support/assets.ts";
import { png } from "../support/images.ts";
import { type Cut, NO_CUT, Power } from "../support/power.ts";
import { World } from "../support/world.ts";

const DAY = 86_400_000;
const newWorld = () => new World(Date.UTC(2027, 0, 1));

function worldWith(memory: Memory): World {
  const world = newWorld();
  world.memory = { ...memory };
  return world;
}

/** Each case begins with nothing. */
beforeEach(async () => {
  const tables = ["assets", "removals", "upkeep_state"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  const { objects } = await env.BUCKET.list();
  await env.BUCKET.delete(objects.map((object) => object.key));
});

function cutsAt(calls: string[]): [string, Cut][] {
  return calls.flatMap((name, i) =>
    (["before", "after"] as const).flatMap((when) =>
      (["call", "all"] as const).map((what): [string, Cut] => [
        `${name} (${i + 1} of ${calls.length}) ${when}, ${what === "all" ? "and everything dead" : "that call only"}`,
        { at: i + 1, when, what },
      ]),
    ),
  );
}

async function upload(world: World, cut: Cut = NO_CUT): Promise<AssetDetail | null> {
  const response = await world.request(
    "POST",
    "/api/v1/assets",
    await form({ file: await png({ width: 300, height: 200 }) }),
    cut,
  );
  return response?.status === 202 ? dataOf<AssetDetail>(response) : null;
}

async function kindsOf(id: string): Promise<string[]> {
  const { results } = await env.DB.prepare("SELECT kind FROM derivatives WHERE asset_id = ?")
    .bind(id)
    .all<{ kind: string }>();
  return results.map((row) => row.kind);
}

async function callsOfUpload(memory: Memory): Promise<string[]> {
  const world = worldWith(memory);
  const power = new Power(NO_CUT);
  const { services, settle } = world.services(power);
  const { createApp } = await import("../../src/http/app.ts");
  const { API_KEY, BASE } = await import("../support/api.ts");
  const request = new Request(`${BASE}/api/v1/assets`, {
    method: "POST",
    body: await form(),
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  await createApp(() => services).fetch(request, env, {
    waitUntil: () => {},
    passThroughOnException: () => {},
    props: {},
  });
  await settle();
  await world.pass(3);
  return power.calls;
}

/** The profile that uploads went to before, which is gone. */
const GONE: StorageProfile = {
  id: "0193a000-0000-7000-8000-000000000000",
  name: "gone",
  displayName: null,
  providerType: "r2",
  isEnabled: true,
  isDefault: true,
  configuration: {},
  secretCiphertext: null,
  createdAt: 0,
  updatedAt: 0,
};

const NOTHING_KNOWN: Memory = {};
const REMEMBERED: Memory = { defaultStorage: await defaultStorageProfile(openDatabase(env.DB)) };
const OUTDATED: Memory = { defaultStorage: GONE };

const COLD_CALLS = await callsOfUpload(NOTHING_KNOWN);
const WARM_CALLS = await callsOfUpload(REMEMBERED);
const OUTDATED_CALLS = await callsOfUpload(OUTDATED);

describe("an upload is one storage put, one database batch and one message", () => {
  const reads = (calls: string[]) => calls.filter((call) => call === "d1.raw" || call === "d1.all").length;
  const entryOfAuditLog = "d1.run";
  const work = ["r2.put", "d1.batch", "queue.send", entryOfAuditLog];
  const workOf = (calls: string[]) => calls.filter((call) => call !== "d1.raw" && call !== "d1.all");

  it("after looking up its storage", () => {
    expect(workOf(COLD_CALLS)).toEqual(work);
    expect(reads(COLD_CALLS)).toBe(2);
  });

  it("and no look-up when the isolate remembers it", () => {
    expect(workOf(WARM_CALLS)).toEqual(work);
    expect(reads(WARM_CALLS)).toBe(1);
  });

  it("once more when what it remembers does not hold any more", () => {
    expect(workOf(OUTDATED_CALLS)).toEqual(["r2.put", "d1.batch", "r2.delete", ...work]);
  });
});

describe.each([
  ["an upload", NOTHING_KNOWN, COLD_CALLS],
  ["an upload to a remembered storage", REMEMBERED, WARM_CALLS],
  ["an upload to a storage that is not the default any more", OUTDATED, OUTDATED_CALLS],
])("%s with the power cut at", (_what, memory, calls) => {
  it.each(cutsAt(calls))("%s", async (_, cut) => {
    const world = worldWith(memory);
    const before = await count("assets");
    const acknowledged = await upload(world, cut);
    await world.expectWhole();
    expect((await count("assets")) - before).toBeLessThanOrEqual(1);

    await world.deliver();
    await world.pass(4);
    await world.expectWhole();
    if (acknowledged !== null) expect(await kindsOf(acknowledged.id)).toContain("thumbnail_256");

    world.now += 2 * DAY;
    await world.pass(1);
    await world.expectWhole();
    await world.expectTidy();
  });
});

describe("enrichment with the power cut at", async () => {
  const world = newWorld();
  await upload(world);
  const calls = await world.callsOf((power) => world.deliver(power));

  it.each(cutsAt(calls))("%s", async (_, cut) => {
    const here = newWorld();
    const asset = await upload(here);
    await here.deliver(new Power(cut));
    await here.expectWhole();
    await here.pass(6);
    await here.expectWhole();
    const { results } = await env.DB.prepare(
      "SELECT skill_name, succeeded FROM executions WHERE asset_id = ? ORDER BY skill_name",
    )
      .bind(asset?.id)
      .all();
    // Nobody configured an AI provider here: that, too, is recorded once.
    expect(results).toEqual([
      { skill_name: "enrich", succeeded: 0 },
      { skill_name: "thumbnail", succeeded: 1 },
    ]);
    expect(await kindsOf(String(asset?.id))).toContain("thumbnail_256");

    here.now += 2 * DAY;
    await here.pass(1);
    await here.expectTidy();
  });
});

describe("a deletion with the power cut at", async () => {
  const start = async () => {
    const world = newWorld();
    const asset = await upload(world);
    await world.deliver();
    return { world, path: `/api/v1/assets/${asset?.id}`, id: String(asset?.id) };
  };
  const first = await start();
  const power = new Power(NO_CUT);
  const { services, settle } = first.world.services(power);
  const { deleteAsset } = await import("../../src/assets/remove.ts");
  await deleteAsset(services, first.id, null);
  await settle();

  it.each(cutsAt(power.calls))("%s", async (_, cut) => {
    const { world, path } = await start();
    const response = await world.request("DELETE", path, null, cut);
    await world.expectWhole();
    if (response?.status === 200) expect((await world.request("GET", path))?.status).toBe(404);
    await world.pass(3);
    await world.expectWhole();
    await world.expectTidy();
  });
});

describe("a sweep with the power cut at", async () => {
  /** A lost message, a removal that is due and an orphan: something for every part of the sweep. */
  const start = async () => {
    const world = newWorld();
    await upload(world, { at: COLD_CALLS.indexOf("queue.send") + 1, when: "before", what: "call" });
    const doomed = await upload(world);
    await world.deliver();
    await world.request("DELETE", `/api/v1/assets/${doomed?.id}`, null, {
      at: 5,
      when: "before",
      what: "all",
    });
    await upload(world, { at: WARM_CALLS.indexOf("r2.put") + 1, when: "after", what: "all" });
    world.now += 2 * DAY;
    return world;
  };
  const world = await start();
  const calls = await world.callsOf((power) => world.sweep(power));

  it.each(cutsAt(calls))("%s", async (_, cut) => {
    const here = await start();
    await here.sweep(new Power(cut));
    await here.expectWhole();
    await here.pass(4);
    await here.expectWhole();
    await here.expectTidy();
  });
});

async function count(table: string): Promise<number> {
  return Number(await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first("n"));
}
