import { existsSync } from "node:fs";

/** The browser for the journeys: Debian's Chromium, or what CHROME_PATH says. */
export function findChromium(): string | null {
  const path = process.env.CHROME_PATH ?? "/usr/bin/chromium";
  return existsSync(path) ? path : null;
}

export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The address bar's popups are pages themselves: each new window loads some 400 files of theirs, on the processor
  // that the page under test is measured on.
  "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
];
