import type { Browser, BrowserContextOptions, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Place, Server } from "../node/server.ts";
import { expectAccessible } from "./accessibility.ts";
import { openBrowser, openPage, type Watched } from "./browser.ts";
import { hang, PICTURES } from "./gallery-pictures.ts";

const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
};
const TABLET: BrowserContextOptions = { viewport: { width: 768, height: 1024 } };
const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const HANGING_MS = 240_000;

const place = new Place();
let server: Server;
let browser: Browser;
const opened: Watched[] = [];

beforeAll(async () => {
  server = await Server.start(place);
  browser = await openBrowser();
  await hang(server, place);
}, HANGING_MS);

afterAll(async () => {
  await browser.close();
  await server.stop();
  place.remove();
});

afterEach(async () => {
  const troubles = opened.flatMap((watched) => watched.troubles);
  await Promise.all(opened.splice(0).map(({ page }) => page.context().close()));
  expect(troubles).toEqual([]);
});

async function visit(path: string, options: BrowserContextOptions = DESKTOP): Promise<Page> {
  const watched = await openPage(browser, options);
  opened.push(watched);
  await watched.page.goto(server.address + path, { waitUntil: "load" });
  return watched.page;
}

/** Visitors wait for pictures to stand still before they judge. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
}

/** As the browser last reported it: it may still be the one before when a key or a click was answered. */
const address = (page: Page) => page.url().slice(server.address.length);
const tiles = (page: Page) => page.locator(".wall li").count();

describe("without a script", () => {
  const options = { ...DESKTOP, javaScriptEnabled: false };

  it("the wall has pages, a search, a type filter and another language", async () => {
    const page = await visit("/gallery", options);
    await expect.poll(() => tiles(page)).toBe(24);
    await page.getByRole("link", { name: "Next page" }).click();
    await expect.poll(() => address(page)).toMatch(/^\/gallery\?page=2&after=/);
    await page.getByRole("link", { name: "Page 3" }).click();
    await expect.poll(() => address(page)).toBe("/gallery?page=3");
    await page.getByRole("searchbox").fill("plain");
    await page.getByRole("searchbox").press("Enter");
    await expect.poll(() => address(page)).toBe("/gallery?query=plain");
    await page.getByRole("link", { name: "中文" }).click();
    await expect.poll(() => address(page)).toBe("/gallery?query=plain&lang=zh");
    await expect.poll(() => page.locator("h1").innerText()).toContain("搜索结果");
  });

  it("a picture has its page, its codes, its neighbours and the way back", async () => {
    const page = await visit("/gallery?query=plain", options);
    await page.locator(".wall a").nth(1).click();
    await expect.poll(() => address(page)).toMatch(/^\/gallery\/[0-9a-f-]{36}\?query=plain$/);
    await page.getByText("Link and embed codes").click();
    await expect.poll(() => page.getByLabel("Markdown").inputValue()).toContain("![A plain picture](");
    expect(await page.getByRole("button").count()).toBe(0);
    await page.getByRole("link", { name: "Next", exact: true }).click();
    await page.getByRole("link", { name: "Back to gallery" }).click();
    await expect.poll(() => address(page)).toBe("/gallery?query=plain");
  });
});

describe("with the keyboard alone", () => {
  it("the viewer opens, moves on, zooms and leaves the focus where it was", async () => {
    const page = await visit("/gallery?query=plain");
    await page.locator(".wall a:has(img)").nth(2).focus();
    await page.keyboard.press("Enter");
    const viewer = page.getByRole("dialog");
    await viewer.waitFor();
    await page.waitForURL("**/gallery/*?query=plain");
    const first = address(page);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => address(page)).not.toBe(first);
    await page.keyboard.press("+");
    await expect.poll(() => page.locator(".frame img").getAttribute("style")).toContain("scale(1.5)");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => address(page)).toBe(first);
    await page.keyboard.press("Escape");
    await viewer.waitFor({ state: "hidden" });
    await expect.poll(() => address(page)).toBe("/gallery?query=plain");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe(first);
  });

  it("a search answers letter by letter, and the pages follow the arrows", async () => {
    const page = await visit("/gallery");
    await page.keyboard.press("/");
    await page.keyboard.type("no-wor");
    await page.waitForURL("**/gallery?query=no-wor");
    await expect.poll(() => page.locator("h1").innerText()).toContain("no-wor");
    await page.locator(".wall a").first().focus();
    const href = await page.locator(".wall a").first().getAttribute("href");
    await page.goto(server.address + href);
    await page.keyboard.press("ArrowRight");
    await page.waitForURL((url) => !url.href.endsWith(String(href)));
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL((url) => url.href.endsWith(String(href)));
  });

  it("theme, copying and leaving for the content work too", async () => {
    const page = await visit("/gallery?query=plain");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe("skip");
    await page.getByRole("button", { name: /light and dark/ }).press("Enter");
    await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.goto(server.address + (await page.locator(".wall a").first().getAttribute("href")));
    await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Markdown" }).press("Enter");
    await page.getByRole("button", { name: "Copied" }).waitFor();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain("![A plain picture](");
  });
});

describe("continuous loading", () => {
  for (const [name, options] of Object.entries({ PHONE, DESKTOP })) {
    it(`brings six pages without a shift, and one comes back to where one was (${name})`, async () => {
      const page = await visit("/gallery", options);
      while ((await tiles(page)) < 7 * 24) {
        // A visitor scrolls where there is something to see.
        await page.waitForFunction(() => document.documentElement.scrollHeight - scrollY > 3 * innerHeight);
        await page.evaluate(() => scrollBy(0, innerHeight * 0.9));
      }
      await settled(page);
      expect(await page.evaluate("shifts")).toEqual([]);
      await expect.poll(() => address(page)).toBe("/gallery");
      const links = await page
        .locator(".wall a")
        .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      expect(new Set(links).size).toBe(links.length);
      const top = await page.evaluate(() => scrollY);
      await page.goto(`${server.address}/nowhere`);
      opened.at(-1)?.troubles.splice(0); // the 404 that was asked for
      await page.goBack();
      await page.waitForFunction((y) => Math.abs(scrollY - y) < 5, top);
    });
  }

  it("leaves the footer within reach", async () => {
    const page = await visit("/gallery", PHONE);
    const unasked = 11 * 24;
    await page.waitForFunction((tiles) => {
      scrollBy(0, innerHeight);
      return document.querySelectorAll(".wall li").length >= tiles;
    }, unasked);
    await settled(page);
    await expect.poll(() => tiles(page)).toBe(unasked);
    await page.locator("footer").scrollIntoViewIfNeeded();
    await page.getByRole("link", { name: "Next page" }).click();
    await page.waitForFunction((before) => document.querySelectorAll(".wall li").length > before, unasked);
  });
});

describe("a weak line", () => {
  it("goes to the first picture, then to the first screen, then to the others", async () => {
    const watched = await openPage(browser, PHONE);
    opened.push(watched);
    const { page } = watched;
    // A machine under load is slower than the three seconds after which nothing is held back any more.
    await page.addInitScript(() => {
      const after = window.setTimeout;
      Object.assign(window, { setTimeout: (run: () => void, ms = 0) => after(run, ms === 3000 ? 1e8 : ms) });
    });
    const asked: Route[] = [];
    await page.route("**/content/**", (route) => {
      asked.push(route);
    });
    const askedFor = (pictures: number) => vi.waitUntil(() => asked.length >= pictures, { timeout: 30_000 });
    const answer = () => Promise.all(asked.splice(0).map((route) => route.continue()));

    await page.goto(`${server.address}/gallery`, { waitUntil: "commit" });
    await askedFor(1);
    await page.waitForFunction(() => document.readyState !== "loading");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 500))));
    expect(asked.length).toBe(1);
    await answer();
    // One of the first six has no rendition.
    await askedFor(4);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 500))));
    expect(asked.length).toBe(4);
    await answer();
    await askedFor(5);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
});

describe("touch", () => {
  it("swipes to the next picture and down to leave", async () => {
    const page = await visit("/gallery?query=plain", PHONE);
    await page.locator(".wall a:has(img)").first().tap();
    await page.getByRole("dialog").waitFor();
    const first = address(page);
    await page.waitForTimeout(500); // the transition takes no touch
    await drag(page, [300, 500], [60, 510]);
    await page.waitForURL((url) => !url.href.endsWith(first));
    await drag(page, [180, 200], [185, 500]);
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await expect.poll(() => address(page)).toBe("/gallery?query=plain");
  });
});

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: [number, number][]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  await touch("touchStart", [from]);
  for (let step = 1; step <= 5; step++) {
    const at = (i: 0 | 1) => from[i] + ((to[i] - from[i]) * step) / 5;
    await touch("touchMove", [[at(0), at(1)]]);
  }
  await touch("touchEnd", []);
}

describe("unkind content", () => {
  it("runs nothing and breaks no page, from the first to the last", async () => {
    const page = await visit("/gallery");
    await expect.poll(() => page.locator(".count").innerText()).toBe("1,000 images");
    for (let number = 1; number <= Math.ceil(PICTURES / 24); number += 6) {
      await page.goto(`${server.address}/gallery?page=${number}`);
      expect([number, await page.evaluate(() => "hacked" in window)]).toEqual([number, false]);
    }
    for (const query of ["<script>", "a-very-long", "قطة", "{{7*7}}", "猫"]) {
      await page.goto(`${server.address}/gallery?${new URLSearchParams({ query })}`);
      expect([query, (await tiles(page)) >= 24]).toEqual([query, true]);
      await page.goto(server.address + (await page.locator(".wall a").first().getAttribute("href")));
      expect([query, await page.evaluate(() => "hacked" in window)]).toEqual([query, false]);
    }
  });

  for (const width of [320, 360, 768, 1440]) {
    it(`is never wider than the window at ${width} pixels, with text at 200 % too`, async () => {
      const page = await visit("/gallery", { viewport: { width, height: 800 } });
      const queries = ["plain", "<script>", "a-very-long", "قطة", "no-words"];
      for (const query of queries) {
        await page.goto(`${server.address}/gallery?${new URLSearchParams({ query })}`);
        await expectNoOverflow(page, `${query} wall`);
        await page.goto(server.address + (await page.locator(".wall a").first().getAttribute("href")));
        await page.getByText("Link and embed codes").click();
        await expectNoOverflow(page, `${query} picture`);
      }
    });
  }
});

async function expectNoOverflow(page: Page, what: string): Promise<void> {
  for (const size of ["100%", "200%"]) {
    const over = await page.evaluate((fontSize) => {
      document.documentElement.style.fontSize = fontSize;
      return document.documentElement.scrollWidth - innerWidth;
    }, size);
    expect([what, size, over <= 0]).toEqual([what, size, true]);
  }
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "";
  });
}

describe("accessibility", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [name, options] of Object.entries({ PHONE, TABLET, DESKTOP })) {
      it(`has no violation (${name}, ${colorScheme})`, async () => {
        const page = await visit("/gallery", { ...options, colorScheme });
        await expectAccessible(page);
        await page.goto(`${server.address}/gallery?query=nothing+has+this`);
        await expectAccessible(page);
        await page.goto(`${server.address}/gallery?query=plain&type=png`);
        await expectAccessible(page);
        await page.locator(".wall a:has(img)").first().click();
        await page.getByRole("dialog").waitFor();
        await settled(page);
        await expectAccessible(page);
        await page.getByRole("link", { name: "Details" }).click();
        await page.getByText("Link and embed codes").click();
        await expectAccessible(page);
      });
    }
  }

  it("stays usable in forced colours", async () => {
    const page = await visit("/gallery?query=plain", { ...DESKTOP, forcedColors: "active" });
    await expectAccessible(page);
  });
});
