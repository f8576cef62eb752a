/** The console in a browser, as one person after another sees it; what goes wrong in the background fails the test. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import "./setup.ts";
import { dataOf } from "../node/server.ts";
import { openBrowser, openPage, type Watched } from "./browser.ts";
import { type Credentials, signedIn } from "./signed-in.ts";

export interface VisitOptions extends BrowserContextOptions {
  as?: Credentials | null;
  prepare?: (page: Page) => Promise<void>;
}

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

const STARTING_MS = 120_000;
/** Longer than Playwright's own: a busy machine is no failure. */
const PATIENCE_MS = 60_000;

/** Opens the browser for the journeys of a file, and after each looks whether all was well. */
export function openConsole(): Console {
  const opened = new Console();
  beforeAll(() => opened.start(), STARTING_MS);
  afterEach(({ task }) => opened.leave(task.result?.state === "fail" ? task.name : null));
  afterAll(() => opened.stop());
  return opened;
}

export class Console {
  address = "";
  /** Made by the server's first start. */
  admin: Credentials = { username: "", password: "" };
  #key = "";
  #browser: Browser | undefined;
  readonly #watched = new Map<Page, Watched>();

  async start(): Promise<void> {
    const answer = await fetch(inject("consoleDesk"));
    this.address = await answer.text();
    if (!answer.ok) throw new Error(`The server did not start: ${this.address}`);
    const secrets = parseEnv(readFileSync(inject("consoleSecrets"), "utf8"));
    this.admin = {
      username: secrets.BOOTSTRAP_ADMIN_USERNAME ?? "",
      password: secrets.BOOTSTRAP_ADMIN_PASSWORD ?? "",
    };
    this.#key = secrets.API_KEYS ?? "";
    this.#browser = await openBrowser();
  }

  /**
   * A page in a browser of its own.
   *
   * @param as - who is signed in there; null = nobody
   * @param prepare - done to the page before it goes anywhere
   */
  async visit(path: string, { as = this.admin, prepare, ...options }: VisitOptions = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error("The browser was not opened.");
    const watched = await openPage(this.#browser, {
      ...DESKTOP,
      locale: "en-US",
      ...options,
      ...(as === null ? {} : { storageState: await signedIn(this.address, as) }),
    });
    this.#watched.set(watched.page, watched);
    watched.page.setDefaultTimeout(PATIENCE_MS);
    await prepare?.(watched.page);
    await watched.page.goto(this.address + path);
    return watched.page;
  }

  /** Where a page is, without the server's own address. */
  pathOf(page: Page): string {
    return page.url().slice(this.address.length);
  }

  /** Expects troubles that the journey itself caused, such as a refused request, and forgets them. */
  forgive(page: Page, pattern: RegExp): void {
    const troubles = this.#watched.get(page)?.troubles ?? [];
    const others = troubles.filter((trouble) => !pattern.test(trouble));
    expect(troubles.length, `No trouble like ${pattern}`).toBeGreaterThan(others.length);
    troubles.splice(0, troubles.length, ...others);
  }

  /** @param failed - the name of the journey that ended badly: what its pages looked like is kept */
  async leave(failed: string | null): Promise<void> {
    const all = [...this.#watched.values()];
    this.#watched.clear();
    if (failed !== null) {
      for (const [number, { page }] of all.entries()) {
        const path = join(tmpdir(), `journey ${failed.slice(0, 60).replace(/\W+/g, " ")} ${number}.png`);
        await page.screenshot({ path });
        console.error(`${page.url()} is to be seen in ${path}`);
      }
    }
    await Promise.all(all.map(({ page }) => page.context().close()));
    expect(all.flatMap(({ troubles }) => troubles)).toEqual([]);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  /** A request of a script, with the server's API key. */
  async api<T>(method: string, path: string, body?: object): Promise<T> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body && !isForm ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    // What was deleted has no more to say.
    return response.status === 204 ? (null as T) : dataOf<T>(response);
  }

  /** Somebody who may do this much and no more. */
  async addPerson(permissions: string[]): Promise<Credentials> {
    const username = `person-${crypto.randomUUID().slice(0, 8)}`;
    const password = "a password of eight or more";
    await this.api("POST", "/users", { username, password, role: "user", permissions });
    return { username, password };
  }

  /** What stands on a storage that is about to end, then every storage but the built-in one. */
  async forgetStorages(query: string): Promise<void> {
    const { items } = await this.api<{ items: { id: string }[] }>(
      "GET",
      `/assets?query=${query}&pageSize=100`,
    );
    if (items.length > 0)
      await this.api(
        "POST",
        "/assets/batch-delete",
        items.map(({ id }) => id),
      );
    const { profiles } = await this.api<{ profiles: { id: string; providerType: string }[] }>(
      "GET",
      "/system/storage/providers",
    );
    for (const { id } of profiles.filter(({ providerType }) => providerType !== "r2"))
      await this.api("DELETE", `/system/storage/providers/${id}`);
  }

  async setPermissions({ username }: Credentials, permissions: string[]): Promise<void> {
    const people = await this.api<{ id: string; username: string }[]>("GET", "/users");
    const id = people.find((person) => person.username === username)?.id;
    await this.api("PATCH", `/users/${id}/permissions`, { permissions });
  }

  /** An asset that stands there already. */
  async addAsset(bytes: Uint8Array<ArrayBuffer>, name: string, fields: Record<string, string> = {}) {
    const form = new FormData();
    form.set("file", new File([bytes], name, { type: name.endsWith("png") ? "image/png" : "image/jpeg" }));
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    return this.api<{ id: string; publicUrl: string | null }>("POST", "/assets", form);
  }
}
