import { expect, it } from "vitest";
import { openConsole } from "./console.ts";
import { photo } from "./photos.ts";

const opened = openConsole();

it("from the first sign-in to a published picture, and out again", async () => {
  const name = `alps-${Date.now()}.jpg`;
  const page = await opened.visit("/", { as: null });
  await page.goto(`${opened.address}/assets`);
  await page.waitForURL("**/login?redirect=%2Fassets");

  await page.getByLabel("User name").fill(opened.admin.username);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: "The user name or the password is wrong." }).waitFor();
  opened.forgive(page, /401/);
  await page.getByLabel("Password").fill(opened.admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/assets");

  await page.getByRole("link", { name: "Upload" }).first().click();
  await page.getByText("Options for the next files").click();
  await page.getByRole("switch", { name: "Public" }).uncheck();
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).click();
  await (await choosing).setFiles(await photo(name));
  await page.getByRole("status").filter({ hasText: "1 uploaded" }).waitFor();
  const entry = page.getByRole("listitem").filter({ hasText: name });
  await entry.getByText("Ready").waitFor();
  await page.waitForFunction(
    () => document.querySelector<HTMLImageElement>(".entry img")?.naturalWidth === 256,
  );

  await entry.getByRole("link", { name }).click();
  await page.getByRole("heading", { name }).first().waitFor();
  await page.getByRole("button", { name: "Edit: Description" }).click();
  await page.getByLabel("Description").fill("Dawn over the valley");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Dawn over the valley").waitFor();
  const publicPage = `${opened.address}/gallery?query=${name}`;
  expect(await (await fetch(publicPage)).text()).not.toContain("Dawn over the valley");
  await page.getByRole("switch", { name: "Private" }).check();
  await page.getByRole("switch", { name: "Public" }).waitFor();

  await page.goto(publicPage);
  await page.locator(".wall a").click();
  await page.getByText("Dawn over the valley").first().waitFor();
  await page.goto(`${opened.address}/assets`);
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.waitForURL("**/login");
  await page.goto(`${opened.address}/users`);
  await page.waitForURL("**/login?redirect=%2Fusers");
});
