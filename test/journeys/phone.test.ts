import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openConsole, PHONE } from "./console.ts";
import { photo } from "./photos.ts";
import { ROUTES } from "./routes.ts";

const opened = openConsole();

async function expectNoOverflow(page: Page, where: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect([where, Math.max(0, over)]).toEqual([where, 0]);
}

it("on a phone: in, around, edit, upload", async () => {
  const name = `pocket-${Date.now()}.jpg`;
  const page = await opened.visit("/login", { ...PHONE, as: null });
  await page.getByLabel("User name").fill(opened.admin.username);
  await page.getByLabel("Password").fill(opened.admin.password);
  await page.getByRole("button", { name: "Sign in" }).tap();
  await page.waitForURL("**/assets");
  const bar = page.locator(".bottom-bar");
  await bar.getByRole("link", { name: "Upload" }).tap();
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).tap();
  await (await choosing).setFiles(await photo(name, 12, 300, 400));
  await page.getByRole("status").filter({ hasText: "1 uploaded" }).waitFor();
  await expectNoOverflow(page, "upload");

  await bar.getByRole("link", { name: "Assets" }).tap();
  await page.getByRole("searchbox").fill(name);
  await page.getByRole("button", { name: "1 image", exact: true }).waitFor();
  await page.locator("[role=gridcell][data-index]").first().tap();
  await page.getByRole("heading", { name }).first().waitFor();
  await page.getByRole("button", { name: "Edit: Alt text" }).tap();
  await page.getByLabel("Alt text").fill("A hill in the pocket");
  await page.getByRole("button", { name: "Save" }).tap();
  await page.locator(".editable").getByText("A hill in the pocket").waitFor();
  await expectNoOverflow(page, "picture");

  await bar.getByRole("button", { name: "More" }).tap();
  await page.locator("#more-menu").getByRole("link", { name: "Audit log" }).tap();
  await page.waitForURL("**/audit");
  await page.locator("#more-menu").waitFor({ state: "hidden" });
  await bar.getByRole("button", { name: "More" }).tap();
  await page.locator("#more-menu").getByRole("button", { name: "Sign out" }).tap();
  await page.waitForURL("**/login");
});

it("nothing is wider than a window of 360 pixels, on any route", async () => {
  const { id } = await opened.addAsset(
    new Uint8Array((await photo("", 13, 300, 200)).buffer),
    `${"a-very-long-name-".repeat(10)}.jpg`,
    { description: "unbreakable".repeat(40) },
  );
  const page = await opened.visit("/account", { ...PHONE, viewport: { width: 360, height: 740 } });
  for (const route of [...ROUTES, `/assets/${id}`, "/assets?query=a-very-long-name", "/nowhere/at/all"]) {
    await page.goto(opened.address + route);
    await page.waitForLoadState("networkidle");
    await expectNoOverflow(page, route);
  }
  opened.forgive(page, /404/);
});
