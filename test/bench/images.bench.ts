/**
 * The image engine in bare workerd against sharp on this machine, in turns: medians of the pairs' ratios. Both make
 * three WebP sizes (1280, 640, 320 wide) at quality 80, sharp with its defaults otherwise. A Worker has one thread;
 * sharp first takes all the machine has, as a server would let it, and then one. Then what is held in WebAssembly, how
 * near the pixels are to a full-size Lanczos, what the files weigh, and the Worker's size and start-up.
 *
 * BENCH_PHOTOS names a folder of JPEGs to measure as well.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { RENDITIONS } from "../../src/images/renditions.ts";
import { type BareWorker, startBare } from "./bare.ts";
import { median } from "./figures.ts";
import { decibels, lanczos, photo, type Raw, tiled } from "./photos.ts";

const PAIRS = 9;
const ROOT = join(import.meta.dirname, "../..");
const WIDTHS = [1280, 640, 320];
const THREE = WIDTHS.map((width) => ({
  kind: `webp_${width}`,
  format: "webp",
  maxWidth: width,
  maxHeight: 16_383,
}));
const missed: string[] = [];

sharp.cache(false);
const base = await photo(4000, 3000);
const picture = () => sharp(base.data, { raw: { width: base.width, height: base.height, channels: 3 } });
const files: [name: string, bytes: Buffer, goal: number | null][] = [
  ["12 MP JPEG", await picture().jpeg({ quality: 90 }).toBuffer(), 0.8],
  ["48 MP JPEG", await (await tiled(base, 8000, 6000)).jpeg({ quality: 85 }).toBuffer(), 0.8],
  ["12 MP PNG", await picture().png().toBuffer(), 0.9],
  ["100 MP JPEG", await (await tiled(base, 11_600, 8700)).jpeg({ quality: 50 }).toBuffer(), null],
  ["12 MP progressive JPEG", await picture().jpeg({ quality: 90, progressive: true }).toBuffer(), null],
  ["8 MP WebP", await picture().resize(3264, 2448).webp().toBuffer(), null],
];
const folder = process.env.BENCH_PHOTOS;
for (const name of folder ? readdirSync(folder).filter((each) => /\.jpe?g$/i.test(each)) : []) {
  files.push([name, readFileSync(join(folder ?? "", name)), null]);
}

const worker = await startBare("test/bench/images-worker.ts");
try {
  await times(worker);
  await memory(worker);
  await quality(worker, base);
  await weights(worker, base);
} finally {
  await worker.stop();
}
await sizeAndStart();
if (missed.length > 0) throw new Error(`missed: ${missed.join("; ")}`);

function report(text: string, isReached = true): void {
  console.log(isReached ? text : `${text}  <- over the goal`);
  if (!isReached) missed.push(text);
}

async function send({ url }: BareWorker, path: string, body: BodyInit): Promise<Response> {
  return fetch(new URL(path, url), { method: "POST", body });
}

function hand(to: BareWorker, file: Buffer): Promise<Response> {
  return send(to, "/file", new Uint8Array(file));
}

function work(by: BareWorker, specs: unknown): Promise<Response> {
  return send(by, "/render", JSON.stringify(specs));
}

async function held({ url }: BareWorker): Promise<number> {
  return Number(await (await fetch(new URL("/memory", url))).text()) / 1e6;
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

async function bySharp(file: Buffer): Promise<void> {
  const source = sharp(file, { limitInputPixels: false }).autoOrient();
  await Promise.all(
    WIDTHS.map((width) => source.clone().resize({ width, withoutEnlargement: true }).webp().toBuffer()),
  );
}

/** One thread, one size after the other. */
async function bySharpAlone(file: Buffer): Promise<void> {
  const threads = sharp.concurrency();
  sharp.concurrency(1);
  for (const width of WIDTHS) await sharpWebp(file, width);
  sharp.concurrency(threads);
}

function sharpWebp(file: Buffer, width: number): Promise<Buffer> {
  const source = sharp(file, { limitInputPixels: false }).autoOrient();
  return source.resize({ width, withoutEnlargement: true }).webp().toBuffer();
}

async function times(by: BareWorker): Promise<void> {
  for (const [name, file, goal] of files) {
    await hand(by, file);
    const ratios = { wall: [] as number[], cpu: [] as number[], alone: [] as number[] };
    for (let pair = 0; pair < PAIRS + 2; pair++) {
      const ourCpu = by.cpu();
      const ours = await timed(async () => (await work(by, THREE)).text());
      const cpu = by.cpu() - ourCpu;
      const theirCpu = process.cpuUsage();
      const theirs = await timed(() => bySharp(file));
      const { user, system } = process.cpuUsage(theirCpu);
      const alone = await timed(() => bySharpAlone(file));
      if (pair < 2) continue;
      ratios.wall.push(ours / theirs);
      ratios.cpu.push(cpu / ((user + system) / 1000));
      ratios.alone.push(ours / alone);
    }
    const ratio = median(ratios.wall);
    report(
      `${name} to three WebP: ${ratio.toFixed(2)} of sharp's time on ${availableParallelism()} cores, ` +
        `${median(ratios.alone).toFixed(2)} of its time on one, ${median(ratios.cpu).toFixed(2)} of its CPU time ` +
        `(medians of ${PAIRS} pairs)`,
      goal === null || ratio <= goal,
    );
  }
}

/**
 * All pictures are fetched first: comparing them keeps this process busy for longer than a connection waits.
 */
async function quality(by: BareWorker, original: Raw): Promise<void> {
  const specs = [2048, ...WIDTHS].map((width) => ({
    kind: "p",
    format: "png",
    maxWidth: width,
    maxHeight: 16_383,
  }));
  const made: { name: string; file: Buffer; pictures: Buffer[] }[] = [];
  for (const [name, file] of files.filter(([each]) => /^12 MP (JPEG|PNG)/.test(each))) {
    await hand(by, file);
    const pictures: Buffer[] = [];
    for (const index of specs.keys()) {
      const answer = await send(by, `/picture?index=${index}`, JSON.stringify(specs));
      pictures.push(Buffer.from(await answer.arrayBuffer()));
    }
    made.push({ name, file, pictures });
  }
  for (const { name, file, pictures } of made) {
    const data = await sharp(file).removeAlpha().raw().toBuffer();
    const figures: string[] = [];
    for (const png of pictures) {
      const { data: pixels, info } = await sharp(png)
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const exact = lanczos({ ...original, data }, info.width, info.height);
      const theirs = await sharp(file).resize({ width: info.width }).removeAlpha().raw().toBuffer();
      const ours = decibels(pixels, exact);
      figures.push(`${info.width}: ${ours.toFixed(1)} (sharp ${decibels(theirs, exact).toFixed(1)})`);
      if (ours < 50) missed.push(`${name} at ${info.width}: ${ours.toFixed(1)} dB`);
    }
    report(`${name} against a full-size Lanczos, dB of all colours: ${figures.join("; ")}`);
  }
}

/** Bytes and nearness to the original of what is served, beside sharp's at the same quality. */
async function weights(by: BareWorker, original: Raw): Promise<void> {
  for (const [name, file] of files.filter(([each]) => /^12 MP (JPEG|PNG)/.test(each))) {
    await hand(by, file);
    const made: { ours: Buffer; theirs: Buffer }[] = [];
    for (const [index, width] of WIDTHS.entries()) {
      const answer = await send(by, `/picture?index=${index}`, JSON.stringify(THREE));
      made.push({ ours: Buffer.from(await answer.arrayBuffer()), theirs: await sharpWebp(file, width) });
    }
    const data = await sharp(file).removeAlpha().raw().toBuffer();
    const figures: string[] = [];
    for (const { ours, theirs } of made) {
      const { width = 0, height = 0 } = await sharp(ours).metadata();
      const reference = lanczos({ ...original, data }, width, height);
      const nearness = async (webp: Buffer) =>
        decibels(await sharp(webp).removeAlpha().raw().toBuffer(), reference).toFixed(1);
      const ratio = (ours.length / theirs.length).toFixed(2);
      figures.push(
        `${width}: ${ratio} of the bytes, ${await nearness(ours)} dB against ${await nearness(theirs)}`,
      );
    }
    report(`${name} as WebP, ours beside sharp's: ${figures.join("; ")}`);
  }
}

/** Each file in an isolate of its own, then all of them again and again in one, then damaged ones. */
async function memory(mixed: BareWorker): Promise<void> {
  for (const [name, file] of files) {
    const fresh = await startBare("test/bench/images-worker.ts");
    try {
      await hand(fresh, file);
      const answer = await work(fresh, RENDITIONS);
      const outcome = answer.ok
        ? `to ${(await answer.json<{ width: number }[]>()).map(({ width }) => width).join(", ")}`
        : await answer.text();
      const megabytes = await held(fresh);
      const limit = /progressive|WebP/.test(name) ? 96 : 64;
      report(
        `${name}, all renditions: ${megabytes.toFixed(0)} MB of WebAssembly; ${outcome}`,
        megabytes <= limit,
      );
    } finally {
      await fresh.stop();
    }
  }
  const round = async () => {
    for (const [, file] of files.slice(0, 6)) {
      await hand(mixed, file);
      await (await work(mixed, RENDITIONS)).text();
    }
  };
  await round();
  const first = await held(mixed);
  for (let i = 0; i < 4; i++) await round();
  const thirtieth = await held(mixed);
  report(
    `mixed jobs: ${first.toFixed(1)} MB after 6, ${thirtieth.toFixed(1)} MB after 30`,
    thirtieth <= Math.min(96, first + 2),
  );
  for (let i = 0; i < 50; i++) {
    const [, file] = files[i % 6] ?? files[0] ?? [];
    if (!file) continue;
    const damaged = Buffer.from(file);
    damaged.fill(i, 700 + i * 13, 760 + i * 13);
    await hand(mixed, damaged.subarray(0, damaged.length - i * 997));
    await (await work(mixed, THREE)).text();
  }
  const after = await held(mixed);
  report(`50 damaged files: ${(after - thirtieth).toFixed(1)} MB more`, after - thirtieth <= 2);
}

async function sizeAndStart(): Promise<void> {
  const outdir = mkdtempSync(join(tmpdir(), "nekohub-size-"));
  const printed = execFileSync("wrangler", ["deploy", "--dry-run", "--outdir", outdir], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const kibibytes = Number(/gzip: ([\d.]+) KiB/.exec(printed)?.[1]);
  report(`the whole Worker: ${kibibytes.toFixed(0)} KiB gzipped`, kibibytes <= 600);
  const ratios: number[] = [];
  for (let pair = 0; pair < 5; pair++) {
    ratios.push(
      (await startMilliseconds("test/bench/images-worker.ts")) /
        (await startMilliseconds("test/bench/empty-worker.ts")),
    );
  }
  report(
    `the image engine starts and answers in ${median(ratios).toFixed(2)} of an empty Hono Worker's time`,
    median(ratios) <= 2,
  );
}

async function startMilliseconds(entry: string): Promise<number> {
  const started = await startBare(entry);
  try {
    return await timed(async () => (await fetch(new URL("/memory", started.url))).text());
  } finally {
    await started.stop();
  }
}
