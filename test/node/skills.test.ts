import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { startOpenAi } from "../servers/openai.ts";
import { ANSWERING_MODEL, GOOD_ANSWERS } from "../servers/openai-behaviours.ts";
import { FAKE_API_KEY } from "../servers/openai-request.ts";
import { png } from "./png.ts";
import { Place, Server } from "./server.ts";

const place = new Place();
let server: Server;
let provider: Awaited<ReturnType<typeof startOpenAi>>;
beforeAll(async () => {
  writeFileSync(join(place.folder, "photo.png"), png(400, 300));
  provider = await startOpenAi();
  server = await Server.start(place, "--var", "ALLOW_PRIVATE_NETWORK_ENDPOINTS:true");
});
afterAll(async () => {
  await server.stop();
  await provider.stop();
  place.remove();
});

/** What a person types, and the `data` that they read. Never waited for in one piece: the provider is in this process. */
async function curl<T>(path: string, ...options: string[]): Promise<T> {
  const key = ["-H", `Authorization: Bearer ${place.secrets.API_KEYS}`];
  const args = ["-sS", "--fail-with-body", ...key, ...options, server.address + path];
  const { stdout } = await promisify(execFile)("curl", args, { cwd: place.folder });
  return JSON.parse(stdout).data;
}

const json = (body: string) => ["-H", "Content-Type: application/json", "-d", body];
const upload = (...fields: string[]) =>
  curl<AssetDetail>("/api/v1/assets", "-F", "file=@photo.png", ...fields);
const run = (id: string, skill: string) => curl(`/api/v1/assets/${id}/skills/${skill}/run`, ...json("{}"));

async function enriched(id: string): Promise<AssetDetail> {
  for (;;) {
    const asset = await curl<AssetDetail>(`/api/v1/assets/${id}`);
    if (asset.latestExecutionSummary?.skillName === "enrich") return asset;
    await sleep(500);
  }
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const NOBODY = expect.stringContaining("no active AI provider profile");

/** The execution as an asset shows it, with the same outcome for each step. */
const summary = (
  triggerSource: string,
  skillName: string,
  steps: string[],
  errorMessage: unknown = null,
) => ({
  executionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  skillName,
  triggerSource,
  startedAtUtc: time,
  completedAtUtc: time,
  succeeded: errorMessage === null,
  steps: steps.map((stepName) => ({
    stepName,
    succeeded: errorMessage === null,
    errorMessage,
    startedAtUtc: time,
    completedAtUtc: time,
  })),
});
const ENRICH = ["caption", "alt-text", "structured-metadata"];

describe("with curl and without an AI provider", () => {
  it("lists the skills in their order", async () => {
    const skills = await curl<{ skillName: string; steps: string[] }[]>("/api/v1/assets/skills");
    expect(skills.map(({ skillName }) => skillName)).toEqual([
      "enrich",
      "caption",
      "basic_image_enrich",
      "thumbnail",
      "ai-caption",
      "exif-strip",
      "format-convert",
      "watermark",
    ]);
    expect(skills[0]).toEqual({ skillName: "enrich", description: expect.any(String), steps: ENRICH });
  });

  it("uploads, and reads what was tried and why it failed", async () => {
    const quiet = await upload("-F", "runEnrichment=false");
    const { latestExecutionSummary, derivatives } = await enriched((await upload()).id);
    expect(latestExecutionSummary).toEqual(summary("upload", "enrich", ENRICH, NOBODY));
    expect(derivatives.map(({ kind }) => kind)).toContain("thumbnail_256");
    const untouched = await curl<AssetDetail>(`/api/v1/assets/${quiet.id}`);
    expect(untouched).toMatchObject({ latestExecutionSummary: null, derivatives: [], structuredResults: [] });
  });

  it("runs enrich by hand, and every step says what is missing", async () => {
    const { id } = await upload("-F", "runEnrichment=false");
    expect(await run(id, "enrich")).toEqual({
      succeeded: false,
      skillName: "enrich",
      steps: ENRICH.map((name) => ({ name, succeeded: false, errorMessage: NOBODY })),
      asset: expect.objectContaining({
        id,
        description: null,
        structuredResults: [],
        latestExecutionSummary: summary("manual", "enrich", ENRICH, NOBODY),
      }),
    });
  });
});

describe("with curl and an AI provider", () => {
  beforeAll(async () => {
    const profile = {
      name: "Fake",
      apiBaseUrl: `${provider.url}/good/curl`,
      apiKey: FAKE_API_KEY,
      modelName: "m",
    };
    expect(await curl("/api/v1/system/ai/providers", ...json(JSON.stringify(profile)))).toMatchObject({
      isActive: true,
      apiKey: "sk-***",
    });
  });

  it("runs enrich and caption by hand, and reads the result", async () => {
    const { id } = await upload("-F", "runEnrichment=false");
    const results = [
      ["caption", GOOD_ANSWERS.caption],
      ["alt-text", GOOD_ANSWERS.altText],
      ["structured-metadata", GOOD_ANSWERS.metadata],
    ].map(([kind, answer]) => ({
      kind,
      payloadJson: JSON.stringify({ ...(answer as object), generator: ANSWERING_MODEL }),
      createdAtUtc: time,
    }));
    expect(await run(id, "enrich")).toEqual({
      succeeded: true,
      skillName: "enrich",
      steps: ENRICH.map((name) => ({ name, succeeded: true, errorMessage: null })),
      asset: expect.objectContaining({
        description: GOOD_ANSWERS.caption.caption,
        altText: GOOD_ANSWERS.altText.altText,
        structuredResults: results,
        latestExecutionSummary: summary("manual", "enrich", ENRICH),
      }),
    });
    expect(await run(id, "caption")).toMatchObject({
      succeeded: true,
      skillName: "caption",
      steps: [{ name: "caption", succeeded: true, errorMessage: null }],
      asset: { latestExecutionSummary: summary("manual", "caption", ["caption"]) },
    });
  });

  it("uploads, and finds it described in the background", async () => {
    const asset = await enriched((await upload()).id);
    expect(asset).toMatchObject({
      description: GOOD_ANSWERS.caption.caption,
      altText: GOOD_ANSWERS.altText.altText,
      latestExecutionSummary: summary("upload", "enrich", ENRICH),
    });
    expect(provider.session("curl").violations).toEqual([]);
  });
});
