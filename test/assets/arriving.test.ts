/** A file whose sum was announced goes to the storage while it arrives. */
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { createApp } from "../../src/http/app.ts";
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

it("is on its way before all of it is sent, and there when all of it was right", async () => {
  const bytes = await png({ note: LARGE });
  const { power, send } = await announced(bytes, await sha256Hex(bytes));
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
  expect(object && (await sha256Hex(new Uint8Array(await object.arrayBuffer())))).toBe(asset.checksumSha256);
  expect(object?.httpMetadata?.contentType).toBe("image/png");
});

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

it("waits for all of it where no sum was announced", async () => {
  const bytes = await png({ note: LARGE });
  const { power, send } = await announced(bytes, null);
  const seen: string[][] = [];
  const response = await send(
    inHalves(bytes, async () => {
      seen.push(power.calls.filter((call) => call === "r2.put"));
    }),
  );
  expect(response.status).toBe(202);
  expect(seen).toEqual([[]]);
});
