/** Uploads to a storage that breaks: nothing lost, nothing half there, nothing left behind. */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, inject, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { createProfile } from "../providers/profiles.ts";
import { dataOf, failureOf } from "../support/api.ts";
import { form, postUpload } from "../support/assets.ts";
import { sha256Hex } from "../support/digest.ts";
import { type FaultyPath, faultyPathTo } from "../support/faults.ts";
import { png } from "../support/images.ts";
import { ACCESS_KEY, SECRET_KEY, s3 } from "../support/s3.ts";
import { World } from "../support/world.ts";

const DAY = 86_400_000;

async function faultyStorage(): Promise<{ id: string; path: FaultyPath }> {
  const path = await faultyPathTo(inject("s3"));
  const { id } = await createProfile({
    name: `faulty ${path.url}`,
    providerType: "s3",
    configuration: { endpoint: path.url, bucket: "orphans", region: "auto" },
    secretConfiguration: { accessKey: ACCESS_KEY, secretKey: SECRET_KEY },
  });
  return { id, path };
}

async function stored(): Promise<string[]> {
  const keys = [];
  for await (const { key } of s3("orphans").list("")) keys.push(key);
  return keys.sort();
}

afterEach(async () => {
  await env.DB.prepare("DELETE FROM assets").run();
  await s3("orphans").delete(await stored());
});

describe("an upload through S3", () => {
  it.each(["cut", "cut-after", "half"] as const)(
    "with every tenth connection broken (%s)",
    async (kind) => {
      const { id, path } = await faultyStorage();
      await path.plan({ every: 10, kind });
      const kept: AssetDetail[] = [];
      for (let i = 0; i < 25; i++) {
        const file = await png({ note: `${kind} ${i}` });
        const response = await postUpload({ file, storageProviderProfileId: id, runEnrichment: "false" });
        const asset = await dataOf<AssetDetail>(response);
        expect(asset.checksumSha256).toBe(await sha256Hex(file));
        kept.push(asset);
      }
      expect((await path.counts()).broken).toBeGreaterThan(1);
      for (const { storageKey, checksumSha256 } of kept) {
        const object = await s3("orphans").get(storageKey);
        const bytes = object && new Uint8Array(await new Response(object.body).arrayBuffer());
        expect(bytes && (await sha256Hex(bytes))).toBe(checksumSha256);
      }
      expect(await stored()).toEqual(kept.map(({ storageKey }) => storageKey).sort());
    },
    60_000,
  );

  it("that never hears of its success says so, and its bytes go a day later", async () => {
    const { id, path } = await faultyStorage();
    await path.plan({ every: 1, kind: "cut-after", method: "PUT" });
    const world = new World(Date.now());
    const failed = await failureOf(await postUpload({ storageProviderProfileId: id }));
    expect(failed).toMatchObject({ code: "storage_unavailable", status: 503 });
    expect(await stored()).toHaveLength(1);
    await world.pass(1);
    expect(await stored()).toHaveLength(1);
    world.now += DAY;
    await world.pass(1);
    expect(await stored()).toEqual([]);
    expect((await env.DB.prepare("SELECT * FROM removals").all()).results).toEqual([]);
  }, 60_000);

  it("keeps what was recorded, and leaves other people's objects alone", async () => {
    const { id } = await faultyStorage();
    const bytes = new TextEncoder().encode("not ours");
    const theirs = "2026/01/01/0123456789abcdef0123456789abcdef.png";
    await s3("orphans").put(theirs, bytes, { contentType: "image/png", sha256: await sha256Hex(bytes) });
    const world = new World(Date.now());
    const body = await form({ storageProviderProfileId: id, runEnrichment: "false" });
    const response = await world.request("POST", "/api/v1/assets", body);
    const asset = await dataOf<AssetDetail>(response ?? new Response());
    world.now += 3 * DAY;
    await world.pass(1);
    expect(await stored()).toEqual([asset.storageKey, theirs].sort());
    expect((await env.DB.prepare("SELECT * FROM removals").all()).results).toEqual([]);
  }, 60_000);
});

describe("the built-in bucket", () => {
  it("loses what no row refers to, under every folder, and nothing that is not an asset's", async () => {
    const day = Date.UTC(2027, 4, 5);
    const { id } = await createProfile({
      name: "x",
      providerType: "local",
      configuration: { rootPath: "2027/05/05" },
    });
    const key = "2027/05/05/0196a1b2c3d47abc8def0123456789ab.png";
    const ours = [key, `2027/05/05/${key}`];
    const others = ["2027/05/05/notes.txt", `other/${key}`, "backup.zip"];
    for (const name of [...ours, ...others]) await env.BUCKET.put(name, "x");
    await env.DB.prepare(
      "INSERT OR REPLACE INTO upkeep_state (name, value) VALUES ('orphans-looked-through', ?)",
    )
      .bind(String(day / DAY - 1))
      .run();
    const world = new World(day + 2 * DAY);
    await world.sweep();
    expect((await env.BUCKET.list()).objects.map((object) => object.key)).toEqual(others.sort());
    expect(id).toBeTruthy();
  });
});
