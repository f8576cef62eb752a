import { planDecoding, type Size } from "./budget.ts";
import { dominantColour } from "./colour.ts";
import { decode } from "./decode/decode.ts";
import { encode, OUTPUT, type OutputFormat } from "./encode/encode.ts";
import { type ImageFacts, swapsSides } from "./facts.ts";
import { orient } from "./orient.ts";
import type { Picture } from "./picture.ts";
import { createScaler } from "./resize/scaler.ts";

export interface RenditionSpec {
  kind: string;
  format: OutputFormat;
  /** fits inside, ratio kept, never enlarged */
  maxWidth: number;
  maxHeight: number;
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

/** A wanted rendition with its sides, as seen and as stored. */
interface Target extends Size {
  spec: RenditionSpec;
  stored: Size;
}

/**
 * Makes all renditions in one decode: orientation applied, nothing of the metadata carried, animations by their
 * first frame. A rendition that would only repeat an earlier one (same format, same size, because the original is
 * small) is left out.
 *
 * @throws {AppError} `image_over_budget` before anything is decoded, `image_undecodable` when the data is broken
 */
export async function render(
  bytes: Uint8Array,
  facts: ImageFacts,
  specs: RenditionSpec[],
): Promise<{ renditions: Rendition[]; dominantColor: string }> {
  const targets = targetsOf(facts, specs);
  const pictures = await scaledPictures(bytes, facts, targets);
  const renditions: Rendition[] = [];
  for (const { spec, stored, width, height } of targets) {
    const picture = pictures.get(keyOf(stored));
    if (!picture) throw new Error(`no picture of ${keyOf(stored)} was made`);
    const encoded = await encode(orient(picture, facts.orientation), spec.format, spec.quality);
    renditions.push({ kind: spec.kind, ...OUTPUT[spec.format], width, height, bytes: encoded });
  }
  const smallest = [...pictures.values()].toSorted((a, b) => a.data.length - b.data.length)[0];
  if (!smallest) throw new Error("render was asked for nothing");
  return { renditions, dominantColor: dominantColour(smallest) };
}

const keyOf = ({ width, height }: Size) => `${width}x${height}`;

function targetsOf(facts: ImageFacts, specs: readonly RenditionSpec[]): Target[] {
  const targets: Target[] = [];
  for (const spec of specs) {
    const seen = fitInside(facts, spec);
    const repeated = targets.some((t) => t.spec.format === spec.format && keyOf(t) === keyOf(seen));
    if (repeated) continue;
    const stored = swapsSides(facts.orientation) ? { width: seen.height, height: seen.width } : seen;
    targets.push({ spec, stored, ...seen });
  }
  return targets;
}

function fitInside({ width, height }: Size, { maxWidth, maxHeight }: RenditionSpec): Size {
  const scale = Math.min(1, maxWidth / width, maxHeight / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** One picture a size, in stored orientation: turning small pictures costs less than turning the large one. */
async function scaledPictures(
  bytes: Uint8Array,
  facts: ImageFacts,
  targets: readonly Target[],
): Promise<Map<string, Picture>> {
  const sizes = new Map(targets.map(({ stored }) => [keyOf(stored), stored]));
  const wanted = {
    width: Math.max(...targets.map(({ stored }) => stored.width)),
    height: Math.max(...targets.map(({ stored }) => stored.height)),
  };
  const plan = planDecoding(bytes, facts, wanted);
  const mayBeTransparent = facts.alpha || facts.animated || facts.contentType === "image/gif";
  const scalers = [...sizes].map(([key, size]) => ({
    key,
    scaler: createScaler(plan, size, mayBeTransparent),
  }));
  try {
    await decode(bytes, facts, plan, (row, channels) => {
      for (const { scaler } of scalers) scaler.push(row, channels);
    });
    return new Map(scalers.map(({ key, scaler }) => [key, scaler.picture()]));
  } finally {
    for (const { scaler } of scalers) scaler.close();
  }
}
