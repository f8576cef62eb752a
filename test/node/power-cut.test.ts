import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { png } from "./png.ts";
import { dataOf, Place, Server } from "./server.ts";

const CLIENTS = 20;
/** Acknowledged uploads, when some are enriched, some are being enriched, and some wait. */
const CUT_AFTER = 20;

/** A job that was claimed at the cut is given to another once its lease of 75 seconds is over. */
const PATIENCE_MS = 150_000;

interface Detail {
  id: string;
  status: string;
  derivatives: { kind: string }[];
}

const place = new Place();
let server: Server | undefined;
afterAll(async () => {
  await server?.stop();
  place.remove();
});

it("loses no acknowledged upload when the power is cut, and enriches each after the sweep", {
  timeout: PATIENCE_MS + 60_000,
}, async () => {
  const pictures = Array.from({ length: CLIENTS }, (_, seed) => png(1200, 900, seed));
  const before = await Server.start(place);
  server = before;

  // Each client uploads again and again until the server is gone, so that the cut finds all of them in flight.
  const acknowledged = new Map<string, Uint8Array>();
  const { promise: enough, resolve: atEnough } = Promise.withResolvers<void>();
  const clients = pictures.map(async (picture, index) => {
    for (;;) {
      acknowledged.set(await upload(before, picture, `picture-${index}.png`), picture);
      if (acknowledged.size >= CUT_AFTER) atEnough();
    }
  });
  const allCutOff = Promise.allSettled(clients);
  await Promise.race([enough, ...clients]); // an upload that fails before the cut fails the test
  await before.command.kill9();
  await allCutOff;

  const after = await Server.start(place);
  server = after;
  await after.sweep();
  for (const [id, picture] of acknowledged) {
    const content = await after.request(`/api/v1/assets/${id}/content`);
    expect(content.status).toBe(200);
    const bytes = new Uint8Array(await content.arrayBuffer());
    expect(sha256(bytes), `the bytes of ${id}`).toBe(sha256(picture));
  }
  const deadline = Date.now() + PATIENCE_MS;
  for (const id of acknowledged.keys()) await enriched(after, id, deadline);
});

/** @returns the id, once the server has acknowledged */
async function upload(to: Server, picture: Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  const body = new FormData();
  body.set("file", new File([picture], name, { type: "image/png" }));
  const response = await to.request("/api/v1/assets", { method: "POST", body });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  const { id } = await dataOf<Detail>(response);
  return id;
}

/** One sweep is enough; what is left is waiting. */
async function enriched(on: Server, id: string, deadline: number): Promise<void> {
  for (;;) {
    const response = await on.request(`/api/v1/assets/${id}`);
    expect(response.status, `the row of ${id}`).toBe(200);
    const data = await dataOf<Detail>(response);
    expect(data.status).toBe("ready");
    if (data.derivatives.some(({ kind }) => kind === "thumbnail_256")) return;
    if (Date.now() > deadline) throw new Error(`${id} has no thumbnail:\n${on.command.printed}`);
    await sleep(500);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
