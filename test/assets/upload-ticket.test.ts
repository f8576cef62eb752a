/** Sending an announced file: once, in time, and nothing but that file. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { sweep } from "../../src/cron.ts";
import { resultOf } from "../mcp/mcp.ts";
import { api, BASE, dataOf, failureOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { sha256Hex } from "../support/digest.ts";
import { png } from "../support/images.ts";
import { type Cut, NO_CUT, type Power } from "../support/power.ts";
import { World } from "../support/world.ts";

beforeEach(async () => {
  const tables = ["assets", "removals", "upkeep_state", "upload_tickets"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  const { objects } = await env.BUCKET.list();
  await env.BUCKET.delete(objects.map((object) => object.key));
});

async function announce(bytes: Uint8Array, more: object = {}, client = api): Promise<string> {
  const given = {
    fileName: "a.png",
    contentType: "image/png",
    size: bytes.length,
    sha256: await sha256Hex(bytes),
    ...more,
  };
  const { uploadUrl } = await resultOf("create_upload", given, { client });
  return new URL(String(uploadUrl)).pathname;
}

const send = (path: string, body: BodyInit, client = api) => client.put(path, { bearer: null, body });

async function refused(response: Response): Promise<[number, string]> {
  return [response.status, (await failureOf(response)).code];
}

async function stored(): Promise<number> {
  expect((await env.BUCKET.list()).objects.length).toBe(await count("assets"));
  return count("assets");
}

async function count(table: string): Promise<number> {
  return Number(await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first("n"));
}

it("is used once; a second sender is told what it became", async () => {
  const bytes = await png();
  const path = await announce(bytes);
  const { id } = await dataOf<AssetDetail>(await send(path, bytes));
  const again = await send(path, bytes);
  expect(again.status).toBe(400);
  const { code, message } = await failureOf(again);
  expect(code).toBe("upload_ticket_used");
  expect(message).toContain(id);
  expect(await stored()).toBe(1);

  await api.delete(`/api/v1/assets/${id}`);
  expect(await refused(await send(path, bytes))).toEqual([400, "upload_ticket_used"]);
});

it("makes one asset of several senders at once", async () => {
  const bytes = await png();
  const path = await announce(bytes);
  const answers = await Promise.all(Array.from({ length: 5 }, () => send(path, bytes)));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 400, 400, 400, 400]);
  for (const answer of answers)
    if (answer.status === 400) expect((await failureOf(answer)).code).toBe("upload_ticket_used");
  expect(await stored()).toBe(1);
});

it("takes nothing but the announced file, and stays usable after a refusal", async () => {
  const bytes = await png({ note: "right" });
  const other = await png({ note: "wrong" });
  const path = await announce(bytes);
  expect(await refused(await send(path, Uint8Array.of(...bytes, 0)))).toEqual([400, "asset_file_too_large"]);
  expect(await refused(await send(path, bytes.slice(1)))).toEqual([400, "asset_content_invalid"]);
  expect(await refused(await send(path, other))).toEqual([400, "asset_content_invalid"]);
  expect(await refused(await send(path, ""))).toEqual([400, "asset_file_empty"]);
  expect(await stored()).toBe(0);
  expect((await send(path, bytes)).status).toBe(202);
});

it("takes no other type than the announced one", async () => {
  const bytes = await png();
  const path = await announce(bytes, { contentType: "image/jpeg" });
  expect(await refused(await send(path, bytes))).toEqual([400, "asset_content_invalid"]);
  const html = new TextEncoder().encode("<script>alert(1)</script>");
  expect(await refused(await send(await announce(html), html))).toEqual([400, "asset_content_invalid"]);
  expect(await stored()).toBe(0);
});

it("reads a body without a length to its end, so that its sender reads the answer", async () => {
  const bytes = await png();
  const path = await announce(bytes);
  let sent = 0;
  const long = new ReadableStream({
    pull(controller) {
      sent += 1;
      if (sent > 160) controller.close();
      else controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  expect(await refused(await send(path, long))).toEqual([400, "asset_file_too_large"]);
  expect(sent).toBe(161);
});

it("reads no more of an endless body than Cloudflare lets through", async () => {
  const bytes = await png();
  const path = await announce(bytes);
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(1024 * 1024));
    },
  });
  expect(await refused(await send(path, endless))).toEqual([400, "asset_file_too_large"]);
  expect(sent).toBeLessThan(105);
});

describe("a token", () => {
  it("expires", async () => {
    const start = Date.UTC(2027, 0, 1);
    const bytes = await png();
    const path = await announce(bytes, {}, deployment({ services: { now: () => start } }));
    const at = (seconds: number) => deployment({ services: { now: () => start + seconds * 1000 } });
    expect(await refused(await send(path, bytes, at(900)))).toEqual([400, "upload_ticket_expired"]);
    expect((await send(path, bytes, at(899))).status).toBe(202);
    expect(await refused(await send(path, bytes, at(900)))).toEqual([400, "upload_ticket_used"]);
  });

  it("of another deployment, altered or made up opens nothing", async () => {
    const bytes = await png();
    const foreign = deployment({ vars: { JWT_SECRET: "another-secret-for-another-deployment-0123" } });
    const path = await announce(bytes);
    const [id, expires, signature] = path.replace("/uploads/", "").split(".");
    const forged = [
      await announce(bytes, {}, foreign),
      `/uploads/${id}.${Number(expires) + 1}.${signature}`,
      `/uploads/${crypto.randomUUID()}.${expires}.${signature}`,
      `/uploads/${id}.${expires}.${"A".repeat(43)}`,
      `/uploads/${id}`,
      "/uploads/x.y.z",
    ];
    for (const token of forged)
      expect(await refused(await send(token, bytes))).toEqual([404, "upload_ticket_invalid"]);
    expect(await stored()).toBe(0);
  });

  it("is for sending only", async () => {
    const path = await announce(await png());
    const response = await api.get(path);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("PUT");
  });
});

it("is forgotten a day after it expired", async () => {
  const world = new World(Date.UTC(2027, 0, 1));
  await announce(await png(), {}, deployment({ services: { now: () => world.now } }));
  world.now += 86_400_000;
  await sweep(world.services().services);
  expect(await count("upload_tickets")).toBe(1);
  world.now += 900_000;
  await sweep(world.services().services);
  expect(await count("upload_tickets")).toBe(0);
});

describe("with the power cut at", async () => {
  const bytes = await png({ width: 300, height: 200 });
  const begin = async () => {
    const world = new World(Date.UTC(2027, 0, 1));
    const path = await announce(bytes, {}, deployment({ services: { now: () => world.now } }));
    const put = async (cut: Cut) => world.request("PUT", path, bytes, cut);
    return { world, put };
  };
  const calls = await callsOf(bytes);

  it.each(cutsAt(calls))("%s", async (_, cut) => {
    const { world, put } = await begin();
    const answer = await put(cut);
    await world.expectWhole();
    const made = await count("assets");
    const used = await env.DB.prepare("SELECT count(asset_id) AS n FROM upload_tickets").first("n");
    expect(used, "used exactly when the asset exists").toBe(made);
    if (answer?.status === 202) expect(made).toBe(1);

    const again = await put(NO_CUT);
    expect(again?.status).toBe(made === 1 ? 400 : 202);
    expect(await count("assets")).toBe(1);
    await world.deliver();
    world.now += 2 * 86_400_000;
    await world.pass(3);
    await world.expectWhole();
    await world.expectTidy();
  });
});

async function callsOf(bytes: Uint8Array): Promise<string[]> {
  const world = new World(Date.UTC(2027, 0, 1));
  const path = await announce(bytes, {}, deployment({ services: { now: () => world.now } }));
  const { createApp } = await import("../../src/http/app.ts");
  return world.callsOf(async (power: Power) => {
    const { services, settle } = world.services(power);
    const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
    await createApp(() => services).fetch(
      new Request(BASE + path, { method: "PUT", body: bytes }),
      env,
      context,
    );
    await settle();
  });
}

function cutsAt(calls: string[]): [string, Cut][] {
  return calls.flatMap((name, i) =>
    (["before", "after"] as const).flatMap((when) =>
      (["call", "all"] as const).map((what): [string, Cut] => [
        `${name} (${i + 1}) ${when}${what === "all" ? ", and everything dead" : ""}`,
        { at: i + 1, when, what },
      ]),
    ),
  );
}
