import { describe, expect, it } from "vitest";
import { api } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { page } from "./page.ts";

describe("the gallery without a picture", () => {
  it("says so", async () => {
    const { status, text } = await page("/gallery");
    expect(status).toBe(200);
    expect(text).toContain("No pictures here yet");
  });
});

describe("the gallery", () => {
  it("is where the front door leads", async () => {
    const response = await api.get("/", { bearer: null });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("/gallery");
  });

  it("hangs what is published, newest first, and nothing else", async () => {
    const older = await uploaded({ fileName: "older.png", runEnrichment: false });
    const hidden = await uploaded({ fileName: "hidden.png", isPublic: false });
    const newer = await uploaded({ fileName: "newer.png", runEnrichment: false });
    const { text } = await page("/gallery");
    expect(text.indexOf(newer.id)).toBeLessThan(text.indexOf(older.id));
    expect(text).not.toContain(hidden.id);
    expect(text).toContain("2 images");
  });

  it("never shows an original on the wall", async () => {
    const asset = await uploaded({ fileName: "no-rendition.png", runEnrichment: false });
    const { text } = await page("/gallery");
    expect(text).not.toContain(asset.storageKey);
    expect(text).toContain("No preview yet");
  });

  it("finds by name, description and alternative text, literally", async () => {
    const asset = await uploaded({ fileName: "100%_cat.png", description: "it's <here>" });
    for (const query of ["100%_", "IT'S <HERE>"]) {
      const { text } = await page(`/gallery?${new URLSearchParams({ query })}`);
      expect(text).toContain(asset.id);
    }
    const { status, text } = await page("/gallery?query=nothing+has+this");
    expect(status).toBe(200);
    expect(text).toContain("Nothing found");
  });

  it("narrows to one type", async () => {
    const { text } = await page("/gallery?type=webp");
    expect(text).toContain("Nothing found");
    expect((await page("/gallery?type=png")).text).toContain('class="wall"');
  });

  it("has one spelling for each view", async () => {
    const spellings = {
      "/gallery?utm_source=x": "/gallery",
      "/gallery?page=1&query=": "/gallery",
      "/gallery?type=png&query=cat": "/gallery?query=cat&type=png",
      "/gallery?page=0002": "/gallery?page=2",
      "/gallery?type=exe&lang=xx&page=-1": "/gallery",
    };
    for (const [given, right] of Object.entries(spellings)) {
      const response = await api.get(given, { bearer: null });
      expect([given, response.status, response.headers.get("location")]).toEqual([given, 302, right]);
      expect(response.headers.get("cache-control")).toBe("private, no-store");
    }
  });

  it("says that it ends before a page that is not there", async () => {
    for (const number of [9, 400, 401, 999_999_999]) {
      const { status, text } = await page(`/gallery?page=${number}`);
      expect([number, status]).toEqual([number, 404]);
      expect(text).toContain("The wall ends before this page");
      expect(text).not.toContain('class="pager"');
    }
  });
});

describe("a picture's page", () => {
  it("shows the picture, its facts and its neighbours", async () => {
    const [older, asset, newer] = [
      await uploaded({ fileName: "a.png" }),
      await uploaded({ fileName: "b.png", altText: "A mat", description: "On a mat" }),
      await uploaded({ fileName: "c.png" }),
    ];
    const { status, text } = await page(`/gallery/${asset.id}`);
    expect(status).toBe(200);
    expect(text).toContain("<title>b.png · NekoHub</title>");
    expect(text).toContain('alt="A mat"');
    expect(text).toContain("On a mat");
    expect(text).toContain("8 × 8");
    expect(text).toContain(`rel="prev" href="/gallery/${newer.id}"`);
    expect(text).toContain(`rel="next" href="/gallery/${older.id}"`);
  });

  it("keeps the search it was found by", async () => {
    const one = await uploaded({ fileName: "tabby one.png" });
    await uploaded({ fileName: "between.png" });
    const two = await uploaded({ fileName: "tabby two.png" });
    const list = await page("/gallery?query=tabby");
    expect(list.text).toContain(`href="/gallery/${one.id}?query=tabby"`);
    const { text } = await page(`/gallery/${one.id}?query=tabby`);
    expect(text).toContain(`rel="prev" href="/gallery/${two.id}?query=tabby"`);
    expect(text).toContain('href="/gallery?query=tabby"');
  });

  it("tells nobody whether a picture is private or absent", async () => {
    const hidden = await uploaded({ isPublic: false, fileName: "secret name.png" });
    const answers = [hidden.id, crypto.randomUUID(), "no-uuid"].map((id) => page(`/gallery/${id}`));
    const [one, ...others] = await Promise.all(answers);
    expect(one?.status).toBe(404);
    for (const other of others) expect(other).toEqual(one);
  });
});

describe("an unknown address", () => {
  it("is a page for a person and an envelope for a program", async () => {
    const forPerson = await page("/nowhere/at/all", { accept: "text/html,*/*;q=0.8" });
    expect(forPerson.status).toBe(404);
    expect(forPerson.text).toContain("There is nothing at this address");
    for (const forProgram of [await api.get("/api/v1/nowhere"), await api.get("/nowhere/at/all")]) {
      expect(forProgram.status).toBe(404);
      expect(forProgram.headers.get("content-type")).toContain("application/json");
    }
  });
});
