import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { expectAccessible, expectReadableInTheDark } from "./accessibility.ts";
import { DESKTOP, openConsole, PHONE } from "./console.ts";
import { photo } from "./photos.ts";
import { ROUTES } from "./routes.ts";

const opened = openConsole();
const remembered: string[] = [];
let picture = "";

/** Something on every page: pictures of every kind, a workflow, providers, people, keys. */
beforeAll(async () => {
  for (const [seed, fields] of [
    [1, { altText: "A hill", description: "Morning" }],
    [2, { isPublic: "false" }],
    [3, { runEnrichment: "false" }],
  ] as const) {
    const { buffer } = await photo("", seed, 600, 400);
    picture = (await opened.addAsset(new Uint8Array(buffer), `axe-${seed}.jpg`, fields)).id;
  }
  await opened.api("POST", `/assets/${picture}/skills/watermark/run`, { parameters: { Text: "Neko" } });
  const add = async (path: string, body: object) => {
    const { id } = await opened.api<{ id: string }>("POST", path, body);
    remembered.push(`${path}/${id}`);
  };
  const position = { x: 0, y: 0 };
  const graphJson = JSON.stringify({
    nodes: [
      { id: "a", type: "skill", position, data: { skillId: "watermark", parameters: { Text: "©" } } },
      { id: "b", type: "skill", position: { x: 260, y: 0 }, data: { skillId: "unheard-of" } },
    ],
    edges: [{ id: "a-b", source: "a", target: "b" }],
  });
  await add("/system/workflows", { name: "Mark", graphJson, isAutoRun: false });
  await add("/system/ai/providers", {
    name: "Model",
    apiBaseUrl: "http://127.0.0.1:9/v1",
    apiKey: "sk-0123456789",
    modelName: "gpt-fake",
    isActive: false,
  });
  await add("/system/storage/providers", {
    name: "axe-folder",
    displayName: "A folder",
    providerType: "local",
    isEnabled: true,
    configuration: { rootPath: "axe", createDirectoryIfMissing: true },
  });
  await opened.addPerson(["assets.read"]);
});

afterAll(async () => {
  for (const path of remembered) await opened.api("DELETE", path);
});

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => document.querySelector(".skeleton") === null);
  await page.evaluate(() => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    return Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** A page, and how what can lie over it is opened. */
const LAYERS: Record<string, ((page: Page) => Promise<void>)[]> = {
  "/assets": [
    (page) => page.keyboard.press("Control+k"),
    (page) => page.keyboard.press("?"),
    (page) => page.getByTitle("What the library holds").click(),
    async (page) => {
      await page.locator("[role=gridcell][data-index]").first().focus();
      await page.keyboard.press("Space");
    },
    async (page) => {
      await page.locator("[role=gridcell][data-index]").first().focus();
      await page.keyboard.press("Delete");
    },
  ],
  "/providers": [
    (page) => page.getByRole("button", { name: "Add storage" }).click(),
    (page) => page.getByRole("button", { name: "Move pictures" }).click(),
  ],
  "/ai-providers": [(page) => page.getByRole("button", { name: "Add AI provider" }).click()],
  "/users": [
    (page) => page.getByRole("button", { name: "Add user" }).click(),
    (page) => page.getByRole("button", { name: "Permissions" }).first().click(),
  ],
  "/keys": [(page) => page.getByRole("button", { name: "Make a key" }).click()],
};

async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  await settled(page);
  await expectAccessible(page);
  await expectReadableInTheDark(page);
}

const SIZES: Record<string, BrowserContextOptions> = { desktop: DESKTOP, phone: PHONE };

for (const [size, options] of Object.entries(SIZES)) {
  describe(`no violation in either theme (${size})`, () => {
    it("at the door", async () => {
      await expectAccessibleInBothThemes(await opened.visit("/login", { ...options, as: null }));
    });

    it("on any page", async () => {
      const page = await opened.visit("/account", options);
      for (const route of [...ROUTES, `/assets/${picture}`, "/assets?query=nothing-has-this"]) {
        await page.goto(opened.address + route);
        await expectAccessibleInBothThemes(page);
      }
    });

    it.each(Object.entries(LAYERS))("with anything open over %s", async (route, layers) => {
      const page = await opened.visit(route, options);
      await settled(page);
      for (const open of layers) {
        await open(page);
        await page.getByRole("dialog").waitFor();
        await expectAccessibleInBothThemes(page);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
    });
  });
}
