import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openConsole } from "./console.ts";

const opened = openConsole();

/** What an access token is like when its time is over. */
function spoil(page: Page, what: Record<string, string>): Promise<void> {
  return page.evaluate((changes) => {
    const session = JSON.parse(localStorage["nekohub.session"]);
    localStorage["nekohub.session"] = JSON.stringify({ ...session, ...changes });
  }, what);
}

it("a used-up access token is renewed once, and nobody notices", async () => {
  const page = await opened.visit("/settings");
  await page.getByRole("heading", { name: "Settings", exact: true }).waitFor();
  await spoil(page, { accessToken: "used.up.token" });
  let refreshes = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/auth/refresh")) refreshes++;
  });
  await page.goto(`${opened.address}/assets?query=nothing-has-this`);
  await page.getByRole("heading", { name: "Nothing found" }).waitFor();
  await page.getByRole("link", { name: "Storage" }).first().click();
  await page.getByText("built in").first().waitFor();
  opened.forgive(page, /401/);
  expect(refreshes).toBe(1);
});

it("a sign-in that is over leads to the door, and back to where one was", async () => {
  const page = await opened.visit("/providers");
  await page.getByText("built in").first().waitFor();
  await spoil(page, { accessToken: "used.up.token", refreshToken: "ended" });
  await page.goto(`${opened.address}/assets?query=nothing-has-this&orderBy=size`);
  await page.waitForURL("**/login?redirect=*");
  await page.getByText("Sign in to go on to where you were.").waitFor();
  // Each request that was under way is refused.
  await page.waitForLoadState("networkidle");
  opened.forgive(page, /401/);
  await page.getByLabel("User name").fill(opened.admin.username);
  await page.getByLabel("Password").fill(opened.admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Nothing found" }).waitFor();
  expect(opened.pathOf(page)).toBe("/assets?query=nothing-has-this&orderBy=size");
});

it("a link that would lead elsewhere after the sign-in does not", async () => {
  const page = await opened.visit("/login?redirect=//evil.example/", { as: null });
  await page.getByLabel("User name").fill(opened.admin.username);
  await page.getByLabel("Password").fill(opened.admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/assets");
  expect(page.url().startsWith(opened.address)).toBe(true);
});

it("while the server is away the sign-in is kept, and one goes on when it answers", async () => {
  const page = await opened.visit("/settings");
  await page.getByRole("heading", { name: "Settings", exact: true }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Audit log" }).first().click();
  await page
    .getByRole("heading", { name: "No connection" })
    .or(page.getByText("did not load"))
    .first()
    .waitFor();
  await page.context().setOffline(false);
  opened.forgive(page, /ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByLabel("Operation").waitFor();
});
