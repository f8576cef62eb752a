/** What follows an upload when the provider is not at its best: nothing is lost, nothing is paid for twice. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetDetail, AssetListItem } from "../../src/assets/asset.ts";
import { activate, fakeAi, impatient, LOOPBACK_ALLOWED } from "../support/ai.ts";
import { dataOf } from "../support/api.ts";
import { form, type UploadFields } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import { World } from "../support/world.ts";

const lab = deployment({ ...LOOPBACK_ALLOWED, services: { outbound: impatient } });
let world: World;

beforeEach(async () => {
  await env.DB.batch(
    ["assets", "ai_profiles", "workflows"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  );
  world = new World(Date.UTC(2027, 0, 1), LOOPBACK_ALLOWED.vars);
});

async function upload(fields: UploadFields = {}): Promise<string> {
  const response = await world.request("POST", "/api/v1/assets", await form(fields));
  if (response === null) throw new Error("no answer");
  return (await dataOf<AssetDetail>(response)).id;
}

const read = async (id: string) => dataOf<AssetDetail>(await lab.get(`/api/v1/assets/${id}`));
const openJobs = async () => (await env.DB.prepare("SELECT * FROM jobs").all()).results;
const history = async (id: string) => {
  const page = await dataOf<{ items: NonNullable<AssetDetail["latestExecutionSummary"]>[] }>(
    await lab.get(`/api/v1/assets/${id}/executions`),
  );
  return page.items.map(({ skillName, succeeded }) => `${skillName} ${succeeded ? "succeeded" : "failed"}`);
};

describe("after an upload", () => {
  it("the thumbnail is made, then the words; the newest execution is enrich", async () => {
    const fake = fakeAi("good");
    await activate(lab, fake);
    const id = await upload();
    await world.deliver();
    expect(await history(id)).toEqual(["enrich succeeded", "thumbnail succeeded"]);
    const asset = await read(id);
    expect(asset.latestExecutionSummary).toMatchObject({ skillName: "enrich", triggerSource: "upload" });
    expect(asset).toMatchObject({
      status: "ready",
      description: "A ginger cat sleeps on a red mat.",
      altText: "Ginger cat asleep on a red mat.",
    });
    expect(await openJobs()).toEqual([]);
    expect((await fake.log()).answered).toBe(3);
  });

  it("the list and the asset say for how long there is something to do", async () => {
    const listed = async () => {
      const { items } = await dataOf<{ items: AssetListItem[] }>(await lab.get("/api/v1/assets"));
      return Object.fromEntries(items.map(({ id, isProcessing }) => [id, isProcessing]));
    };
    await activate(lab, fakeAi("broken"));
    const plain = await upload({ runEnrichment: false });
    const id = await upload();
    expect(await listed()).toEqual({ [plain]: false, [id]: true });
    expect([await read(plain), await read(id)]).toMatchObject([
      { isProcessing: false },
      { isProcessing: true },
    ]);
    await world.deliver();
    expect(await listed()).toEqual({ [plain]: false, [id]: true });
    while (world.waiting.length > 0) await world.pass(60);
    expect(await history(id)).toEqual(["enrich failed", "thumbnail succeeded"]);
    expect(await listed()).toEqual({ [plain]: false, [id]: false });
    expect(await read(id)).toMatchObject({ isProcessing: false });
  });

  it("a person's words are kept, also those written while the model thinks", async () => {
    await activate(lab, fakeAi("good"));
    const id = await upload({ description: "Written with the upload" });
    await lab.patch(`/api/v1/assets/${id}`, { json: { altText: "Written meanwhile" } });
    await world.deliver();
    expect(await read(id)).toMatchObject({
      description: "Written with the upload",
      altText: "Written meanwhile",
      structuredResults: expect.arrayContaining([expect.objectContaining({ kind: "caption" })]),
    });
  });

  it("an overloaded provider is asked again later, and only for what it has not answered", async () => {
    const fake = fakeAi("down-2");
    await activate(lab, fake);
    const id = await upload();
    await world.deliver();
    expect(await history(id)).toEqual(["thumbnail succeeded"]);
    expect((await read(id)).structuredResults.map(({ kind }) => kind)).toEqual(["structured-metadata"]);
    await world.pass(1);
    expect(await history(id)).toEqual(["enrich succeeded", "thumbnail succeeded"]);
    expect(await fake.log()).toMatchObject({ requests: 5, answered: 3, violations: [] });
    expect(await openJobs()).toEqual([]);
  });

  it("a provider that says when to come back is not asked before", async () => {
    const fake = fakeAi("limited-until-600");
    await activate(lab, fake);
    await upload();
    await world.deliver();
    expect((await fake.log()).requests).toBe(3);
    await world.pass(9);
    expect((await fake.log()).requests).toBe(3);
    await world.pass(2);
    expect((await fake.log()).requests).toBe(6);
  });

  it("a provider that stays down is given up on, with its reason on record", async () => {
    const fake = fakeAi("broken");
    await activate(lab, fake);
    const id = await upload();
    while (world.waiting.length > 0) {
      world.now = Math.max(world.now, Math.min(...world.waiting.map(({ due }) => due)));
      await world.deliver();
    }
    expect(await history(id)).toEqual(["enrich failed", "thumbnail succeeded"]);
    expect((await read(id)).latestExecutionSummary?.steps[0]?.errorMessage).toContain(
      "500: The server had an error",
    );
    expect((await fake.log()).requests).toBe(30);
    expect(await openJobs()).toEqual([]);
  });

  it.each(["unauthorized", "refusal", "wrong-json", "answer-not-json"])(
    "a provider that is %s is not asked twice",
    async (behaviour) => {
      const fake = fakeAi(behaviour);
      await activate(lab, fake);
      const id = await upload();
      await world.deliver();
      expect(await history(id)).toEqual(["enrich failed", "thumbnail succeeded"]);
      expect((await fake.log()).requests).toBe(3);
      expect(await openJobs()).toEqual([]);
    },
  );

  it("an asset that is deleted meanwhile ends its job", async () => {
    await activate(lab, fakeAi("down-99"));
    const id = await upload();
    await world.deliver();
    await lab.delete(`/api/v1/assets/${id}`);
    await world.pass(2);
    expect(world.waiting).toEqual([]);
  });
});

describe("a skill for many", () => {
  const batch = async (skill: string, json: unknown) =>
    dataOf<{ jobCount: number; hasMore: boolean }>(
      await requestJson(`/api/v1/assets/skills/${skill}/run-batch`, json),
    );

  async function requestJson(path: string, json: unknown): Promise<Response> {
    const response = await world.request(
      "POST",
      path,
      new Blob([JSON.stringify(json)], { type: "application/json" }),
    );
    if (response === null) throw new Error("no answer");
    return response;
  }

  it("captions what has none, once, and leaves the rest alone", async () => {
    const fake = fakeAi("good");
    await activate(lab, fake);
    const [done, one, two] = [
      await upload({ runEnrichment: false }),
      await upload({ runEnrichment: false }),
      await upload({ runEnrichment: false, isPublic: false }),
    ];
    await lab.post(`/api/v1/assets/${done}/skills/caption/run`, { json: {} });
    expect((await fake.log()).answered).toBe(1);

    expect(await batch("caption", { filter: {} })).toEqual({
      skillName: "caption",
      jobCount: 2,
      hasMore: false,
    });
    expect(await batch("caption", { filter: {} })).toMatchObject({ jobCount: 0 });
    await world.deliver();
    for (const id of [one, two]) {
      expect(await read(id)).toMatchObject({
        description: "A ginger cat sleeps on a red mat.",
        latestExecutionSummary: { skillName: "caption", triggerSource: "manual", succeeded: true },
      });
    }
    expect((await fake.log()).answered).toBe(3);

    expect(await batch("enrich", { ids: [done, done.toUpperCase()] })).toMatchObject({ jobCount: 1 });
    await world.deliver();
    // The caption is there already and is not paid for again.
    expect((await fake.log()).answered).toBe(5);
    world.now += 1000;
    expect(await batch("enrich", { ids: [done], onlyMissing: false })).toMatchObject({ jobCount: 1 });
    await world.deliver();
    expect((await fake.log()).answered).toBe(8);
    expect(
      await batch("caption", { filter: { isPublic: false, contentType: "image/*" }, onlyMissing: false }),
    ).toMatchObject({ jobCount: 1 });
    expect(
      await batch("caption", { filter: { contentType: "image/jpeg" }, onlyMissing: false }),
    ).toMatchObject({ jobCount: 0 });
  });

  it("answers 202, and each mistake with its code", async () => {
    expect((await requestJson("/api/v1/assets/skills/thumbnail/run-batch", { ids: [] })).status).toBe(202);
    const cases = [
      ["fly", { ids: [] }, 404, "skill_not_found"],
      ["caption", {}, 400, "request_invalid"],
      ["caption", { ids: ["x"] }, 400, "request_invalid"],
      ["caption", { ids: Array.from({ length: 101 }, () => crypto.randomUUID()) }, 400, "request_invalid"],
    ] as const;
    for (const [skill, json, status, code] of cases) {
      const response = await requestJson(`/api/v1/assets/skills/${skill}/run-batch`, json);
      expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }]);
    }
  });
});
