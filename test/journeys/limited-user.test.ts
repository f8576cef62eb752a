import { expect, it } from "vitest";
import { openConsole } from "./console.ts";
import { photo } from "./photos.ts";

const opened = openConsole();

const NOT_THEIRS = [
  "/assets/upload",
  "/workflows",
  "/providers",
  "/ai-providers",
  "/users",
  "/keys",
  "/audit",
  "/settings",
];

async function addPicture(fields: Record<string, string> = {}) {
  const name = `seen-${crypto.randomUUID()}.jpg`;
  const { buffer } = await photo(name, 2, 300, 200);
  return { name, ...(await opened.addAsset(new Uint8Array(buffer), name, fields)) };
}

it("who may only read sees the library, and nothing that changes it", async () => {
  const reader = await opened.addPerson(["assets.read"]);
  const { id, name } = await addPicture({ isPublic: "false" });
  const page = await opened.visit("/assets", { as: reader });
  await page.getByRole("gridcell").first().waitFor();
  const menu = page.getByRole("navigation", { name: "Main menu" }).first();
  await expect.poll(() => menu.getByRole("link").allInnerTexts()).toEqual(["Assets"]);
  for (const word of ["Upload", "Users", "Settings"])
    expect(await page.getByRole("link", { name: word }).count()).toBe(0);
  for (const path of NOT_THEIRS) {
    await page.goto(opened.address + path);
    await page.waitForURL("**/assets");
  }

  await page.getByRole("searchbox").fill(name);
  await page.getByRole("button", { name: "1 image", exact: true }).waitFor();
  await page.locator("[role=gridcell][data-index]").first().focus();
  for (const key of ["x", "v", "e", "Delete", "u", "g", "s"]) await page.keyboard.press(key);
  const bar = page.getByRole("region", { name: "Selection" });
  expect((await bar.getByRole("button").allInnerTexts()).filter(Boolean)).toEqual(["Copy links"]);
  expect(await page.getByRole("dialog").count()).toBe(0);

  await page.goto(`${opened.address}/assets/${id}`);
  await page.getByRole("heading", { name }).first().waitFor();
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>(".zoom img")?.naturalWidth);
  for (const button of ["Delete", "Run skill", "Edit: Description", "Run"])
    expect([button, await page.getByRole("button", { name: button, exact: true }).count()]).toEqual([
      button,
      0,
    ]);
  await expect.poll(() => page.getByRole("switch").isDisabled()).toBe(true);
  await page.keyboard.press("Control+k");
  const commands = await page.getByRole("option").allInnerTexts();
  expect(commands.join()).not.toMatch(/Upload|Users|Workflows/);
});

it("who may also edit does that, and a right that was taken away meanwhile breaks no page", async () => {
  const editor = await opened.addPerson(["assets.read", "assets.update"]);
  const { id } = await addPicture();
  const page = await opened.visit(`/assets/${id}`, { as: editor });
  await page.getByRole("button", { name: "Edit: Alt text" }).click();
  await page.getByLabel("Alt text").fill("A hill");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").waitFor();
  await page.getByRole("switch", { name: "Public" }).uncheck();
  await page.getByRole("switch", { name: "Private" }).waitFor();
  expect(await page.getByRole("button", { name: "Delete" }).count()).toBe(0);
  expect(await page.getByLabel("Workflow").count()).toBe(0);

  await opened.setPermissions(editor, ["assets.read"]);
  await page.getByRole("switch", { name: "Private" }).click();
  await page.getByText("permission").first().waitFor();
  opened.forgive(page, /403/);
  await page.getByRole("switch", { name: "Private" }).waitFor();
  // The next visit knows.
  await page.reload();
  await page.getByRole("button", { name: "Edit: Alt text" }).waitFor({ state: "detached" });
  await expect.poll(() => page.getByRole("switch").isDisabled()).toBe(true);
});

it("who may nothing but manage storage lands there, and who may nothing at all on their account", async () => {
  const keeper = await opened.addPerson(["providers.read"]);
  const page = await opened.visit("/assets", { as: keeper });
  await page.waitForURL("**/providers");
  await page.getByText("built in").first().waitFor();
  expect(await page.getByRole("button", { name: "Add storage" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "Make default" }).count()).toBe(0);
  const nobody = await opened.addPerson(["providers.read"]);
  await opened.setPermissions(nobody, []);
  const other = await opened.visit("/users", { as: nobody });
  await other.waitForURL("**/account");
  await other.getByText(nobody.username).first().waitFor();
});
