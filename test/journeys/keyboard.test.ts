import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openConsole } from "./console.ts";
import { photo } from "./photos.ts";

const opened = openConsole();

/** The focused element's role and name; nothing when the focus was lost or can't be seen. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    // A tile shows it around its picture.
    const seen = [element, ...element.children].some((each) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== "none" && outlineWidth !== "0px";
    });
    const name = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
    return `${element.tagName.toLowerCase()}${seen || element.id === "main" ? "" : " (not seen)"} ${name.slice(0, 60)}`.trim();
  });
}

async function expectFocus(page: Page): Promise<void> {
  await expect.poll(() => focused(page)).toMatch(/^(?!.*\(not seen\))./);
}

/** Tab until it is reached, seen at every stop. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stop = 0; stop < 60; stop++) {
    await page.keyboard.press("Tab");
    await expectFocus(page);
    if (name.test(await focused(page))) return;
  }
  throw new Error(`${name} is not reached by Tab.`);
}

it("a day's work without a mouse", async () => {
  const batch = `keys-${Date.now()}`;
  for (const seed of [1, 2, 3]) {
    const { buffer } = await photo("", seed, 300, 200);
    await opened.addAsset(new Uint8Array(buffer), `${batch}-${seed}.jpg`);
  }
  const page = await opened.visit("/login", { as: null });
  const keys = async (...all: string[]) => {
    for (const key of all) await page.keyboard.press(key);
  };
  await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
  await page.keyboard.type(opened.admin.username);
  await keys("Tab");
  await page.keyboard.type(opened.admin.password);
  await keys("Enter");
  await page.waitForURL("**/assets");
  await page.getByRole("gridcell").first().waitFor();

  await keys("/");
  await page.keyboard.type(batch);
  // Faster than the search: the focus follows when what is searched for has come.
  await keys("ArrowDown");
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "gridcell");
  await expectFocus(page);
  await keys("x", "ArrowRight", "x");
  await page.getByText("2 selected").waitFor();
  await keys("v");
  await page.getByText("2 images are private now").waitFor();
  await expectFocus(page);
  await keys("Escape");
  await page.getByText("2 selected").waitFor({ state: "hidden" });
  await keys("v");
  await page.getByText("The image is public now").waitFor();

  await keys("e");
  const look = page.getByRole("dialog");
  await page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
  await page.keyboard.type("A hill at noon");
  await keys("Tab", "Enter");
  await look.waitFor({ state: "hidden" });
  await expectFocus(page);
  await keys("Space");
  await look.waitFor();
  await expect.poll(() => look.getByLabel("Alt text").inputValue()).toBe("A hill at noon");
  await keys("Escape");
  await look.waitFor({ state: "hidden" });
  // Faster than it comes and goes: each key means what it would have meant a moment later.
  await keys("Space", "Escape", "x");
  await page.getByText("1 selected").waitFor();
  await keys("Escape");
  await page.getByText("1 selected").waitFor({ state: "hidden" });

  await keys("Enter");
  await page.waitForURL(/\/assets\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Edit: Alt text" }).waitFor();
  await expectFocus(page);
  await tabTo(page, /Edit: Alt text/);
  await keys("Enter");
  await page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
  await keys("Control+a");
  await page.keyboard.type("A hill at night");
  await keys("Control+Enter");
  await page.getByText("Saved").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Edit: Alt text");
  await page.goBack();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "gridcell");

  await keys("?");
  await look.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await keys("Escape");
  await look.waitFor({ state: "hidden" });
  await expectFocus(page);
  await keys("Delete");
  await look.getByText("Delete this image?").waitFor();
  await tabTo(page, /Delete image/);
  await keys("Enter");
  await page.getByText("Image deleted").waitFor();
  await expectFocus(page);
  await keys("Control+k");
  // Typed at once: the list is still on its way.
  await page.keyboard.type("settings");
  await page.getByRole("option", { name: "Settings", selected: true }).waitFor();
  await keys("Enter");
  await page.waitForURL("**/settings");
  await expectFocus(page);
});

it("files are chosen with the keyboard, and followed", async () => {
  const name = `typed-${Date.now()}.jpg`;
  const page = await opened.visit("/settings");
  await page.getByRole("heading", { name: "Settings", exact: true }).waitFor();
  await page.keyboard.press("u");
  await page.waitForURL("**/assets/upload");
  await page.getByRole("button", { name: "Choose files" }).waitFor();
  // Asked for early: the browser is told to hand its file chooser over, and a key is faster than that.
  const choosing = page.waitForEvent("filechooser");
  await tabTo(page, /Choose files/);
  await page.keyboard.press("Enter");
  await (await choosing).setFiles(await photo(name, 11, 300, 200));
  await page.getByRole("status").filter({ hasText: "1 uploaded" }).waitFor();
  await tabTo(page, new RegExp(name));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name }).first().waitFor();
  await expectFocus(page);
});

it("who comes back to a long library is where they were", async () => {
  const page = await opened.visit("/assets");
  // Not one of those that stand there until the pictures come.
  await page.locator("[role=gridcell][data-index]").first().focus();
  await page.keyboard.press("End");
  await page.waitForFunction(() => Number(document.activeElement?.getAttribute("data-index")) > 0);
  const before = await page.evaluate(() => [document.activeElement?.getAttribute("data-index"), scrollY]);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/assets\/[0-9a-f-]{36}$/);
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await page.waitForFunction(
    ([index]) => document.activeElement?.getAttribute("data-index") === index,
    before,
  );
  expect(Math.abs((await page.evaluate(() => scrollY)) - Number(before[1]))).toBeLessThan(5);
});
