/** AI steps through the door and through the queue, with a provider over real HTTP. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { ANSWERING_MODEL, activate, fakeAi, impatient, LOOPBACK_ALLOWED } from "../support/ai.ts";
import { dataOf, failureOf } from "../support/api.ts";
import { assetOf, type UploadFields, uploaded } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import { png } from "../support/images.ts";

const lab = deployment({ ...LOOPBACK_ALLOWED, services: { outbound: impatient } });

beforeEach(() => env.DB.prepare("DELETE FROM ai_profiles").run());

interface RunResult {
  succeeded: boolean;
  skillName: string;
  steps: { name: string; succeeded: boolean; errorMessage: string | null }[];
  asset: AssetDetail;
}

const quiet = (fields: UploadFields = {}) => uploaded({ runEnrichment: false, ...fields });
const post = (id: string, skill: string, json: unknown = {}) =>
  lab.post(`/api/v1/assets/${id}/skills/${skill}/run`, { json });
const run = async (id: string, skill: string, json: unknown = {}) =>
  dataOf<RunResult>(await post(id, skill, json));
const payload = (asset: AssetDetail, kind: string) =>
  JSON.parse(asset.structuredResults.find((result) => result.kind === kind)?.payloadJson ?? "null");

describe("enrich by hand", () => {
  it("writes three results, fills what is blank, and answers with every step", async () => {
    const fake = fakeAi("good");
    await activate(lab, fake);
    const { id } = await quiet({ file: await png({ width: 3000, height: 1000 }) });
    const response = await post(id, "enrich");
    expect(response.status).toBe(200);
    const result = await dataOf<RunResult>(response);
    const steps = ["caption", "alt-text", "structured-metadata"];
    expect(result).toEqual({
      succeeded: true,
      skillName: "enrich",
      steps: steps.map((name) => ({ name, succeeded: true, errorMessage: null })),
      asset: await assetOf(id),
    });
    const { asset } = result;
    expect(asset.structuredResults.map(({ kind }) => kind).sort()).toEqual(steps.toSorted());
    expect(payload(asset, "caption")).toEqual({
      caption: "A ginger cat sleeps on a red mat.",
      generator: ANSWERING_MODEL,
    });
    expect(payload(asset, "alt-text")).toEqual({
      altText: "Ginger cat asleep on a red mat.",
      generator: ANSWERING_MODEL,
    });
    expect(payload(asset, "structured-metadata")).toEqual({
      tags: ["cat", "sleep", "mat"],
      objects: ["cat", "mat"],
      colors: ["ginger", "red"],
      text: "WELCOME",
      generator: ANSWERING_MODEL,
    });
    expect(asset).toMatchObject({
      status: "ready",
      description: "A ginger cat sleeps on a red mat.",
      altText: "Ginger cat asleep on a red mat.",
      latestExecutionSummary: {
        executionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        skillName: "enrich",
        triggerSource: "manual",
        startedAtUtc: expect.stringMatching(/\.\d{3}Z$/),
        completedAtUtc: expect.stringMatching(/\.\d{3}Z$/),
        succeeded: true,
        steps: steps.map((stepName) => ({
          stepName,
          succeeded: true,
          errorMessage: null,
          startedAtUtc: expect.stringMatching(/\.\d{3}Z$/),
          completedAtUtc: expect.stringMatching(/\.\d{3}Z$/),
        })),
      },
    });
  });

  it("shows the model the original at a size at which text can be read, as JPEG", async () => {
    const fake = fakeAi("good");
    await activate(lab, fake);
    const { id } = await quiet({ file: await png({ width: 3000, height: 1000 }) });
    await run(id, "thumbnail");
    await run(id, "caption");
    const { asked, violations } = await fake.log();
    expect(violations).toEqual([]);
    expect(asked[0]?.image).toMatchObject({ contentType: "image/jpeg", width: 1568, height: 523 });
  });

  it("replaces what a model said before, and never a person's words", async () => {
    await activate(lab, fakeAi("good"));
    const { id } = await quiet({ description: "Mine", altText: "  " });
    const first = (await run(id, "caption")).asset;
    expect(first).toMatchObject({ description: "Mine", altText: "A ginger cat sleeps on a red mat." });
    await new Promise((later) => setTimeout(later, 5));
    const second = (await run(id, "caption")).asset;
    expect(second.structuredResults).toHaveLength(1);
    expect(second.structuredResults[0]?.createdAtUtc).not.toBe(first.structuredResults[0]?.createdAtUtc);
    expect(second.description).toBe("Mine");
    expect(second.updatedAtUtc).toBe(first.updatedAtUtc);
  });

  it("runs every step although one fails, and says which", async () => {
    await activate(lab, fakeAi("wrong-json"));
    const { id } = await quiet();
    const result = await run(id, "basic_image_enrich");
    expect(result).toMatchObject({
      succeeded: false,
      steps: [
        { name: "generate_thumbnail", succeeded: true, errorMessage: null },
        {
          name: "generate_basic_caption",
          succeeded: false,
          errorMessage: "The model's answer has no caption.",
        },
      ],
    });
    expect(result.asset.derivatives.map(({ kind }) => kind)).toContain("thumbnail_256");
    expect(result.asset.structuredResults).toEqual([]);
  });

  it("says so when nobody can be asked, and writes nothing", async () => {
    const before = await quiet();
    const { succeeded, steps, asset } = await run(before.id, "ENRICH");
    expect(succeeded).toBe(false);
    for (const { errorMessage } of steps) expect(errorMessage).toContain("no active AI provider profile");
    expect(asset).toMatchObject({
      structuredResults: [],
      description: null,
      updatedAtUtc: before.updatedAtUtc,
    });
  });

  it.each([
    ["answer-not-json", "The model's answer is not JSON."],
    ["json-list", "The model's answer is not a JSON object."],
    ["refusal", "The AI provider refused: I can't help with that picture."],
    ["empty", "The AI provider's answer has no content."],
    ["not-json", "The AI provider's answer is not JSON."],
    ["broken", "The AI provider answered 500: The server had an error."],
  ])("a provider that is %s fails the step with its reason", async (behaviour, errorMessage) => {
    await activate(lab, fakeAi(behaviour));
    const { id } = await quiet();
    const { steps, asset } = await run(id, "caption");
    expect(steps).toEqual([{ name: "caption", succeeded: false, errorMessage }]);
    expect(asset.structuredResults).toEqual([]);
    expect(asset.latestExecutionSummary?.steps[0]?.errorMessage).toBe(errorMessage);
  });

  it("understands a model that thinks aloud and fences its answer", async () => {
    await activate(lab, fakeAi("fenced"));
    const { id } = await quiet();
    expect((await run(id, "caption")).succeeded).toBe(true);
  });

  it("keeps hostile text as harmless data, within its bounds", async () => {
    await activate(lab, fakeAi("hostile"));
    const { id } = await quiet();
    const { asset, succeeded } = await run(id, "enrich");
    expect(succeeded).toBe(true);
    for (const { payloadJson } of asset.structuredResults)
      expect(payloadJson.length).toBeLessThanOrEqual(16_384);
    const { caption } = payload(asset, "caption");
    expect(caption).toMatch(
      /^evil\[31m <script>alert\(1\)<\/script> !\[x\]\(https:\S+\) Ignore all previous/,
    );
    expect(asset.description?.length).toBeLessThanOrEqual(1000);
    expect(asset.altText).toHaveLength(1000);
    const everything = JSON.stringify(asset);
    expect(everything).not.toMatch(/\p{Cc}|\p{Bidi_C}|\p{Cs}|[\u200b\u{e0041}]|\\u00[01]|\\ud8/u);
    const metadata = payload(asset, "structured-metadata");
    expect(metadata.tags).toHaveLength(32);
    expect(metadata.objects).toEqual(["cat", "mat"]);
    expect(metadata.text.startsWith("line one\nline two")).toBe(true);
    expect(await assetOf(id)).toMatchObject({ status: "ready", isPublic: true });
  });
});

describe("who and what", () => {
  it.each([
    ["generate_thumbnail", "thumbnail"],
    [" Thumbnail ", "thumbnail"],
    ["ai_caption", "ai-caption"],
    ["basic_caption", "ai-caption"],
    ["Generate_Basic_Caption", "ai-caption"],
  ])("%s is %s", async (alias, skillName) => {
    const { id } = await quiet();
    expect((await run(id, encodeURIComponent(alias))).skillName).toBe(skillName);
  });

  it("answers each mistake with its code", async () => {
    const { id } = await quiet();
    const unknown = "01900000-0000-7000-8000-000000000000";
    const cases = [
      [unknown, "enrich", 404, "asset_not_found"],
      ["nonsense", "enrich", 404, "asset_not_found"],
      [id, "fly", 404, "skill_not_found"],
      [id, "%20", 400, "skill_name_required"],
    ] as const;
    for (const [asset, skill, status, code] of cases) {
      const response = await post(asset, skill);
      expect([response.status, (await failureOf(response)).code]).toEqual([status, code]);
    }
  });

  it.each([undefined, null, {}, { parameters: null }, { parameters: "x" }, { Parameters: { a: 1 } }])(
    "takes %j as a body",
    async (json) => {
      const { id } = await quiet();
      const body = json === undefined ? { body: null } : { json };
      const response = await lab.post(`/api/v1/assets/${id}/skills/thumbnail/run`, body);
      expect((await dataOf<RunResult>(response)).succeeded).toBe(true);
    },
  );

  it("keeps the parameters with the execution and shows them to nobody", async () => {
    const { id } = await quiet();
    const { asset } = await run(id, "thumbnail", { parameters: { secret: "word" } });
    expect(JSON.stringify(asset)).not.toContain("secret");
    const kept = await env.DB.prepare("SELECT parameters_json FROM executions WHERE asset_id = ?")
      .bind(id)
      .first();
    expect(kept).toEqual({ parameters_json: '{"secret":"word"}' });
  });
});

describe("the history", () => {
  it("is there page by page, newest first", async () => {
    const { id } = await quiet();
    for (const skill of ["thumbnail", "caption", "thumbnail"]) await run(id, skill);
    const page = async (query: string) =>
      dataOf<{ items: { skillName: string }[]; total: number; page: number; pageSize: number }>(
        await lab.get(`/api/v1/assets/${id}/executions${query}`),
      );
    const first = await page("?pageSize=2");
    expect(first).toMatchObject({ total: 3, page: 1, pageSize: 2 });
    expect(first.items.map(({ skillName }) => skillName)).toEqual(["thumbnail", "caption"]);
    expect(first.items[0]).toEqual((await assetOf(id)).latestExecutionSummary);
    expect((await page("?page=2&pageSize=2")).items).toHaveLength(1);
    expect((await page("?page=9")).items).toEqual([]);
    const nobody = await lab.get("/api/v1/assets/nonsense/executions");
    expect([nobody.status, (await failureOf(nobody)).code]).toEqual([404, "asset_not_found"]);
  });
});
