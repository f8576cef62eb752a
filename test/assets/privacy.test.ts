import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { createProfile, PROFILES } from "../providers/profiles.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { assetOf, postUpload, uploaded } from "../support/assets.ts";
import { commitMessages } from "../support/github.ts";
import { GITHUB_OWNER, GITHUB_TOKEN } from "../support/github-account.ts";
import { ACCESS_KEY, SECRET_KEY, s3 } from "../support/s3.ts";

const setPublic = (id: string, isPublic: boolean) =>
  api.patch(`/api/v1/assets/${id}`, { json: { isPublic } });

function s3Profile(name: string, configuration: object = {}) {
  return createProfile({
    name,
    providerType: "s3",
    configuration: {
      endpoint: inject("s3"),
      bucket: "privacy",
      region: "auto",
      providerName: "minio",
      ...configuration,
    },
    secretConfiguration: { accessKey: ACCESS_KEY, secretKey: SECRET_KEY },
  });
}

function githubProfile(repo: string, visibilityPolicy: string) {
  return createProfile({
    name: `${repo} ${visibilityPolicy}`,
    providerType: "github-repo",
    configuration: {
      owner: GITHUB_OWNER,
      repo,
      ref: "main",
      basePath: "pics",
      visibilityPolicy,
      apiBaseUrl: inject("github").api,
      rawBaseUrl: inject("github").raw,
    },
    secretConfiguration: { token: GITHUB_TOKEN },
  });
}

describe("in a bucket that is not public", () => {
  let id = "";
  beforeAll(async () => {
    ({ id } = await s3Profile("closed"));
  });

  it("NekoHub serves everything: whole, in parts, and nothing of a private asset", async () => {
    // Nothing is made in the background: what it would leave in the bucket is counted below.
    const asset = await uploaded({ storageProviderProfileId: id, runEnrichment: false });
    expect(asset).toMatchObject({
      storageProvider: "minio",
      storageProviderProfileId: id,
      publicUrl: `http://nekohub.test/content/${asset.storageKey}`,
    });
    const path = `/content/${asset.storageKey}`;
    const part = await api.get(path, { bearer: null, headers: { range: "bytes=1-3" } });
    expect([part.status, await part.text()]).toEqual([206, "PNG"]);
    await dataOf(await setPublic(asset.id, false));
    expect((await assetOf(asset.id)).storageKey).toBe(asset.storageKey);
    expect((await api.get(path, { bearer: null })).status).toBe(404);
    const own = await api.get(`/api/v1/assets/${asset.id}/content`);
    expect([own.status, (await own.arrayBuffer()).byteLength]).toEqual([200, asset.size]);
    await dataOf(await api.delete(`/api/v1/assets/${asset.id}`));
    expect(await s3("privacy").head(asset.storageKey)).toBeNull();
  });
});

describe("in a bucket that its profile calls public", () => {
  let id = "";
  beforeAll(async () => {
    ({ id } = await s3Profile("open", { publicBaseUrl: "https://cdn.example.com/pics/" }));
  });

  it("the direct address is handed out, and dies when the asset turns private", async () => {
    const asset = await uploaded({ storageProviderProfileId: id, runEnrichment: false });
    await addDerivative(asset);
    const direct = `https://cdn.example.com/pics/${asset.storageKey}`;
    expect(asset.publicUrl).toBe(direct);
    const redirect = await api.get(`/api/v1/assets/${asset.id}/content`);
    expect([redirect.status, redirect.headers.get("location")]).toEqual([307, direct]);
    const before = await assetOf(asset.id);
    expect(before.derivatives[0]?.publicUrl).toBe(`https://cdn.example.com/pics/${derivativeKey(asset)}`);

    const hidden = await dataOf<AssetDetail>(await setPublic(asset.id, false));
    expect(hidden).toMatchObject({ isPublic: false, publicUrl: null, checksumSha256: asset.checksumSha256 });
    expect(hidden.derivatives[0]?.publicUrl).toBeNull();
    expect(hidden.storageKey).not.toBe(asset.storageKey);
    const left = [];
    for await (const { key } of s3("privacy").list("")) left.push(key);
    expect(left).toHaveLength(2);
    expect(left).toContain(hidden.storageKey);
    expect(left).not.toContain(asset.storageKey);
    expect(left).not.toContain(derivativeKey(asset));
    const own = await api.get(`/api/v1/assets/${asset.id}/content`);
    expect([own.status, (await own.arrayBuffer()).byteLength]).toEqual([200, asset.size]);
    expect((await api.get(`/content/${asset.storageKey}`, { bearer: null })).status).toBe(404);
    expect((await api.get(`/api/v1/assets/${asset.id}/derivatives/thumbnail_256/content`)).status).toBe(200);
    expect((await env.DB.prepare("SELECT * FROM removals WHERE tentative = 0").all()).results).toEqual([]);

    const again = await dataOf<AssetDetail>(await setPublic(asset.id, true));
    expect(again.publicUrl).toBe(`https://cdn.example.com/pics/${hidden.storageKey}`);
    const moved = await api.get(`/content/${asset.storageKey}`, { bearer: null });
    expect(moved.headers.get("location")).toBe(`http://nekohub.test/content/${hidden.storageKey}`);
    await dataOf(await api.delete(`/api/v1/assets/${asset.id}`));
  });
});

describe("in a repository", () => {
  it("that is public nothing can be private, and both ways there are refused", async () => {
    const { id } = await githubProfile("assets", "public-only");
    const asset = await uploaded({ storageProviderProfileId: id, commitMessage: "a cat" });
    expect(asset.storageKey).toMatch(/^pics\/\d{4}\//);
    expect(asset.publicUrl).toBe(`${inject("github").raw}/ada/assets/main/${asset.storageKey}`);
    expect((await (await fetch(asset.publicUrl ?? "")).arrayBuffer()).byteLength).toBe(asset.size);
    expect((await failureOf(await setPublic(asset.id, false))).code).toBe(
      "storage_provider_visibility_not_supported",
    );
    expect(await assetOf(asset.id)).toMatchObject({ isPublic: true });
    const refused = await postUpload({ storageProviderProfileId: id, isPublic: "false" });
    expect((await failureOf(refused)).code).toBe("storage_provider_visibility_not_supported");
    const content = await api.get(`/content/${asset.storageKey}`, {
      bearer: null,
      headers: { range: "bytes=1-3" },
    });
    expect([content.status, await content.text()]).toEqual([206, "PNG"]);
    await dataOf(await api.delete(`/api/v1/assets/${asset.id}`, { json: { commitMessage: "no cat" } }));
    expect(await commitMessages("assets", asset.storageKey)).toEqual(["no cat", "a cat"]);
  });

  it("that is private NekoHub hands out what is public, and only that", async () => {
    const { id } = await githubProfile("private-assets", "private-token");
    const asset = await uploaded({ storageProviderProfileId: id });
    expect(asset.publicUrl).toBe(`http://nekohub.test/content/${asset.storageKey}`);
    expect((await api.get(`/content/${asset.storageKey}`, { bearer: null })).status).toBe(200);
    await dataOf(await setPublic(asset.id, false));
    expect((await api.get(`/content/${asset.storageKey}`, { bearer: null })).status).toBe(404);
    await dataOf(await api.delete(`/api/v1/assets/${asset.id}`));
  });
});

it("a deployment-wide public base goes before a profile's", async () => {
  const { directAddress } = await import("../../src/providers/storage-addresses.ts");
  const settings = { publicBaseUrl: "https://img.example.com" };
  // Only the setting decides here; nothing else of the services is looked at.
  expect(await directAddress({ settings } as Parameters<typeof directAddress>[0], "any", "k")).toBeNull();
});

it("deleting a profile with assets in a bucket of somebody else's touches no file", async () => {
  const { id } = await s3Profile("kept");
  const asset = await uploaded({ storageProviderProfileId: id });
  expect(await dataOf(await api.delete(`${PROFILES}/${id}`))).toMatchObject({ status: "disabled" });
  expect(await s3("privacy").head(asset.storageKey)).not.toBeNull();
  await dataOf(await api.delete(`/api/v1/assets/${asset.id}`));
});

function derivativeKey({ storageKey }: AssetDetail): string {
  return storageKey.replace(/\.png$/, ".thumb.png");
}

/** As the thumbnail job leaves one behind. */
async function addDerivative(asset: AssetDetail): Promise<void> {
  const key = derivativeKey(asset);
  const bytes = new TextEncoder().encode("small");
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  await s3("privacy").put(key, bytes, { contentType: "image/png", sha256 });
  await env.DB.prepare(
    `INSERT INTO derivatives (asset_id, kind, storage_key, content_type, extension, size, width, height, source_checksum, created_at)
     VALUES (?, 'thumbnail_256', ?, 'image/png', '.png', 5, 8, 8, ?, 0)`,
  )
    .bind(asset.id, key, asset.checksumSha256)
    .run();
}
