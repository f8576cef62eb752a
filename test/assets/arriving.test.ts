/** A file goes to the storage while it arrives. */
import { env } from "cloudflare:workers";
import { beforeEach, expect, it, vi } from "vitest";
import { startArriving } from "../../src/assets/arriving.ts";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { AppError } from "../../src/errors.ts";
import { createApp } from "../../src/http/app.ts";
import type { StorageDriver } from "../../src/storage/driver.ts";
import { r2Driver } from "../../src/storage/r2.ts";
import { contains, makeExif, POSITION } from "../images/make-exif.ts";
import { join, pngChunk } from "../images/make-png.ts";
import { resultOf } from "../mcp/mcp.ts";
import { BASE, dataOf, failureOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { sha256Hex } from "../support/digest.ts";
import { png } from "../support/images.ts";
import { NO_CUT, Power } from "../support/power.ts";
import { World } from "../support/world.ts";

/** Signature and header of a PNG. */
const PNG_START = 33;
/** More than is read at once, so that there are pieces. */
const LARGE = "n".repeat(1_200_000);

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM assets").run();
  const { objects } = await env.BUCKET.list();
  await env.BUCKET.delete(objects.map(({ key }) => key));
});

/** A ticket for a file, and how it is sent to a deployment whose calls are noted. */
async function announced(bytes: Uint8Array, sha256: string | null) {
  const world = new World(Date.UTC(2027, 0, 1));
  const client = deployment({ services: { now: () => world.now } });
  const file = { fileName: "a.png", contentType: "image/png", size: bytes.length, sha256 };
  const { uploadUrl } = await resultOf("create_upload", file, { client });
  const power = new Power(NO_CUT);
  return {
    power,
    async send(body: BodyInit): Promise<Response> {
      const { services, settle } = world.services(power);
      const request = new Request(BASE + new URL(String(uploadUrl)).pathname, { method: "PUT", body });
      const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
      const response = await createApp(() => services).fetch(request, env, context);
      await settle();
      return response;
    },
  };
}

const stored = async () => (await env.BUCKET.list()).objects;

/** Sends half of a file, then asks, then sends the rest. */
function inHalves(bytes: Uint8Array, between: () => Promise<void>): ReadableStream {
  const halves = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (halves.length === 1) await between();
      const half = halves.shift();
      if (half === undefined) controller.close();
      else controller.enqueue(half);
    },
  });
  // As a body from the network can be read.
  return body.pipeThrough(new IdentityTransformStream());
}

for (const isSummed of [true, false]) {
  it(`is on its way before all of it is sent, and there when all was right, ${isSummed ? "with" : "without"} a sum`, async () => {
    const bytes = await png({ note: LARGE });
    const { power, send } = await announced(bytes, isSummed ? await sha256Hex(bytes) : null);
    const seen: unknown[] = [];
    const response = await send(
      inHalves(bytes, async () => {
        seen.push(power.calls.filter((call) => call === "r2.put").length, await stored());
      }),
    );
    expect(response.status).toBe(202);
    expect(seen).toEqual([1, []]);
    const asset = await dataOf<AssetDetail>(response);
    expect(power.calls.filter((call) => call === "r2.put")).toHaveLength(1);
    expect(await stored()).toMatchObject([{ key: asset.storageKey, size: bytes.length }]);
    const object = await env.BUCKET.get(asset.storageKey);
    expect(object && (await sha256Hex(new Uint8Array(await object.arrayBuffer())))).toBe(
      asset.checksumSha256,
    );
    expect(object?.httpMetadata?.contentType).toBe("image/png");
  });
}

it("leaves nothing behind when its last byte is not right", async () => {
  const bytes = await png({ note: LARGE });
  const { power, send } = await announced(bytes, await sha256Hex(bytes));
  const wrong = bytes.slice();
  wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
  const refused = await send(wrong);
  expect([refused.status, (await failureOf(refused)).code]).toEqual([400, "asset_content_invalid"]);
  expect(power.calls).toContain("r2.put");
  expect(await stored()).toEqual([]);
  expect((await send(bytes)).status).toBe(202);
});

it("leaves nothing behind when its sender breaks off", async () => {
  const bytes = await png({ note: LARGE });
  const { send } = await announced(bytes, await sha256Hex(bytes));
  const broken = inHalves(bytes, () => Promise.reject(new Error("the line is cut")));
  expect((await send(broken)).ok).toBe(false);
  expect(await stored()).toEqual([]);
  expect((await send(bytes)).status).toBe(202);
});

it("is stored without its place only, never with it", async () => {
  const plain = await png({ note: LARGE });
  const exif = pngChunk("eXIf", makeExif({ gps: true }));
  const bytes = join(plain.subarray(0, PNG_START), exif, plain.subarray(PNG_START));
  const sent = await sha256Hex(bytes);
  const { send } = await announced(bytes, sent);
  const asset = await dataOf<AssetDetail>(await send(bytes));
  expect(asset).toMatchObject({ uploadedSha256: sent, size: expect.any(Number) });
  expect(await stored()).toMatchObject([{ key: asset.storageKey, size: asset.size }]);
  const object = await env.BUCKET.get(asset.storageKey);
  const bytesThere = new Uint8Array((await object?.arrayBuffer()) ?? []);
  expect([contains(bytes, POSITION), contains(bytesThere, POSITION)]).toEqual([true, false]);
});

/** A driver that streams to R2, with one call of it changed. */
function changed(change: Partial<StorageDriver>): StorageDriver {
  return { ...r2Driver({ bucket: env.BUCKET }), ...change };
}

/** Takes the first bytes, and then fails. */
const failing = (error: AppError) => async () => ({
  writable: new TransformStream<Uint8Array, Uint8Array>().writable,
  stored: Promise.reject(error),
});

const OPTIONS = { contentType: "image/png", sha256: null };

it("goes to the storage again as a whole when the stream failed there", async () => {
  const bytes = await png({ note: LARGE });
  const driver = changed({ putStream: failing(new AppError("storage_unavailable", "Not now.")) });
  const arriving = await startArriving(driver, "2027/01/01/a.png", bytes.length, OPTIONS);
  await arriving?.take(bytes.subarray(0, 500));
  await arriving?.take(bytes.subarray(500));
  await arriving?.commit(bytes, await sha256Hex(bytes));
  expect(await stored()).toMatchObject([{ key: "2027/01/01/a.png", size: bytes.length }]);
});

it("does not try again what the storage refuses for good", async () => {
  const bytes = await png({ note: LARGE });
  const denied = new AppError("storage_provider_access_denied", "Never.");
  const driver = changed({
    putStream: failing(denied),
    put: () => expect.unreachable("put as a whole"),
  });
  const arriving = await startArriving(driver, "2027/01/01/a.png", bytes.length, OPTIONS);
  await arriving?.take(bytes);
  await expect(arriving?.commit(bytes, await sha256Hex(bytes))).rejects.toBe(denied);
});

it("puts the whole file over what the storage got wrong", async () => {
  const bytes = await png({ note: LARGE });
  const whole = r2Driver({ bucket: env.BUCKET });
  const driver = changed({
    putStream: async (key, size, options) => {
      const put = await whole.putStream(key, size, options);
      return put && { ...put, stored: put.stored.then((there) => ({ ...there, md5: "0".repeat(32) })) };
    },
  });
  const put = vi.spyOn(driver, "put");
  const arriving = await startArriving(driver, "2027/01/01/a.png", bytes.length, OPTIONS);
  await arriving?.take(bytes);
  await arriving?.commit(bytes, await sha256Hex(bytes));
  expect(put).toHaveBeenCalledTimes(1);
  expect(await stored()).toMatchObject([{ key: "2027/01/01/a.png", size: bytes.length }]);
});
