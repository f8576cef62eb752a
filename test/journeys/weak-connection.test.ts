import { expect, it } from "vitest";
import { png } from "../node/png.ts";
import { openConsole } from "./console.ts";

const opened = openConsole();

const FILES = 200;
/** One in twenty. */
const BROKEN_EVERY = 20;

it("200 files are stored although one answer in twenty is a 503", async () => {
  const batch = `flood-${Date.now()}`;
  const page = await opened.visit("/assets/upload");
  let posts = 0;
  let broken = 0;
  await page.route("**/api/v1/assets", (route) => {
    if (route.request().method() !== "POST" || ++posts % BROKEN_EVERY !== 0) return route.continue();
    broken++;
    return route.fulfill({ status: 503, body: "" });
  });
  await page.getByText("Options for the next files").click();
  await page.getByRole("switch", { name: "Describe" }).uncheck();
  await page.getByLabel("Choose files").setInputFiles(
    Array.from({ length: FILES }, (_, number) => ({
      name: `${batch}-${number}.png`,
      mimeType: "image/png",
      buffer: Buffer.from(png(8, 8, number)),
    })),
  );
  await page
    .getByRole("status")
    .filter({ hasText: `${FILES} uploaded` })
    .waitFor({ timeout: 110_000 });
  opened.forgive(page, /503/);
  expect(broken).toBeGreaterThanOrEqual(FILES / BROKEN_EVERY);
  const stored = await opened.api<{ total: number }>("GET", `/assets?query=${batch}&pageSize=1`);
  expect(stored.total).toBe(FILES);
});

it("an upload waits for the connection that was lost, and goes on", async () => {
  const name = `tunnel-${Date.now()}.png`;
  const page = await opened.visit("/assets/upload");
  await page.getByText("Drop pictures or folders here").waitFor();
  await page.context().setOffline(true);
  await page
    .getByLabel("Choose files")
    .setInputFiles([{ name, mimeType: "image/png", buffer: Buffer.from(png(9, 9)) }]);
  await page.getByText("1 under way").first().waitFor();
  await page.waitForFunction(() => document.querySelector("li.entry.sending"));
  await page.context().setOffline(false);
  await page.getByRole("status").filter({ hasText: "1 uploaded" }).waitFor();
  opened.forgive(page, /ERR_INTERNET_DISCONNECTED/);
});

it("a reload in the middle loses nothing", async () => {
  const batch = `reload-${Date.now()}`;
  const page = await opened.visit("/assets/upload");
  let answers = false;
  await page.route("**/api/v1/assets", async (route) => {
    if (answers || route.request().method() !== "POST") await route.continue();
  });
  await page.getByLabel("Choose files").setInputFiles(
    Array.from({ length: 5 }, (_, number) => ({
      name: `${batch}-${number}.png`,
      mimeType: "image/png",
      buffer: Buffer.from(png(10, 10, number)),
    })),
  );
  await page.locator("li.entry.sending").nth(2).waitFor();
  answers = true;
  await page.reload();
  await page.getByRole("status").filter({ hasText: "5 uploaded" }).waitFor();
  const stored = await opened.api<{ total: number }>("GET", `/assets?query=${batch}&pageSize=1`);
  expect(stored.total).toBe(5);
});
