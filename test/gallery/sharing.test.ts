import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { readHeader } from "../../src/images/header.ts";
import { render } from "../../src/images/render.ts";
import { createServices } from "../../src/services.ts";
import { runSkill } from "../../src/skills/run.ts";
import { api, BASE } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { png } from "../support/images.ts";
import { page } from "./page.ts";

const EVIL = `"><script>alert(1)</script>]]>&`;

let small: AssetDetail;
let large: AssetDetail;

/** Gives an asset renditions as the image engine makes them, whatever the skills of this version make. */
async function rendered(asset: AssetDetail, file: Uint8Array): Promise<void> {
  const context = createExecutionContext();
  const services = createServices(env, context, BASE);
  const step = {
    name: "renditions",
    run: () =>
      render(file, readHeader(file), [
        { kind: "thumbnail_256", format: "png" as const, maxWidth: 256, maxHeight: 256 },
        { kind: "webp_320", format: "webp" as const, maxWidth: 320, maxHeight: 16_383 },
        { kind: "webp_1280", format: "webp" as const, maxWidth: 1280, maxHeight: 16_383 },
      ]),
  };
  await runSkill(services, {
    assetId: asset.id,
    skill: { name: "renditions", aliases: [], description: "", order: 0, steps: [step] },
    run: crypto.randomUUID(),
    trigger: "manual",
    parameters: undefined,
    keepResultsSince: 0,
  });
  await waitOnExecutionContext(context);
}

beforeAll(async () => {
  small = await uploaded({ fileName: "small.png", altText: EVIL, description: EVIL });
  const file = await png({ width: 2000, height: 1000 });
  large = await uploaded({ file, fileName: "large.png", altText: "A large one", runEnrichment: false });
  await rendered(large, file);
});

describe("a picture on the wall", () => {
  it("lists the renditions that exist, and no original", async () => {
    const { text } = await page("/gallery");
    const tile = text.slice(text.indexOf(large.id));
    expect(tile).toMatch(
      /<picture><source type="image\/webp" srcset="\/content\/\S+\.webp 320w, \/content\/\S+\.webp 1280w" sizes="[^"]+"><img src="\/content\/\S+\.png" alt="A large one" width="2000" height="1000"/,
    );
    expect(text).not.toContain(large.storageKey);
    expect(text).toMatch(/--r:2;--c:#[0-9a-f]{6}/);
  });
});

describe("a shared link", () => {
  it("shows a card with the original when that is small enough", async () => {
    const { text } = await page(`/gallery/${small.id}`);
    expect(text).toContain(`<meta property="og:image" content="${small.publicUrl}">`);
    expect(text).toContain('<meta property="og:image:width" content="8">');
    expect(text).not.toContain("<script>alert");
  });

  it("shows a JPEG card of at most 1200 pixels when it is not", async () => {
    const { text } = await page(`/gallery/${large.id}`);
    expect(text).toContain(`<meta property="og:image" content="${BASE}/gallery/${large.id}/card.jpg">`);
    const response = await api.get(`/gallery/${large.id}/card.jpg`, { bearer: null });
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect(response.headers.get("cache-tag")).toBe(`asset:${large.id}`);
    const facts = readHeader(new Uint8Array(await response.arrayBuffer()));
    expect(facts).toMatchObject({ contentType: "image/jpeg", width: 1200, height: 600 });
    expect(text).toContain('<meta property="og:image:height" content="600">');
  });

  it("has no card of what is private", async () => {
    const hidden = await uploaded({ isPublic: false });
    expect((await api.get(`/gallery/${hidden.id}/card.jpg`, { bearer: null })).status).toBe(404);
  });

  it("describes itself as an ImageObject", async () => {
    const { text } = await page(`/gallery/${small.id}`);
    const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? "";
    expect(JSON.parse(json)).toMatchObject({
      "@type": "ImageObject",
      name: "small.png",
      caption: EVIL,
      contentUrl: small.publicUrl,
      width: 8,
    });
  });

  it("has one canonical address, whatever search led to it", async () => {
    const { text } = await page(`/gallery/${small.id}?query=small&type=png`);
    expect(text).toContain(`<link rel="canonical" href="${BASE}/gallery/${small.id}">`);
  });
});

describe("search engines", () => {
  it("are told not to keep search results", async () => {
    expect((await page("/gallery?query=small")).text).toContain('name="robots" content="noindex"');
    expect((await page("/gallery")).text).not.toContain("noindex");
  });

  it("find every picture through the sitemap", async () => {
    expect((await page("/robots.txt")).text).toContain(`Sitemap: ${BASE}/sitemap.xml`);
    const index = await page("/sitemap.xml");
    expect(index.text.match(/<loc>[^<]+<\/loc>/g)).toEqual([
      `<loc>${BASE}/sitemap-0.xml</loc>`,
      `<loc>${BASE}/sitemap-1.xml</loc>`,
    ]);
    const file = await page("/sitemap-1.xml");
    expect(file.text.indexOf(small.id)).toBeLessThan(file.text.indexOf(large.id));
    expect(file.text).toContain(`<image:loc>${small.publicUrl}</image:loc>`);
    expect((await page("/sitemap-2.xml")).status).toBe(404);
  });
});

describe("feeds", () => {
  it("bring the newest first as JSON", async () => {
    const feed = JSON.parse((await page("/feed.json")).text);
    expect(feed).toMatchObject({ version: "https://jsonfeed.org/version/1.1", title: "NekoHub" });
    expect(feed.items.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([large.id, small.id]);
    expect(feed.items[1].content_html).not.toContain("<script>");
  });

  it("bring the same as RSS, whatever the texts hold", async () => {
    const odd = await uploaded({ fileName: "odd.png", description: "bell\u0007 \ud83d\ude00 ]]> <b>" });
    const { text } = await page("/feed.xml");
    expect(text).toContain(`<guid isPermaLink="false">${odd.id}</guid>`);
    expect(text).not.toContain("\u0007");
    expect(text).not.toContain("<b>");
    expect(text).toContain("😀");
  });
});

describe("oEmbed", () => {
  const ask = (parameters: Record<string, string>) =>
    api.get(`/oembed?${new URLSearchParams(parameters)}`, { bearer: null });

  it("is discovered on the picture's page and answers with the picture", async () => {
    const { text } = await page(`/gallery/${large.id}`);
    const href = /type="application\/json\+oembed" href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    const answer = await (await api.get(String(href), { bearer: null })).json();
    expect(answer).toMatchObject({ version: "1.0", type: "photo", width: 2000, url: large.publicUrl });
  });

  it("keeps within what the other site has room for", async () => {
    const url = `${BASE}/gallery/${large.id}`;
    expect(await (await ask({ url, maxwidth: "700" })).json()).toMatchObject({ type: "photo", width: 320 });
    expect(await (await ask({ url, maxheight: "1" })).json()).toMatchObject({ type: "link" });
  });

  it("knows nothing else", async () => {
    const hidden = await uploaded({ isPublic: false });
    for (const url of ["", "x", "https://elsewhere.example/gallery/1", `${BASE}/gallery/${hidden.id}`])
      expect([url, (await ask({ url })).status]).toEqual([url, 404]);
    expect((await ask({ url: `${BASE}/gallery/${large.id}`, format: "xml" })).status).toBe(501);
  });
});
