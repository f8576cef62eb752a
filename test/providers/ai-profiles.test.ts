import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AiProviderProfile } from "../../src/providers/ai-profile.ts";
import { activate, FAKE_API_KEY, fakeAi, impatient, LOOPBACK_ALLOWED } from "../support/ai.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { addPerson, login } from "../support/people.ts";

/** As in production; the other tests call servers on loopback. */
const guarded = deployment({ vars: { ALLOW_PRIVATE_NETWORK_ENDPOINTS: "false" } });

const PATH = "/api/v1/system/ai/providers";
const UNKNOWN = "01900000-0000-7000-8000-000000000000";
const lab = deployment({ ...LOOPBACK_ALLOWED, services: { outbound: impatient } });

const VALID = {
  name: "OpenAI",
  apiBaseUrl: "https://api.openai.com/v1",
  apiKey: "sk-live-0123456789",
  modelName: "gpt-5-mini",
};

beforeEach(() => env.DB.prepare("DELETE FROM ai_profiles").run());

const create = async (changes: object = {}): Promise<AiProviderProfile> =>
  dataOf<AiProviderProfile>(await api.post(PATH, { json: { ...VALID, ...changes } }));
const list = async () => dataOf<AiProviderProfile[]>(await api.get(PATH));

describe("creating", () => {
  it("answers with the profile, its key masked, and where it is", async () => {
    const response = await api.post(PATH, { json: { ...VALID, APIBASEURL: "https://api.openai.com/v1///" } });
    expect(response.status).toBe(201);
    const profile = await dataOf<AiProviderProfile>(response);
    expect(response.headers.get("location")).toBe(`${PATH}/${profile.id}`);
    expect(profile).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "OpenAI",
      apiBaseUrl: "https://api.openai.com/v1",
      apiKey: "sk-***",
      modelName: "gpt-5-mini",
      defaultSystemPrompt: expect.stringContaining("JSON object"),
      isActive: true,
      createdAtUtc: expect.stringMatching(/\.\d{3}Z$/),
      updatedAtUtc: profile.createdAtUtc,
    });
    expect(await list()).toEqual([profile]);
  });

  it("keeps the key only encrypted", async () => {
    await create();
    const row = await env.DB.prepare("SELECT * FROM ai_profiles").first();
    expect(JSON.stringify(row)).not.toContain(VALID.apiKey);
    expect(row?.api_key_ciphertext).toMatch(/^v1:/);
  });

  it.each([
    ["SK-Upper-Case", "sk-***"],
    ["abcdefgh", "abcd***"],
    ["abcde", "abcd***"],
    ["abcd", "***"],
    ["a", "***"],
  ])("masks %s as %s", async (apiKey, masked) => {
    expect((await create({ apiKey })).apiKey).toBe(masked);
  });

  it("is active only if no other is, unless it is asked for", async () => {
    const first = await create({ name: "b" });
    const second = await create({ name: "a" });
    const third = await create({ name: "c", isActive: true });
    expect([first, second, third].map(({ isActive }) => isActive)).toEqual([true, false, true]);
    expect((await list()).map(({ name, isActive }) => [name, isActive])).toEqual([
      ["c", true],
      ["a", false],
      ["b", false],
    ]);
    const idle = await create({ name: "d", isActive: false });
    expect(idle.isActive).toBe(false);
  });

  it.each([
    [{ name: undefined }, "name_required"],
    [{ name: null }, "name_required"],
    [{ name: "  " }, "name_required"],
    [{ apiBaseUrl: null }, "api_base_url_required"],
    [{ apiBaseUrl: "" }, "api_base_url_required"],
    [{ apiBaseUrl: "api.openai.com" }, "api_base_url_invalid"],
    [{ apiBaseUrl: "ftp://api.openai.com" }, "api_base_url_invalid"],
    [{ apiBaseUrl: "https://" }, "api_base_url_invalid"],
    [{ apiBaseUrl: "https://user:secret@api.openai.com" }, "api_base_url_invalid"],
    [{ apiKey: " " }, "api_key_required"],
    [{ apiKey: undefined }, "api_key_required"],
    [{ apiKey: "sk-***" }, "api_key_invalid"],
    [{ apiKey: "abcd***" }, "api_key_invalid"],
    [{ apiKey: "line\nbreak" }, "api_key_invalid"],
    [{ modelName: "" }, "model_name_required"],
  ])("refuses %j as %s", async (changes, code) => {
    const response = await guarded.post(PATH, { json: { ...VALID, ...changes } });
    expect(response.status).toBe(400);
    expect((await failureOf(response)).code).toBe(`ai_provider_profile_${code}`);
    expect(await list()).toEqual([]);
  });

  it.each([
    { name: "n".repeat(129) },
    { apiBaseUrl: `https://api.openai.com/${"x".repeat(512)}` },
    { modelName: "m".repeat(257) },
    { name: 7 },
    { isActive: "yes" },
  ])("refuses %j as no valid request", async (changes) => {
    expect((await failureOf(await api.post(PATH, { json: { ...VALID, ...changes } }))).code).toBe(
      "request_invalid",
    );
  });

  it("refuses a name that is taken, in any case", async () => {
    await create();
    const response = await api.post(PATH, { json: { ...VALID, name: " OPENAI " } });
    expect(response.status).toBe(400);
    expect((await failureOf(response)).code).toBe("ai_provider_profile_name_conflict");
  });
});

describe("changing", () => {
  it("changes what is there and keeps what is not, the key first of all", async () => {
    const { id } = await create();
    const before = await env.DB.prepare("SELECT api_key_ciphertext FROM ai_profiles").first(
      "api_key_ciphertext",
    );
    const changed = await dataOf<AiProviderProfile>(
      await api.patch(`${PATH}/${id}`, { json: { modelName: "gpt-6", defaultSystemPrompt: " Be brief. " } }),
    );
    expect(changed).toMatchObject({
      name: "OpenAI",
      modelName: "gpt-6",
      defaultSystemPrompt: "Be brief.",
      apiKey: "sk-***",
    });
    expect(
      await env.DB.prepare("SELECT api_key_ciphertext FROM ai_profiles").first("api_key_ciphertext"),
    ).toBe(before);
    const reset = await dataOf<AiProviderProfile>(
      await api.patch(`${PATH}/${id}`, { json: { defaultSystemPrompt: null, apiKey: "other-key" } }),
    );
    expect(reset.apiKey).toBe("othe***");
    expect(reset.defaultSystemPrompt).toContain("JSON object");
  });

  it("moves the one that is active, or leaves none", async () => {
    const [one, two] = [await create({ name: "one" }), await create({ name: "two" })];
    await dataOf(await api.patch(`${PATH}/${two.id}`, { json: { isActive: true } }));
    expect((await list()).map(({ name, isActive }) => [name, isActive])).toEqual([
      ["two", true],
      ["one", false],
    ]);
    await dataOf(await api.patch(`${PATH}/${two.id}`, { json: { isActive: false } }));
    const active = await api.get(`${PATH}/active`);
    expect([active.status, await active.json()]).toEqual([200, { data: null }]);
    await dataOf(await api.patch(`${PATH}/${one.id}`, { json: { isActive: true } }));
    expect(await dataOf(await api.get(`${PATH}/active`))).toMatchObject({ id: one.id });
  });

  it("is one active profile, however many want to be at once", async () => {
    const made = await Promise.all(["a", "b", "c", "d"].map((name) => create({ name })));
    await Promise.all(made.map(({ id }) => api.patch(`${PATH}/${id}`, { json: { isActive: true } })));
    expect((await list()).filter(({ isActive }) => isActive)).toHaveLength(1);
  });

  it.each([
    [{ apiKey: null }, "api_key_required"],
    [{ apiKey: " " }, "api_key_required"],
    [{ apiKey: "sk-***" }, "api_key_invalid"],
    [{ name: null }, "name_required"],
    [{ apiBaseUrl: "10.0.0.1" }, "api_base_url_invalid"],
    [{ name: "TAKEN" }, "name_conflict"],
  ])("refuses %j as %s and changes nothing", async (json, code) => {
    await create({ name: "taken" });
    const { id } = await create({ name: "mine" });
    const before = await list();
    const response = await guarded.patch(`${PATH}/${id}`, { json });
    expect((await failureOf(response)).code).toBe(`ai_provider_profile_${code}`);
    expect(await list()).toEqual(before);
  });

  it("knows no profile that isn't there", async () => {
    for (const id of [UNKNOWN, "nonsense"]) {
      for (const response of [
        await api.patch(`${PATH}/${id}`, { json: {} }),
        await api.delete(`${PATH}/${id}`),
        await api.post(`${PATH}/test`, { json: { profileId: id } }),
      ]) {
        expect(response.status).toBe(404);
        expect((await failureOf(response)).code).toBe("ai_provider_profile_not_found");
      }
    }
  });
});

describe("deleting", () => {
  it("says whether it was active, and activates no other", async () => {
    const { id } = await create({ name: "one" });
    await create({ name: "two" });
    expect(await dataOf(await api.delete(`${PATH}/${id}`))).toEqual({
      id,
      wasActive: true,
      status: "deleted",
      deletedAtUtc: expect.stringMatching(/\.\d{3}Z$/),
    });
    expect((await list()).map(({ isActive }) => isActive)).toEqual([false]);
  });
});

describe("testing", () => {
  it("gives a caption of a saved profile's model", async () => {
    const fake = fakeAi("good");
    const { id } = await activate(lab, fake);
    const result = await dataOf(await lab.post(`${PATH}/test`, { json: { profileId: id } }));
    expect(result).toEqual({
      succeeded: true,
      caption: "A ginger cat sleeps on a red mat.",
      resolvedModelName: "fake-vision-2026-11",
      resolvedApiBaseUrl: fake.base,
      errorMessage: null,
    });
    const log = await fake.log();
    expect(log.violations).toEqual([]);
    expect(log.asked[0]).toMatchObject({ model: "gpt-fake", image: { width: 8, height: 8 } });
  });

  it("takes what is entered before it is saved, over what is saved, and saves nothing", async () => {
    const [saved, entered] = [fakeAi("unauthorized"), fakeAi("good")];
    const { id } = await activate(lab, saved);
    const before = await list();
    const json = {
      profileId: id,
      apiBaseUrl: entered.base,
      modelName: "other",
      apiKey: " ",
      defaultSystemPrompt: "",
    };
    expect(await dataOf(await lab.post(`${PATH}/test`, { json }))).toMatchObject({ succeeded: true });
    const [asked] = (await entered.log()).asked;
    expect(asked?.model).toBe("other");
    expect(asked?.systemPrompt).toContain("JSON object");
    const unsaved = {
      apiBaseUrl: entered.base,
      apiKey: FAKE_API_KEY,
      modelName: "m",
      defaultSystemPrompt: "Hi.",
    };
    expect(await dataOf(await lab.post(`${PATH}/test`, { json: unsaved }))).toMatchObject({
      succeeded: true,
    });
    expect((await entered.log()).asked[1]?.systemPrompt).toBe("Hi.");
    expect(await list()).toEqual(before);
  });

  it("says why it failed, without the key", async () => {
    const { id } = await activate(lab, fakeAi("unauthorized"));
    const response = await lab.post(`${PATH}/test`, { json: { profileId: id } });
    expect(response.status).toBe(200);
    expect(await dataOf(response)).toMatchObject({
      succeeded: false,
      caption: null,
      resolvedModelName: "gpt-fake",
      errorMessage: "The AI provider answered 401: Incorrect API key provided: sk-***. Use Bearer ***",
    });
  });

  it.each(["https://169.254.169.254/latest", "http://localhost:11434", "http://ai.example.com"])(
    "never calls %s, which may be saved, and says why",
    async (apiBaseUrl) => {
      const saved = await guarded.post(PATH, { json: { ...VALID, apiBaseUrl } });
      expect(saved.status).toBe(201);
      const { id } = await dataOf<{ id: string }>(saved);
      expect(await dataOf(await guarded.post(`${PATH}/test`, { json: { profileId: id } }))).toMatchObject({
        succeeded: false,
        errorMessage: expect.stringContaining("ALLOW_PRIVATE_NETWORK_ENDPOINTS"),
      });
    },
  );

  it.each([
    [{}, "api_base_url_required"],
    [{ apiBaseUrl: "https://api.openai.com" }, "api_key_required"],
    [{ apiBaseUrl: "https://api.openai.com", apiKey: "k" }, "model_name_required"],
    [{ ...VALID, apiBaseUrl: "nonsense" }, "api_base_url_invalid"],
    [{ ...VALID, apiKey: "sk-***" }, "api_key_invalid"],
  ])("refuses %j as %s", async (json, code) => {
    const response = await api.post(`${PATH}/test`, { json });
    expect(response.status).toBe(400);
    expect((await failureOf(response)).code).toBe(`ai_provider_profile_${code}`);
  });
});

it("asks for the permission of each act", async () => {
  const person = await addPerson({ permissions: ["assets.read", "aiProviders.read"] });
  const { accessToken: bearer } = await dataOf<{ accessToken: string }>(await login(person));
  expect((await api.get(PATH, { bearer })).status).toBe(200);
  expect((await api.get(`${PATH}/active`, { bearer })).status).toBe(200);
  for (const [method, path] of [
    ["POST", PATH],
    ["POST", `${PATH}/test`],
    ["PATCH", `${PATH}/${UNKNOWN}`],
    ["DELETE", `${PATH}/${UNKNOWN}`],
  ] as const) {
    expect((await api.request(method, path, { bearer })).status).toBe(403);
  }
  expect((await api.get(PATH, { bearer: null })).status).toBe(401);
});
