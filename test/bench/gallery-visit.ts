/** A phone with a weak signal, and what its visit to a page was like. */
import { type Browser, type CDPSession, chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "../chromium.ts";

/** Slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms. */
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6e6 * 1) / 8,
  uploadThroughput: 750e3 / 8,
};
const CPU_SLOWDOWN = 4;
/** The phone that Lighthouse means. */
const PHONE = {
  viewport: { width: 412, height: 823 },
  deviceScaleFactor: 1.75,
  isMobile: true,
  hasTouch: true,
};

export const FLAGS = [...CHROMIUM_FLAGS, "--ignore-certificate-errors"];

export async function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("No Chromium: install it, or set CHROME_PATH.");
  return chromium.launch({ executablePath, args: FLAGS });
}

export interface Visit {
  /** Largest contentful paint, milliseconds from the start of the navigation. */
  lcp: number;
  /** The element that it was. */
  lcpElement: string;
  fcp: number;
  /** Sum of all layout shifts, without those that answer an input. */
  cls: number;
  /** Bytes over the network until it was quiet. */
  bytes: number;
}

/** @param then - what the visitor does after the first view */
export async function visit(
  browser: Browser,
  url: string,
  then?: (page: import("playwright-core").Page) => Promise<void>,
): Promise<Visit> {
  const context = await browser.newContext({ ...PHONE, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const session: CDPSession = await context.newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  await page.addInitScript(OBSERVE);
  await page.goto(url, { waitUntil: "networkidle" });
  await then?.(page);
  const seen = await page.evaluate<Omit<Visit, "bytes">>("window.seen");
  await context.close();
  return { ...seen, bytes };
}

const OBSERVE = `
  window.seen = { lcp: 0, lcpElement: "", fcp: 0, cls: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      seen.lcp = entry.startTime;
      seen.lcpElement = entry.element?.outerHTML.slice(0, 120) ?? "";
    }
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") seen.fcp = entry.startTime;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
`;
