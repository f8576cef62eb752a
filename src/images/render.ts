import { AppError } from "../errors.ts";
import { type ImagesTier, smallerByBinding } from "./binding.ts";
import { type Cost, isAffordable, tooExpensive, WASM_BYTES, WASM_BYTES_PREFERRED } from "./budget.ts";
import { dominantColour } from "./colour.ts";
import { decode } from "./decode/decode.ts";
import { encode, OUTPUT, type OutputFormat, webpCost } from "./encode/encode.ts";
import { pixelsOf } from "./encode/planar.ts";
import { type ImageFacts, swapsSides } from "./facts.ts";
import { profileOf } from "./icc.ts";
import { makeRoom } from "./memory.ts";
import { orient } from "./orient.ts";
import { colourSize, isPlanar, type Size } from "./picture.ts";
import { type Plan, planDecoding } from "./plan.ts";
import { keyOf, mayBeTransparent, scaleAll, scalingCosts, type Wanted } from "./resize/ladder.ts";
import { inTurn } from "./turn.ts";

export interface RenditionSpec {
  kind: string;
  format: OutputFormat;
  /** fits inside, ratio kept, never enlarged */
  maxWidth: number;
  maxHeight: number;
  /** the most pixels, however long a side; fewer when memory is short */
  maxPixels?: number;
  /** 0 to 100, where the format has one */
  quality?: number;
}

export interface Rendition {
  kind: string;
  contentType: string;
  extension: string;
  width: number;
  height: number;
  bytes: Uint8Array;
}

export interface Rendered {
  renditions: Rendition[];
  /** `#rrggbb` */
  dominantColor: string;
}

/**
 * Makes all renditions in one decode: orientation applied, nothing of the metadata carried, animations by their
 * first frame. A rendition that would only repeat an earlier one (same format, same size, because the original is
 * small) is left out.
 *
 * @param images - the Images binding, where the deployment has it: it takes what is over the budget here
 * @throws {AppError} `image_over_budget` before anything is decoded, `image_undecodable` when the data is broken
 */
export async function render(
  bytes: Uint8Array,
  facts: ImageFacts,
  specs: RenditionSpec[],
  images?: ImagesTier,
): Promise<Rendered> {
  try {
    return await inTurn(() => renderNow(bytes, facts, specs));
  } catch (thrown) {
    if (!images || !(thrown instanceof AppError) || thrown.code !== "image_over_budget") throw thrown;
    const smaller = await smallerByBinding(images, bytes, facts, thrown);
    return await inTurn(() => renderNow(smaller.bytes, smaller.facts, specs));
  }
}

async function renderNow(
  bytes: Uint8Array,
  facts: ImageFacts,
  specs: readonly RenditionSpec[],
): Promise<Rendered> {
  const { targets, plan, wasmLimit } = planWork(bytes, facts, specs);
  makeRoom(wasmLimit);
  const profile = profileOf(bytes, facts.contentType);
  const { orientation } = facts;
  const source = { width: plan.width, height: plan.height, alpha: mayBeTransparent(facts), orientation };
  const scaled = await scaleAll(source, targets.map(wantedOf), (rows, planes) =>
    decode(bytes, facts, plan, rows, planes),
  );
  const encoded = new Map<Target, Uint8Array>();
  // The largest first: memory that grew in small steps has gaps that no large picture fits in.
  const inOrder = targets.toSorted((a, b) => b.width * b.height - a.width * a.height);
  for (const target of inOrder) {
    const { format, quality } = target.spec;
    const picture = orient(scaled(wantedOf(target)), orientation);
    encoded.set(target, encode(picture, format, { quality, profile }));
  }
  const smallest = inOrder.at(-1);
  if (!smallest) throw new Error("render was asked for nothing");
  const colours = scaled(wantedOf(smallest));
  return {
    renditions: [...targets].map((target) => renditionOf(target, encoded)),
    dominantColor: dominantColour(isPlanar(colours) ? pixelsOf(colours) : colours),
  };
}

function renditionOf(target: Target, encoded: ReadonlyMap<Target, Uint8Array>): Rendition {
  const { spec, width, height } = target;
  const bytes = encoded.get(target) ?? new Uint8Array(0);
  return { kind: spec.kind, ...OUTPUT[spec.format], width, height, bytes };
}

function encodingCosts(targets: readonly Target[]): Cost[] {
  const webp = targets
    .filter(({ spec }) => spec.format === "webp")
    .map(({ width, height }) => width * height);
  return webp.length > 0 ? [webpCost(Math.max(...webp))] : [];
}

/** A wanted rendition with its sides, as seen and as stored. */
interface Target extends Size {
  spec: RenditionSpec;
  stored: Size;
}

interface Work {
  targets: Target[];
  plan: Plan;
  costs: Cost[];
  /** bytes of WebAssembly this kind of file may use */
  wasmLimit: number;
}

/** How much of `maxPixels` is tried, one after another. */
const SHARES = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];

/** The largest renditions that fit in memory. */
function planWork(bytes: Uint8Array, facts: ImageFacts, specs: readonly RenditionSpec[]): Work {
  const tries = SHARES.map((share) => workFor(bytes, facts, specs, share));
  const affordable = (limit: (work: Work) => number) =>
    tries.find((work) => isAffordable(work.costs, limit(work)));
  const work = affordable(({ wasmLimit }) => wasmLimit) ?? affordable(() => WASM_BYTES);
  if (!work) throw tooExpensive(tries.at(-1)?.costs ?? []);
  return work;
}

function workFor(bytes: Uint8Array, facts: ImageFacts, specs: readonly RenditionSpec[], share: number): Work {
  const targets = targetsOf(facts, specs, share);
  const wanted = targets.map(wantedOf);
  const colours = wanted.map((each) => colourSize(each, each.halved));
  const plan = planDecoding(bytes, facts, { ...largest(wanted), colours: largest(colours) });
  // What comes row by row needs little, and is held to less.
  const streams = plan.decoder === "png" || (plan.decoder === "jpeg" && !plan.head.multiScan);
  const costs = [
    ...plan.costs,
    ...scalingCosts(plan, wanted, mayBeTransparent(facts), facts.orientation !== 1),
    ...encodingCosts(targets),
  ];
  return { targets, plan, costs, wasmLimit: streams ? WASM_BYTES_PREFERRED : WASM_BYTES };
}

/** WebP has one colour for 2 × 2 pixels. */
function wantedOf({ spec, stored }: Target): Wanted {
  return { ...stored, halved: spec.format === "webp" };
}

function largest(sizes: readonly Size[]): Size {
  return {
    width: Math.max(...sizes.map(({ width }) => width)),
    height: Math.max(...sizes.map(({ height }) => height)),
  };
}

function targetsOf(facts: ImageFacts, specs: readonly RenditionSpec[], share: number): Target[] {
  const targets: Target[] = [];
  for (const spec of specs) {
    const seen = fitInside(facts, spec, share);
    if (targets.some((t) => t.spec.format === spec.format && keyOf(t) === keyOf(seen))) continue;
    const stored = swapsSides(facts.orientation) ? { width: seen.height, height: seen.width } : seen;
    targets.push({ spec, stored, ...seen });
  }
  return targets;
}

function fitInside({ width, height }: Size, spec: RenditionSpec, share: number): Size {
  const pixels = (spec.maxPixels ?? Number.POSITIVE_INFINITY) * share;
  const scale = Math.min(
    1,
    spec.maxWidth / width,
    spec.maxHeight / height,
    Math.sqrt(pixels / (width * height)),
  );
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
