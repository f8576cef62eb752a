import type { Page } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { openConsole } from "./console.ts";
import { photo } from "./photos.ts";
import { onReact } from "./react-console.ts";

const opened = openConsole();

/** One that runs after uploads would work on the pictures of other journeys. */
afterEach(async () => {
  for (const { id } of await opened.api<{ id: string }[]>("GET", "/system/workflows"))
    await opened.api("DELETE", `/system/workflows/${id}`);
});

const node = (page: Page, skill: string) => page.locator(".react-flow__node").filter({ hasText: skill });
const order = (page: Page) => page.locator(".order-list li").allInnerTexts();
const add = (page: Page, skill: string) => page.getByRole("button", { name: skill, exact: true });

async function addPicture(name: string) {
  return opened.addAsset(new Uint8Array((await photo(name, 5, 300, 200)).buffer), name, {
    runEnrichment: "false",
  });
}

const LIBRARIES = { Preact: undefined, "React 19": onReact };

it.each(Object.entries(LIBRARIES))(
  "drawn with the pointer, tried, saved and run on a picture, on %s",
  async (_, prepare) => {
    const { id } = await addPicture(`draw-${Date.now()}.jpg`);
    const page = await opened.visit("/workflows", { prepare });
    const canvas = page.locator(".react-flow__pane");
    await add(page, "format-convert").dragTo(canvas, { targetPosition: { x: 420, y: 120 } });
    await add(page, "watermark").dragTo(canvas, { targetPosition: { x: 120, y: 260 } });
    await node(page, "watermark").waitFor();
    await page.getByRole("button", { name: "Fit View" }).click();
    await expect.poll(() => order(page)).toEqual(["1. watermark", "2. format-convert"]);

    // What an arrow leads to runs later.
    await node(page, "format-convert").locator(".source").dragTo(node(page, "watermark").locator(".target"));
    await page.locator(".react-flow__edge").waitFor({ state: "attached" });
    await expect.poll(() => order(page)).toEqual(["1. format-convert", "2. watermark"]);

    await node(page, "watermark").click();
    await page.getByLabel("Opacity").fill("7");
    await page.getByText("From 0 to 1").waitFor();
    await node(page, "watermark").getByText("Check: Opacity").waitFor();
    await page.getByLabel("Opacity").fill("0.7");
    await page.getByText("From 0 to 1").waitFor({ state: "hidden" });
    await page.getByLabel("Text", { exact: true }).fill("© Neko");

    await page.getByRole("button", { name: "Try", exact: true }).click();
    await page.getByRole("heading", { name: "2. watermark" }).waitFor();
    await expect.poll(() => page.locator(".steps li.done").count()).toBe(2);
    expect((await opened.api<{ derivatives: [] }>("GET", `/assets/${id}`)).derivatives).toEqual([]);

    await page.getByLabel("Name").fill("Web copies");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Unsaved").waitFor({ state: "hidden" });
    await page.reload();
    await node(page, "watermark").getByText("Text © Neko").waitFor();
    await expect.poll(() => order(page)).toEqual(["1. format-convert", "2. watermark"]);

    await page.goto(`${opened.address}/assets/${id}`);
    await page.getByLabel("Workflow").selectOption("Web copies");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText("“Web copies” is running: 2 skills").waitFor();
    const history = page.locator(".history details");
    await history.filter({ hasText: "watermark" }).getByText("Done").first().waitFor();
    await history.filter({ hasText: "format-convert" }).getByText("Done").first().waitFor();
  },
);

it("made with the keyboard alone, put in another order, and run after uploads", async () => {
  const page = await opened.visit("/workflows");
  for (const skill of ["thumbnail", "format-convert", "exif-strip"]) await add(page, skill).press("Enter");
  await expect.poll(() => order(page)).toEqual(["1. thumbnail", "2. format-convert", "3. exif-strip"]);
  await expect.poll(() => page.locator(".react-flow__edge").count()).toBe(2);
  await page.waitForFunction(() => {
    const right = (selector: string) =>
      Math.max(...[...document.querySelectorAll(selector)].map((each) => each.getBoundingClientRect().right));
    return right(".react-flow__node") < right(".flow");
  });
  await page.locator(".order-list button").filter({ hasText: "exif-strip" }).press("Enter");
  await page.getByLabel("Runs after", { exact: true }).selectOption("First");
  await page.getByRole("button", { name: "Close" }).press("Enter");
  await expect.poll(() => order(page)).toEqual(["1. exif-strip", "2. thumbnail", "3. format-convert"]);
  await page.getByLabel("Name").fill("Clean");
  await page.getByRole("switch", { name: "Runs after each upload" }).press("Space");
  await page.getByLabel("Name").press("Enter");
  await page.getByText("Unsaved").waitFor({ state: "hidden" });

  const { id } = await opened.addAsset(
    new Uint8Array((await photo("x", 6, 300, 200)).buffer),
    `auto-${Date.now()}.jpg`,
  );
  await page.goto(`${opened.address}/assets/${id}`);
  const history = page.locator(".history details");
  await history.nth(2).waitFor();
  await expect
    .poll(() => history.locator("summary strong").allInnerTexts())
    .toEqual(["format-convert", "thumbnail", "exif-strip"]);
  await expect.poll(() => history.filter({ hasText: "after the upload" }).count()).toBe(3);
});

it("what is not saved is not lost by a link, nor by the way back", async () => {
  const page = await opened.visit("/settings");
  await page.getByRole("link", { name: "Workflows" }).first().click();
  await add(page, "thumbnail").click();
  let asked = page.waitForEvent("dialog");
  await page.getByRole("link", { name: "Users" }).first().click();
  await asked;
  opened.forgive(page, /dialog: There are unsaved changes/);
  await node(page, "thumbnail").waitFor();
  asked = page.waitForEvent("dialog");
  await page.evaluate(() => history.back());
  await asked;
  opened.forgive(page, /dialog: There are unsaved changes/);
  await node(page, "thumbnail").waitFor();
  expect(opened.pathOf(page)).toBe("/workflows");
});

it("a graph that can't be read is kept as it is", async () => {
  const graphJson = '{"nodes": {"a": "of another editor"}}';
  await opened.api("POST", "/system/workflows", { name: "By hand", graphJson, isAutoRun: false });
  const page = await opened.visit("/workflows");
  await page.getByText("This graph can't be shown here.").waitFor();
  await page.getByLabel("Description").fill("described");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Unsaved").waitFor({ state: "hidden" });
  expect(await opened.api("GET", "/system/workflows")).toMatchObject([
    { description: "described", graphJson },
  ]);
});
