import { afterAll, beforeAll, expect, it } from "vitest";
import { startGithub } from "../servers/github.ts";
import { GITHUB_OWNER, GITHUB_TOKEN } from "../support/github-account.ts";
import { openConsole } from "./console.ts";
import { photo } from "./photos.ts";

const opened = openConsole();
let github: Awaited<ReturnType<typeof startGithub>>;

beforeAll(async () => {
  github = await startGithub();
});

afterAll(async () => {
  await opened.forgetStorages("committed");
  await github.stop();
});

it("a GitHub repository is set up, written to, looked around in and uploaded to", async () => {
  const page = await opened.visit("/providers");
  const form = page.getByRole("dialog").first();
  await page.getByRole("button", { name: "Add storage" }).click();
  await form.getByLabel("Type").selectOption("github-repo");
  await form.getByLabel("Name", { exact: true }).fill("repository");
  await form.getByLabel("Owner").fill(GITHUB_OWNER);
  await form.getByLabel("Repository").fill("browse");
  await form.getByLabel("Folder").fill("images");
  await form.getByLabel("API base URL").fill(github.api);
  await form.getByLabel("Raw base URL").fill(github.raw);
  await form.getByLabel("Token").fill(GITHUB_TOKEN);
  await form.getByRole("button", { name: "Test" }).click();
  await form.getByText("It works").waitFor();
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });

  const line = page.getByRole("listitem").filter({ hasText: `${GITHUB_OWNER}/browse@main` });
  await line.getByRole("button", { name: "Browse" }).click();
  await form.getByText("Nothing here").waitFor();
  await form.getByRole("button", { name: "Upload" }).click();
  const file = page.getByRole("dialog").last();
  await file.getByLabel("File", { exact: true }).setInputFiles(await photo("first.jpg", 3, 60, 40));
  await file.getByLabel("Path").fill("2026/first.jpg");
  await file.getByLabel("Commit message").fill("Add the first picture");
  await file.getByRole("button", { name: "Save" }).click();
  await page.getByText("2026/first.jpg was added").waitFor();
  await form.getByRole("button", { name: "2026", exact: true }).click();
  await form.getByText("first.jpg").waitFor();
  await form.getByRole("navigation", { name: "Path" }).getByRole("button").first().click();
  await form.getByRole("switch", { name: "With subfolders" }).check();
  await form.getByLabel("Name contains").fill("first");
  await form.getByText("2026/first.jpg").waitFor();
  await form.getByRole("button", { name: "Close" }).click();
  await form.waitFor({ state: "hidden" });

  await page.getByRole("link", { name: "Upload" }).first().click();
  await page.getByText("Options for the next files").click();
  await page.getByLabel("Storage").selectOption("repository");
  await page.getByLabel("Commit message").fill("One from the console");
  await page.getByLabel("Choose files").setInputFiles([await photo("committed.jpg", 4, 300, 200)]);
  await page.locator("li.entry.ready").waitFor();
  const commits = await (await fetch(`${github.api}/repos/${GITHUB_OWNER}/browse/commits?sha=main`)).json();
  expect(JSON.stringify(commits)).toContain("One from the console");
});
