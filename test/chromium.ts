import { existsSync } from "node:fs";

/** The browser for the journeys: Debian's Chromium, or what CHROME_PATH says. */
export function findChromium(): string | null {
  const path = process.env.CHROME_PATH ?? "/usr/bin/chromium";
  return existsSync(path) ? path : null;
}
