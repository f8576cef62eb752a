/** Skills that change pictures: copies beside the original, and the original itself, never half. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { readHeader } from "../../src/images/header.ts";
import { decodeWhole } from "../images/decoding.ts";
import { contains, jpegSegment, makeExif, withSegments } from "../images/make-exif.ts";
import { scene } from "../images/scenes.ts";
import { api, dataOf } from "../support/api.ts";
import { assetOf, form, uploaded } from "../support/assets.ts";
import { sha256Hex } from "../support/digest.ts";
import { png } from "../support/images.ts";
import { type Cut, NO_CUT, Power } from "../support/power.ts";
import { World } from "../support/world.ts";

interface RunResult {
  succeeded: boolean;
  skillName: string;
  steps: { name: string; succeeded: boolean; errorMessage: string | null }[];
  asset: AssetDetail;
}

beforeEach(async () => {
  await env.DB.batch(
    ["assets", "removals", "upkeep_state"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  );
  const { objects } = await env.BUCKET.list();
  await env.BUCKET.delete(objects.map((object) => object.key));
});

const run = async (id: string, skill: string, parameters: object = {}) =>
  dataOf<RunResult>(await api.post(`/api/v1/assets/${id}/skills/${skill}/run`, { json: { parameters } }));
const bytesAt = async (key: string) =>
  new Uint8Array((await (await env.BUCKET.get(key))?.arrayBuffer()) ?? []);
const kinds = ({ derivatives }: AssetDetail) => derivatives.map(({ kind }) => kind).sort();
const jobs = async () => (await env.DB.prepare("SELECT * FROM jobs").all()).results;

async function photo(): Promise<Uint8Array> {
  const exif = jpegSegment(0xe1, "Exif\0\0", makeExif({ orientation: 6 }));
  return withSegments(await encodeJpeg(scene(320, 240)), exif, jpegSegment(0xfe, "a comment"));
}

const upload = async (file?: Uint8Array) =>
  uploaded({
    runEnrichment: false,
    file: file ?? (await photo()),
    ...(file === undefined ? { contentType: "image/jpeg", fileName: "p.jpg" } : {}),
  });

describe("exif-strip", () => {
  it.each(["exif-strip", "EXIF_STRIP", "strip-exif-metadata", "strip_exif_metadata"])(
    "by the name %s takes the metadata out of the original and leaves every pixel",
    async (name) => {
      const file = await photo();
      const before = await upload();
      await run(before.id, "thumbnail");
      const { succeeded, skillName, steps, asset } = await run(before.id, name);
      expect({ succeeded, skillName, steps }).toEqual({
        succeeded: true,
        skillName: "exif-strip",
        steps: [{ name: "strip_exif_metadata", succeeded: true, errorMessage: null }],
      });
      const bytes = await bytesAt(before.storageKey);
      expect(contains(bytes, "a comment")).toBe(false);
      expect(readHeader(bytes)).toMatchObject({ orientation: 6, width: 240, height: 320 });
      expect((await decodeWhole(bytes)).data).toEqual((await decodeWhole(file)).data);
      expect(asset).toMatchObject({
        storageKey: before.storageKey,
        size: bytes.length,
        checksumSha256: await sha256Hex(bytes),
        width: before.width,
        height: before.height,
        contentType: "image/jpeg",
      });
      expect(asset.updatedAtUtc > before.updatedAtUtc).toBe(true);
      expect(kinds(asset)).toContain("thumbnail_256");
      expect(await jobs()).toEqual([]);
      // The renditions show the new original as well: nothing is made again.
      expect((await run(before.id, "thumbnail")).asset.derivatives).toEqual(asset.derivatives);
    },
  );

  it("leaves an original without metadata untouched", async () => {
    const before = await upload(await png());
    const { succeeded, asset } = await run(before.id, "exif-strip");
    expect(succeeded).toBe(true);
    expect(asset).toMatchObject({ checksumSha256: before.checksumSha256, updatedAtUtc: before.updatedAtUtc });
  });
});

describe("format-convert", () => {
  it.each([
    ["webp", "image/webp", ".webp"],
    ["JPG", "image/jpeg", ".jpg"],
    [" png ", "image/png", ".png"],
  ])("to %s makes a copy, and a second one takes its place", async (TargetFormat, contentType, extension) => {
    const before = await upload(await png({ width: 30, height: 20 }));
    await run(before.id, "format-convert", { TargetFormat });
    const { asset, succeeded } = await run(before.id, "format_convert", { targetformat: TargetFormat });
    expect(succeeded).toBe(true);
    const kind = `format_${contentType.slice("image/".length)}`;
    expect(asset.derivatives).toEqual([
      expect.objectContaining({ kind, contentType, extension, width: 30, height: 20 }),
    ]);
    expect(asset).toMatchObject({ storageKey: before.storageKey, checksumSha256: before.checksumSha256 });
  });

  it.each([false, "False"])(
    "with KeepOriginal %j puts another original in its place",
    async (KeepOriginal) => {
      const before = await upload(await png({ width: 300, height: 200 }));
      await run(before.id, "thumbnail");
      const thumbnail = (await assetOf(before.id)).thumbnailUrl;
      const { asset } = await run(before.id, "format-convert", { TargetFormat: "webp", KeepOriginal });
      const bytes = await bytesAt(asset.storageKey);
      expect(asset).toMatchObject({
        contentType: "image/webp",
        extension: ".webp",
        size: bytes.length,
        checksumSha256: await sha256Hex(bytes),
        width: 300,
        height: 200,
        originalFileName: before.originalFileName,
        storedFileName: asset.storageKey.split("/").at(-1),
        publicUrl: `http://nekohub.test/content/${asset.storageKey}`,
      });
      expect(asset.storageKey).toMatch(/^\d{4}\/\d\d\/\d\d\/[0-9a-f]{32}\.webp$/);
      expect(asset.storageKey).not.toBe(before.storageKey);
      expect(kinds(asset)).toContain("thumbnail_256");
      expect(asset.thumbnailUrl).not.toBe(thumbnail);
      expect((await api.get(`/content/${before.storageKey}`)).headers.get("location")).toBe(asset.publicUrl);
      expect(await dataOf(await api.get("/api/v1/assets?contentType=image/webp&query=cat"))).toMatchObject({
        total: 1,
      });
      const world = new World(Date.now() + 1000);
      await world.pass(1);
      await world.expectWhole();
      await world.expectTidy();
    },
  );

  it.each([
    [{}, /TargetFormat is required/],
    [{ TargetFormat: " " }, /TargetFormat is required/],
    [{ TargetFormat: "docx" }, /must be webp, jpeg, png or avif/],
    [{ TargetFormat: "gif" }, /cannot encode GIF/],
    [{ TargetFormat: "webp", KeepOriginal: "maybe" }, /KeepOriginal must be true or false/],
  ])("with %j fails its step and changes nothing", async (parameters, message) => {
    const before = await upload(await png());
    const { succeeded, steps, asset } = await run(before.id, "format-convert", parameters);
    expect(succeeded).toBe(false);
    expect(steps[0]?.errorMessage).toMatch(message);
    expect(asset).toMatchObject({ storageKey: before.storageKey, derivatives: [] });
  });
});

describe("watermark", () => {
  it("is drawn on a copy, and the original stays", async () => {
    const before = await upload(await png({ width: 400, height: 300 }));
    const { asset, succeeded } = await run(before.id, "draw-watermark", { Text: " © cats " });
    expect(succeeded).toBe(true);
    expect(asset.derivatives).toEqual([
      expect.objectContaining({ kind: "watermark", contentType: "image/png", width: 400, height: 300 }),
    ]);
    expect(asset.checksumSha256).toBe(before.checksumSha256);
    expect(await jobs()).toEqual([]);
  });

  it.each(["版权所有 · NekoHub", "猫の写真", "사진 © 2027"])("may be %s", async (Text) => {
    const plain = await upload(await png({ width: 400, height: 300 }));
    const { asset, succeeded } = await run(plain.id, "watermark", { Text, Opacity: 1 });
    expect(succeeded).toBe(true);
    const other = await run(plain.id, "watermark", { Text: "NekoHub", Opacity: 1 });
    const size = ({ derivatives }: AssetDetail) => derivatives.find(({ kind }) => kind === "watermark")?.size;
    expect(size(asset)).toBeGreaterThan(0);
    expect(size(asset)).not.toBe(size(other.asset));
  });

  it("is not drawn in part: characters without a glyph fail the step by name", async () => {
    const plain = await upload(await png({ width: 400, height: 300 }));
    const { asset, steps } = await run(plain.id, "watermark", { Text: "猫 🐱" });
    expect(steps[0]?.errorMessage).toContain('no glyph for "🐱" (U+1F431)');
    expect(asset.derivatives).toEqual([]);
  });

  it("is drawn on the original itself when asked for, and copies without it go", async () => {
    const before = await upload(await png({ width: 400, height: 300 }));
    await run(before.id, "basic_image_enrich");
    await run(before.id, "format-convert", { TargetFormat: "webp" });
    const old = await assetOf(before.id);
    const { asset, succeeded } = await run(before.id, "watermark", { ReplaceOriginal: "TRUE", Opacity: "1" });
    expect(succeeded).toBe(true);
    const bytes = await bytesAt(before.storageKey);
    expect(asset).toMatchObject({
      storageKey: before.storageKey,
      publicUrl: before.publicUrl,
      checksumSha256: await sha256Hex(bytes),
      size: bytes.length,
    });
    expect(asset.checksumSha256).not.toBe(before.checksumSha256);
    expect(kinds(old)).toContain("format_webp");
    expect(kinds(asset)).toEqual(kinds(old).filter((kind) => kind !== "format_webp"));
    expect(asset.thumbnailUrl).not.toBe(old.thumbnailUrl);
    const content = await api.get(`/content/${before.storageKey}`);
    expect(await sha256Hex(new Uint8Array(await content.arrayBuffer()))).toBe(asset.checksumSha256);
    const world = new World(Date.now() + 1000);
    await world.pass(1);
    await world.expectWhole();
    await world.expectTidy();
  });

  it.each([
    [{ Opacity: 2 }, /between 0 and 1/],
    [{ Opacity: "x" }, /Opacity must be a number/],
    [{ FontSize: 0 }, /between 1 and 512/],
    [{ FontSize: 1.5 }, /whole number/],
    [{ Position: "Left" }, /Position must be one of/],
    [{ Text: "x".repeat(201) }, /200 characters/],
    [{ ReplaceOriginal: 1 }, /ReplaceOriginal must be true or false/],
  ])("with %j fails its step and changes nothing", async (parameters, message) => {
    const before = await upload(await png());
    const { steps, asset } = await run(before.id, "watermark", parameters);
    expect(steps[0]?.errorMessage).toMatch(message);
    expect(asset).toMatchObject({ checksumSha256: before.checksumSha256, derivatives: [] });
    expect(await jobs()).toEqual([]);
  });
});

describe("somebody who is late", () => {
  it("changes nothing when the original was changed since it was read", async () => {
    const asset = await upload(await png({ width: 40, height: 40 }));
    const world = new World(Date.now());
    const other = await png({ width: 40, height: 40, note: "somebody else's" });
    const meddling = class extends Power {
      override async through<T>(name: string, call: () => Promise<T>): Promise<T> {
        if (name === "r2.put") await env.BUCKET.put(asset.storageKey, other);
        return super.through(name, call);
      }
    };
    const { services } = world.services(new meddling(NO_CUT));
    const { runByHand } = await import("../../src/skills/manual.ts");
    const { succeeded, steps } = await runByHand(services, asset.id, "watermark", { ReplaceOriginal: true });
    expect(succeeded).toBe(false);
    expect(steps[0]?.errorMessage).toMatch(/changed by somebody else|not certain/);
    expect(await bytesAt(asset.storageKey)).toEqual(other);
  });
});

describe.each([
  ["watermark", { ReplaceOriginal: true }],
  ["exif-strip", {}],
  ["format-convert", { TargetFormat: "webp", KeepOriginal: false }],
] as const)("%s %j with the power cut at", async (skill, parameters) => {
  const start = async () => {
    const world = new World(Date.UTC(2027, 0, 1));
    const noted = await png({ width: 12, height: 8, note: "to be removed" });
    const body = await form({ file: noted, runEnrichment: false });
    const response = await world.request("POST", "/api/v1/assets", body);
    if (response === null) throw new Error("no answer");
    return { world, id: (await dataOf<AssetDetail>(response)).id };
  };
  const body = () => new Blob([JSON.stringify({ parameters })], { type: "application/json" });
  const { runByHand } = await import("../../src/skills/manual.ts");
  const first = await start();
  const calls = await first.world.callsOf((power) =>
    runByHand(first.world.services(power).services, first.id, skill, parameters),
  );
  const WRITES = ["r2.put", "d1.batch"];
  const dies: Cut = { at: null, when: "after", what: "all" };
  const fails: Cut[] = [
    { at: null, when: "before", what: "call" },
    { at: null, when: "after", what: "call" },
  ];
  const cuts = calls.flatMap((name, i) =>
    [dies, ...(WRITES.includes(name) ? fails : [])].map(
      (cut) => [`${name} (${i + 1} of ${calls.length})`, cut.when, cut.what, { ...cut, at: i + 1 }] as const,
    ),
  );

  it.each(cuts)("%s, %s, that %s", async (_, __, ___, cut) => {
    const { world, id } = await start();
    const before = await assetOf(id);
    const response = await world.request("POST", `/api/v1/assets/${id}/skills/${skill}/run`, body(), cut);
    await world.pass(4);
    await world.expectWhole();
    const after = await assetOf(id);
    // Whoever was told that it went well finds it done.
    const told = response?.status === 200 ? await dataOf<RunResult>(response) : null;
    if (told?.succeeded) expect(after.checksumSha256).not.toBe(before.checksumSha256);
    const stale = await env.DB.prepare(
      "SELECT count(*) AS n FROM derivatives d JOIN assets a ON a.id = d.asset_id WHERE d.source_checksum <> a.checksum_sha256",
    ).first("n");
    expect(stale).toBe(0);
    world.now += 2 * 86_400_000;
    await world.pass(1);
    await world.expectWhole();
    await world.expectTidy();
  });
});
