import { expect, it } from "vitest";
import { png } from "../node/png.ts";
import { openConsole } from "./console.ts";
import { photo } from "./photos.ts";

const opened = openConsole();

it("of forty files two are bad: 38 are stored, and the two are named with what is wrong with them", async () => {
  const batch = `batch-${Date.now()}`;
  const good = Array.from({ length: 36 }, (_, number) => ({
    name: `${batch}-${number}.png`,
    mimeType: "image/png",
    buffer: Buffer.from(png(64 + number, 48, number)),
  }));
  const photos = [await photo(`${batch}-36.jpg`, 3, 600, 400), await photo(`${batch}-37.jpg`, 4, 400, 600)];
  const notes = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("not a picture") };
  const torn = { name: `${batch}-torn.jpg`, mimeType: "image/jpeg", buffer: Buffer.from("half a picture") };

  const page = await opened.visit("/assets");
  await page.getByRole("link", { name: "Upload" }).first().click();
  await page
    .getByLabel("Choose files")
    .setInputFiles([...good.slice(0, 20), notes, torn, ...good.slice(20), ...photos]);
  await page.getByRole("status").filter({ hasText: "38 uploaded · 2 failed" }).waitFor({ timeout: 110_000 });
  opened.forgive(page, /400/);
  const lines = page.locator("li.entry");
  await expect.poll(() => lines.count()).toBe(40);
  const failed = lines.filter({ has: page.locator("small.bad") });
  await expect
    .poll(() => failed.allInnerTexts())
    .toEqual([
      expect.stringMatching(/^notes\.txt\n.*not one of: jpeg, png, webp, gif/s),
      expect.stringMatching(new RegExp(`^${torn.name}\\n.*not an image that can be stored`, "s")),
    ]);
  // What can't get better isn't offered again.
  expect(await page.getByRole("button", { name: "Try notes.txt again" }).count()).toBe(0);
  const refused = page.waitForResponse((response) => response.status() === 400);
  await page.getByRole("button", { name: `Try ${torn.name} again` }).click();
  await (await refused).finished();
  await page.getByRole("status").filter({ hasText: "38 uploaded · 2 failed" }).waitFor();

  opened.forgive(page, /400/);
  await page.getByRole("link", { name: "To the library" }).click();
  await page.getByRole("searchbox").fill(batch);
  await page.getByRole("button", { name: "38 images" }).waitFor();
});

it("the same file is sent once only", async () => {
  const same = await photo(`twice-${Date.now()}.jpg`, 5, 300, 200);
  const page = await opened.visit("/assets/upload");
  await page.getByLabel("Choose files").setInputFiles([same]);
  await page.getByRole("status").filter({ hasText: "1 uploaded" }).waitFor();
  const sent: string[] = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
  await page.getByLabel("Choose files").setInputFiles([{ ...same, name: "again.jpg" }]);
  await page.getByText("Already in the library; nothing was sent").waitFor();
  expect(sent).toEqual([]);
  await page.getByRole("button", { name: "Upload anyway" }).click();
  await page.getByRole("status").filter({ hasText: "2 uploaded" }).waitFor();
});
