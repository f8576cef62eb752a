/** Moving a library to another storage, whatever breaks on the way. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, inject, it } from "vitest";
import type { Asset, AssetDetail } from "../../src/assets/asset.ts";
import { newAssetIdentity } from "../../src/assets/identity.ts";
import { newStorageKey } from "../../src/assets/storage-key.ts";
import { assetById, insertAsset } from "../../src/database/assets.ts";
import type { StorageMigrationShape } from "../../src/providers/storage-migration.ts";
import { createProfile, PROFILES } from "../providers/profiles.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { sha256Hex } from "../support/digest.ts";
import { faultyPathTo } from "../support/faults.ts";
import { GITHUB_OWNER, GITHUB_TOKEN } from "../support/github-account.ts";
import { Power } from "../support/power.ts";
import { ACCESS_KEY, SECRET_KEY, s3 } from "../support/s3.ts";
import { World } from "../support/world.ts";

const MIGRATIONS = "/api/v1/system/storage/migrations";
const DAY = 86_400_000;

let builtIn = "";
let world = new World(0);

beforeEach(async () => {
  world = new World(Date.UTC(2027, 0, 1));
  await env.DB.batch(
    ["assets", "removals", "storage_migrations", "upkeep_state"].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  const { objects } = await env.BUCKET.list();
  if (objects.length > 0) await env.BUCKET.delete(objects.map(({ key }) => key));
  const keys = [];
  for await (const { key } of s3("migration").list("")) keys.push(key);
  await s3("migration").delete(keys);
  const { defaultProfile } = await dataOf<{ defaultProfile: { id: string } }>(await api.get(PROFILES));
  builtIn = defaultProfile.id;
});

describe("a migration", () => {
  it("of 500 assets from R2 to S3, with a tenth of all calls broken and two kills", async () => {
    const path = await faultyPathTo(inject("s3"));
    const to = await s3Profile({ endpoint: path.url });
    const assets: Asset[] = [];
    for (let start = 0; start < 500; start += 25) {
      assets.push(...(await Promise.all(Array.from({ length: 25 }, (_, i) => storedAsset(start + i)))));
    }
    await path.plan({ every: 10, kind: "cut" });
    const started = await start({ fromProfileId: builtIn, toProfileId: to });
    expect(started).toMatchObject({ status: "queued", totalAssets: 500, movedAssets: 0 });

    let over = false;
    let reads = 0;
    const reading = (async () => {
      while (!over) {
        const asset = assets[reads++ % assets.length] as Asset;
        const response = await world.request("GET", `/content/${asset.storageKey}`);
        expect(response?.status).toBe(200);
        expect(await sha256Hex(new Uint8Array((await response?.arrayBuffer()) ?? []))).toBe(
          asset.checksumSha256,
        );
        await scheduler.wait(25);
      }
    })();

    try {
      await world.deliver(new Power({ at: 150, when: "after", what: "all" }));
      const first = await progress(started.id);
      expect(first.status).toBe("running");
      world.now += 360_000;
      await world.sweep();
      await world.deliver(new Power({ at: 333, when: "before", what: "all" }));
      const second = await progress(started.id);
      expect(second.movedAssets).toBeGreaterThan(first.movedAssets);
      expect(second.movedAssets).toBeLessThan(500);
      for (let i = 0; i < 30 && (await progress(started.id)).status === "running"; i++) await world.pass(1);
    } finally {
      over = true;
    }
    await reading;

    expect(reads).toBeGreaterThan(50);
    expect(await progress(started.id)).toMatchObject({
      status: "completed",
      movedAssets: 500,
      movedBytes: started.totalBytes,
      failedAssets: 0,
    });
    expect((await path.counts()).broken).toBeGreaterThan(50);
    const { results } = await env.DB.prepare(
      "SELECT storage_key AS key, checksum_sha256 AS sha256 FROM assets WHERE storage_provider_profile_id = ? AND storage_provider = 'moved-to'",
    )
      .bind(to)
      .all<{ key: string; sha256: string }>();
    expect(results).toHaveLength(500);
    for (const { key, sha256 } of results) expect(await hashAt(key)).toBe(sha256);

    await world.pass(11);
    expect((await env.BUCKET.list()).objects).toEqual([]);
    world.now += DAY;
    await world.pass(1);
    expect((await env.DB.prepare("SELECT * FROM removals").all()).results).toEqual([]);
    const left = [];
    for await (const { key } of s3("migration").list("")) left.push(key);
    expect(left.sort()).toEqual(results.map(({ key }) => key).sort());
  }, 400_000);

  it("takes derivatives along, and can go there and back again", async () => {
    const to = await s3Profile();
    const asset = await storedAsset(1);
    await addDerivative(asset);
    const there = await start({ fromProfileId: builtIn, toProfileId: to });
    await world.deliver();
    expect(await progress(there.id)).toMatchObject({ status: "completed", movedAssets: 1 });
    expect(await s3("migration").head(`${asset.storageKey}.webp`)).not.toBeNull();

    // The old bytes are still to be removed there: until then nothing is put under their keys.
    const back = await start({ fromProfileId: to, toProfileId: builtIn });
    await world.deliver();
    expect(await progress(back.id)).toMatchObject({ status: "running", movedAssets: 0 });
    expect((await progress(back.id)).errorMessage).toContain("still being removed");
    await world.pass(30);
    expect(await progress(back.id)).toMatchObject({ status: "completed", movedAssets: 1, failedAssets: 0 });
    expect(await env.BUCKET.head(asset.storageKey)).not.toBeNull();
    expect(await env.BUCKET.head(`${asset.storageKey}.webp`)).not.toBeNull();
    await world.pass(12);
    const left = [];
    for await (const { key } of s3("migration").list("")) left.push(key);
    expect(left).toEqual([]);
    await world.expectWhole();
  }, 120_000);

  it("between two names of the same place copies nothing and removes nothing", async () => {
    const to = await createProfile({ name: "alias", providerType: "r2", configuration: {} });
    const asset = await storedAsset(2);
    const { id } = await start({ fromProfileId: builtIn, toProfileId: to.id });
    await world.deliver();
    expect(await progress(id)).toMatchObject({ status: "completed", movedAssets: 1 });
    await world.pass(30);
    world.now += 3 * DAY;
    await world.pass(1);
    expect(await env.BUCKET.head(asset.storageKey)).not.toBeNull();
    await world.expectWhole();
  }, 60_000);

  it("leaves where it is what can't be moved, and says why", async () => {
    const to = await createProfile({
      name: "public repository",
      providerType: "github-repo",
      configuration: {
        owner: GITHUB_OWNER,
        repo: "migration",
        ref: "main",
        apiBaseUrl: inject("github").api,
        rawBaseUrl: inject("github").raw,
      },
      secretConfiguration: { token: GITHUB_TOKEN },
    });
    const shown = await storedAsset(3);
    const hidden = await storedAsset(4, { isPublic: false });
    const lost = await storedAsset(5);
    await env.BUCKET.delete(lost.storageKey);
    const altered = await storedAsset(6);
    await env.BUCKET.put(altered.storageKey, "other bytes");
    const { id } = await start({ fromProfileId: builtIn, toProfileId: to.id });
    await world.pass(3);
    const after = await progress(id);
    expect(after).toMatchObject({ status: "completed", totalAssets: 4, movedAssets: 1, failedAssets: 3 });
    expect(Object.fromEntries(after.failures.map(({ assetId, code }) => [assetId, code]))).toEqual({
      [hidden.id]: "storage_provider_visibility_not_supported",
      [lost.id]: "asset_not_found",
      [altered.id]: "asset_content_invalid",
    });
    const { services } = world.services();
    expect(await assetById(services.db, shown.id)).toMatchObject({
      storageProviderProfileId: to.id,
      storageKey: shown.storageKey,
    });
    expect(await assetById(services.db, hidden.id)).toMatchObject({ storageProviderProfileId: builtIn });
    expect((await world.request("GET", `/content/${shown.storageKey}`))?.status).toBe(200);
  }, 60_000);

  it("gives a private asset a new key in a bucket that is public", async () => {
    const to = await s3Profile({ publicBaseUrl: "https://cdn.example.com" });
    const asset = await storedAsset(7, { isPublic: false });
    const { id } = await start({ fromProfileId: builtIn, toProfileId: to });
    await world.deliver();
    expect(await progress(id)).toMatchObject({ status: "completed", movedAssets: 1 });
    const moved = await assetById(world.services().services.db, asset.id);
    expect(moved?.storageKey).not.toBe(asset.storageKey);
    expect(await hashAt(moved?.storageKey ?? "")).toBe(asset.checksumSha256);
  }, 60_000);

  it("gives up on a storage that never works, and says so", async () => {
    const path = await faultyPathTo(inject("s3"));
    const to = await s3Profile({ endpoint: path.url });
    await storedAsset(8);
    await path.plan({ every: 1, kind: "answer", status: 403 });
    const { id } = await start({ fromProfileId: builtIn, toProfileId: to });
    await world.deliver();
    expect(await progress(id)).toMatchObject({ status: "running", movedAssets: 0 });
    await world.pass(70);
    const after = await progress(id);
    expect(after).toMatchObject({ status: "failed", movedAssets: 0 });
    expect(after.errorMessage).toContain("denies access");
  }, 120_000);
});

describe("asking for a migration", () => {
  it("counts in a dry run, by the filter, and moves nothing", async () => {
    const to = await s3Profile();
    await storedAsset(10);
    await storedAsset(11, { isPublic: false });
    const counted = await start({
      fromProfileId: builtIn,
      toProfileId: to,
      dryRun: true,
      filter: { isPublic: false, contentType: "image/*", createdFromUtc: "2020-01-01T00:00:00Z" },
    });
    expect(counted).toMatchObject({ dryRun: true, status: "completed", totalAssets: 1, movedAssets: 0 });
    expect(counted.filter).toEqual({
      contentType: "image/*",
      isPublic: false,
      createdFromUtc: "2020-01-01T00:00:00.000Z",
      createdBeforeUtc: null,
    });
    expect(world.waiting).toEqual([]);
    const none = await start({
      fromProfileId: null,
      toProfileId: to,
      filter: { createdBeforeUtc: "2020-01-01T00:00:00Z" },
    });
    expect(none).toMatchObject({ status: "completed", totalAssets: 0, fromProfileId: null });
    const list = await dataOf<StorageMigrationShape[]>(await api.get(MIGRATIONS));
    expect(list.map(({ id }) => id).sort()).toEqual([counted.id, none.id].sort());
  });

  it("refuses what makes no sense, and a second one at the same time", async () => {
    const to = await s3Profile();
    const refused = async (json: object) => failureOf(await api.post(MIGRATIONS, { json }));
    const unknown = "01900000-0000-7000-8000-000000000000";
    expect((await refused({ fromProfileId: builtIn, toProfileId: builtIn })).code).toBe("request_invalid");
    expect((await refused({ toProfileId: to })).code).toBe("request_invalid");
    expect((await refused({ fromProfileId: unknown, toProfileId: to })).status).toBe(404);
    expect((await refused({ fromProfileId: builtIn, toProfileId: "x" })).code).toBe(
      "storage_provider_profile_not_found",
    );
    await storedAsset(12);
    await start({ fromProfileId: builtIn, toProfileId: to });
    expect((await refused({ fromProfileId: builtIn, toProfileId: to })).code).toBe(
      "storage_migration_in_progress",
    );
    await dataOf(await api.patch(`${PROFILES}/${to}`, { json: { isEnabled: false } }));
    expect((await refused({ fromProfileId: builtIn, toProfileId: to })).code).toBe(
      "storage_provider_profile_disabled",
    );
    expect((await failureOf(await api.get(`${MIGRATIONS}/${unknown}`))).code).toBe(
      "storage_migration_not_found",
    );
    expect((await api.post(MIGRATIONS, { json: {}, bearer: null })).status).toBe(401);
  });
});

it("a thumbnail that is made while its asset moves is made again where the asset is", async () => {
  const to = await s3Profile();
  const asset = await uploaded({ isPublic: "true" });
  const { saveFindings } = await import("../../src/database/findings.ts");
  const { services } = world.services();
  const before = await assetById(services.db, asset.id);
  const { id } = await start({ fromProfileId: builtIn, toProfileId: to });
  world.now += 1000;
  await world.deliver();
  expect(await progress(id)).toMatchObject({ status: "completed", movedAssets: 1 });
  const made = {
    kind: "thumbnail_256",
    storageKey: "k.webp",
    contentType: "image/webp",
    extension: ".webp",
    size: 1,
    width: 1,
    height: 1,
  };
  expect(before && (await saveFindings(services.db, before, { derivatives: [made] }, world.now))).toBe(false);
  expect((await dataOf<AssetDetail>(await api.get(`/api/v1/assets/${asset.id}`))).derivatives).toEqual([]);
}, 60_000);

async function start(body: object): Promise<StorageMigrationShape> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const response = await world.request("POST", MIGRATIONS, bytes);
  expect(response?.status).toBe(202);
  const migration = await dataOf<StorageMigrationShape>(response ?? new Response());
  expect(response?.headers.get("location")).toBe(`${MIGRATIONS}/${migration.id}`);
  return migration;
}

async function progress(id: string): Promise<StorageMigrationShape> {
  return dataOf<StorageMigrationShape>(await api.get(`${MIGRATIONS}/${id}`));
}

async function s3Profile(configuration: object = {}): Promise<string> {
  const { id } = await createProfile({
    name: crypto.randomUUID(),
    providerType: "s3",
    configuration: {
      endpoint: inject("s3"),
      bucket: "migration",
      region: "auto",
      providerName: "moved-to",
      ...configuration,
    },
    secretConfiguration: { accessKey: ACCESS_KEY, secretKey: SECRET_KEY },
  });
  return id;
}

/** An asset as an upload leaves it, without the form. */
async function storedAsset(number: number, changes: Partial<Asset> = {}): Promise<Asset> {
  const bytes = new TextEncoder().encode(`picture ${number} ${"x".repeat(number)}`);
  const now = Date.UTC(2026, 5, 1) + number;
  const identity = newAssetIdentity(now);
  const asset: Asset = {
    ...identity,
    status: "ready",
    originalFileName: `${number}.png`,
    contentType: "image/png",
    extension: ".png",
    size: bytes.length,
    width: 1,
    height: 1,
    checksumSha256: await sha256Hex(bytes),
    uploadedSha256: null,
    imageFacts: {},
    dominantColor: null,
    renditions: [],
    storageProvider: "r2",
    storageProviderProfileId: builtIn,
    storageKey: newStorageKey(now, ".png"),
    isPublic: true,
    description: null,
    altText: null,
    updatedAt: now,
    ...changes,
  };
  await env.BUCKET.put(asset.storageKey, bytes);
  await insertAsset(world.services().services.db, asset, {
    job: null,
    ticketId: null,
    configuration: null,
    mustBeDefault: false,
  });
  return asset;
}

async function addDerivative({ id, storageKey, checksumSha256 }: Asset): Promise<void> {
  await env.BUCKET.put(`${storageKey}.webp`, "small");
  await env.DB.prepare(
    `INSERT INTO derivatives (asset_id, kind, storage_key, content_type, extension, size, width, height, source_checksum, created_at)
     VALUES (?, 'thumbnail_256', ?, 'image/webp', '.webp', 5, 8, 8, ?, 0)`,
  )
    .bind(id, `${storageKey}.webp`, checksumSha256)
    .run();
}

async function hashAt(key: string): Promise<string | null> {
  const object = await s3("migration").get(key);
  return object && sha256Hex(new Uint8Array(await new Response(object.body).arrayBuffer()));
}
