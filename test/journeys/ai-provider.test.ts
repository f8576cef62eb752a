import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startOpenAi } from "../servers/openai.ts";
import { GOOD_ANSWERS } from "../servers/openai-behaviours.ts";
import { FAKE_API_KEY } from "../servers/openai-request.ts";
import { openConsole } from "./console.ts";
import { photo } from "./photos.ts";

const opened = openConsole();
let provider: Awaited<ReturnType<typeof startOpenAi>>;

beforeAll(async () => {
  provider = await startOpenAi();
});

/** Other journeys upload without a model. */
afterEach(async () => {
  for (const { id } of await opened.api<{ id: string }[]>("GET", "/system/ai/providers"))
    await opened.api("DELETE", `/system/ai/providers/${id}`);
});

afterAll(() => provider.stop());

async function fillIn(page: Page, name: string, behaviour: string): Promise<void> {
  await page.getByRole("button", { name: "Add AI provider" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Model", { exact: true }).fill("gpt-fake");
  await form.getByLabel("Base URL").fill(`${provider.url}/${behaviour}/${name}/v1`);
  await form.getByLabel("API key").fill(FAKE_API_KEY);
}

it("an AI provider, from the form to captions on a picture", async () => {
  const { caption, altText, metadata } = {
    ...GOOD_ANSWERS.caption,
    ...GOOD_ANSWERS.altText,
    metadata: GOOD_ANSWERS.metadata,
  };
  const page = await opened.visit("/ai-providers");
  await page.getByText("No AI provider yet").waitFor();
  await fillIn(page, "captions", "good");
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "Test" }).click();
  await form.getByText("It works").waitFor();
  await expect.poll(() => form.getByRole("status").innerText()).toContain(caption);
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  const line = page.getByRole("listitem").filter({ hasText: "captions" });
  await expect.poll(() => line.innerText()).toContain("in use");
  expect(await page.content()).not.toContain(FAKE_API_KEY);

  const name = `cat-${Date.now()}.jpg`;
  await page.getByRole("link", { name: "Upload" }).first().click();
  await page.getByLabel("Choose files").setInputFiles([await photo(name, 7)]);
  await page.getByRole("link", { name }).click();
  // It is there before the model has answered, and the answers come by themselves.
  const found = page.getByRole("article");
  await found.filter({ hasText: caption }).waitFor();
  await found.filter({ hasText: altText }).waitFor();
  await found.filter({ hasText: metadata.text }).waitFor();
  await expect.poll(() => found.getByText("cat", { exact: true }).count()).toBeGreaterThan(0);
  for (const [field, text] of [
    ["Alt text", altText],
    ["Description", caption],
  ] as const)
    await page.locator(".editable").filter({ hasText: field }).getByText(text).waitFor();
  expect(provider.session("captions").violations).toEqual([]);
});

it("a provider that fails is quoted, in the test and on the picture", async () => {
  const page = await opened.visit("/ai-providers");
  await fillIn(page, "blind", "bad-request");
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "Test" }).click();
  await form.getByText("Image input is not supported by this model.").waitFor();
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });

  const { id } = await opened.addAsset(
    new Uint8Array((await photo("x.jpg", 8)).buffer),
    `blind-${Date.now()}.jpg`,
    {
      runEnrichment: "false",
    },
  );
  await page.goto(`${opened.address}/assets/${id}`);
  await page.getByRole("button", { name: "Run skill" }).click();
  await form.getByLabel("Skill").selectOption("caption");
  await form.getByRole("button", { name: "Run" }).click();
  await form.getByText("Image input is not supported by this model.").waitFor();
  await form
    .getByRole("button", { name: "Cancel" })
    .or(form.getByRole("button", { name: "Close" }).last())
    .first()
    .click();
  const history = page.locator(".history details");
  await history.getByText("Image input is not supported by this model.").waitFor();
});
