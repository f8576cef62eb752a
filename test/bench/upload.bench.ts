/**
 * What an upload costs beyond storing its bytes: form, checks, SHA-256, a database batch and a queue message against
 * a plain put of the same bytes, in turns, both over HTTP. Goal: at most 1.3 times (median of pairs).
 */
import { deflateSync } from "node:zlib";
import { startBare } from "./bare.ts";
import { median } from "./figures.ts";
import { migrationStatements } from "./migrate.ts";
import { pngFile } from "./png-file.ts";

const PAIRS = 60;
const GOAL = 1.3;
const KEY = "bench-key";

const worker = await startBare("test/bench/upload-worker.ts", {
  JWT_SECRET: "a-secret-for-the-benchmark-0123456789",
  API_KEYS: KEY,
});
try {
  await post("/migrate", JSON.stringify(migrationStatements()));
  let missed = false;
  for (const megabytes of [1, 4, 9]) {
    const file = new Uint8Array(pngFile(megabytes * 1_000_000, deflateSync));
    const form = await encodedForm(file);
    const ratios = [];
    for (let pair = 0; pair < PAIRS + 3; pair++) {
      const plain = await timed(() => post("/plain", file));
      const upload = await timed(() => post("/api/v1/assets", form.bytes, form.contentType));
      if (pair >= 3) ratios.push(upload / plain);
    }
    const ratio = median(ratios);
    missed ||= ratio > GOAL;
    console.log(
      `upload of ${megabytes} MB: ${ratio.toFixed(2)} times a plain put of the same bytes (median of ${PAIRS} pairs)`,
    );
  }
  if (missed) throw new Error(`an upload took more than ${GOAL} times a plain put`);
} finally {
  await worker.stop();
}

/** Encoded beforehand: what the client needs for it is not the server's cost. */
async function encodedForm(
  file: Uint8Array<ArrayBuffer>,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string }> {
  const body = new FormData();
  body.set("file", new File([file], "photo.png", { type: "image/png" }));
  const encoded = new Response(body);
  const contentType = encoded.headers.get("content-type") ?? "";
  return { bytes: new Uint8Array(await encoded.arrayBuffer()), contentType };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function post(path: string, body: BodyInit, contentType = "application/octet-stream"): Promise<void> {
  const response = await fetch(new URL(path, worker.url), {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${KEY}`, "content-type": contentType },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
}
