import { afterAll, beforeAll, expect, it } from "vitest";
import { S3_CREDENTIALS, startS3 } from "../servers/s3.ts";
import { openConsole } from "./console.ts";
import { photo } from "./photos.ts";

const opened = openConsole();
let s3: Awaited<ReturnType<typeof startS3>>;

beforeAll(async () => {
  s3 = await startS3();
});

/** What stands in the bucket goes with it. */
afterAll(async () => {
  await opened.forgetStorages("move-me");
  await s3.stop();
});

it("a bucket, from the form to a library that has moved there", async () => {
  const page = await opened.visit("/providers");
  const form = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add storage" }).click();
  await form.getByLabel("Type").selectOption("local");
  await form.getByLabel("Name", { exact: true }).fill("attic");
  await form.getByLabel("Folder").fill("attic");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });

  await page.getByRole("button", { name: "Add storage" }).click();
  await form.getByRole("button", { name: "MinIO" }).click();
  await expect.poll(() => form.getByLabel("Region").inputValue()).toBe("us-east-1");
  await form.getByLabel("Name", { exact: true }).fill("bucket");
  await form.getByLabel("Shown as").fill("Big bucket");
  await form.getByLabel("Endpoint").fill(s3.url);
  await form.getByLabel("Bucket", { exact: true }).fill("migration");
  await form.getByLabel("Region").fill("auto");
  await form.getByLabel("Access key").fill(S3_CREDENTIALS.accessKeyId);
  await form.getByLabel("Secret key").fill("wrong");
  await form.getByRole("button", { name: "Test" }).click();
  await form.getByText("It does not work yet").waitFor();
  await form.getByLabel("Secret key").fill(S3_CREDENTIALS.secretAccessKey);
  await form.getByRole("button", { name: "Test" }).click();
  await form.getByText("It works").waitFor();
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  expect(await page.content()).not.toContain(S3_CREDENTIALS.secretAccessKey);

  await page.getByRole("link", { name: "Upload" }).first().click();
  await page.getByText("Options for the next files").click();
  await page.getByLabel("Storage").selectOption("attic");
  await page
    .getByLabel("Choose files")
    .setInputFiles(
      await Promise.all([1, 2, 3, 4].map((seed) => photo(`move-me-${seed}.jpg`, seed, 600, 400))),
    );
  await page.getByRole("status").filter({ hasText: "4 uploaded" }).waitFor();
  await page.locator("li.entry.ready").nth(3).waitFor();

  await page.getByRole("link", { name: "Storage" }).first().click();
  await page.getByRole("button", { name: "Move pictures" }).click();
  await form.getByLabel("From").selectOption("attic");
  await form.getByLabel("To", { exact: true }).selectOption("Big bucket");
  await form.getByRole("button", { name: "Move pictures" }).click();
  const move = page.getByRole("listitem").filter({ hasText: "attic → Big bucket" });
  await move.getByText("Done").waitFor();
  await expect.poll(() => move.innerText()).toContain("4 / 4 images");

  await page.goto(`${opened.address}/assets?query=move-me`);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLImageElement>(".tile img")].filter((image) => image.naturalWidth > 0)
        .length === 4,
  );
  await page.getByRole("gridcell").first().getByRole("link").click();
  await page.getByText("Big bucket").or(page.getByText("minio")).first().waitFor();
  await page.waitForFunction(
    () => document.querySelector<HTMLImageElement>(".zoom img")?.naturalWidth === 600,
  );
});

it("another default storage takes what is uploaded next", async () => {
  const page = await opened.visit("/providers");
  const lines = page.getByRole("listitem");
  const question = page.getByRole("dialog");
  await lines.filter({ hasText: "Big bucket" }).getByRole("button", { name: "Make default" }).click();
  await question.getByRole("button", { name: "Make default" }).click();
  // Not the question, which says it, too.
  const fact = page.getByText("Uploads go to “Big bucket”.", { exact: true });
  await fact.waitFor();
  const { id } = await opened.addAsset(
    new Uint8Array((await photo("x", 9, 90, 60)).buffer),
    "move-me-default.jpg",
  );
  expect(await opened.api("GET", `/assets/${id}`)).toMatchObject({ storageProvider: "minio" });
  await lines.filter({ hasText: "built in" }).getByRole("button", { name: "Make default" }).click();
  await question.getByRole("button", { name: "Make default" }).click();
  await fact.waitFor({ state: "hidden" });
  // It holds pictures: what was asked for can't be done, and that is said.
  await lines.filter({ hasText: "Big bucket" }).getByRole("button", { name: "Delete" }).first().click();
  await question.getByRole("button", { name: "Delete storage" }).click();
  await page.getByText("“Big bucket” still holds pictures").waitFor();
  await lines.filter({ hasText: "Big bucket" }).getByText("disabled").waitFor();
});
