/** What axe finds on a page, by the rules of WCAG 2.2 AA. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function expectAccessible(page: Page): Promise<void> {
  await expectNothingFound(page, new AxeBuilder({ page }).withTags(RULES));
}

/** The same page in the dark: only its colours are others. */
export async function expectReadableInTheDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await expectNothingFound(page, new AxeBuilder({ page }).withRules(["color-contrast"]));
  await page.emulateMedia({ colorScheme: "light" });
}

async function expectNothingFound(page: Page, axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, nodes }) => {
    const where = nodes.map(({ html, target }) => `${target.join(" ")} ${html}`).join(" | ");
    return `${id}: ${where.slice(0, 400)}`;
  });
  expect([page.url(), found]).toEqual([page.url(), []]);
}
