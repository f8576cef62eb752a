import { AppError } from "../errors.ts";
import { scaledSide } from "./decode/jpeg.ts";
import { rowBytes } from "./decode/png.ts";
import { reducedSide } from "./decode/reduction.ts";
import { type ImageFacts, swapsSides } from "./facts.ts";
import { type JpegHead, readJpegHead } from "./formats/jpeg.ts";
import { type PngHead, readPngHead } from "./formats/png.ts";

/**
 * What one job may hold, decoders, pictures and the file together. The platform gives an isolate 128 MB
 * (developers.cloudflare.com/workers/platform/limits); the rest is for the Worker's own code and what other
 * requests hold.
 */
export const BUDGET_BYTES = 96e6;

/** Time is bounded by pixels: inflating and filtering this many takes a few seconds. */
const PIXELS_AT_MOST = 120e6;
/** A JPEG's pixels cost less than a tenth of that, and phones make 200 megapixels. */
const JPEG_PIXELS_AT_MOST = 210e6;

/** How a file is decoded, and the sides of the picture that comes out, before orientation. */
export type Plan = { width: number; height: number; bytes: number } & (
  | { decoder: "jpeg"; head: JpegHead; eighths: number }
  | { decoder: "png"; head: PngHead; reduce: number }
  | { decoder: "webp" }
  | { decoder: "gif" }
);

export interface Size {
  width: number;
  height: number;
}

/** One part of the arithmetic: what it is for, and its bytes. */
type Cost = [what: string, bytes: number];

/**
 * Decides before a byte of the picture is decoded.
 *
 * @param wanted - the largest picture to be made of it, in stored orientation
 * @throws {AppError} `image_over_budget` with the arithmetic in words
 */
export function planDecoding(bytes: Uint8Array, facts: ImageFacts, wanted: Size): Plan {
  const stored = storedSize(facts);
  const pixels = stored.width * stored.height;
  const limit = facts.contentType === "image/jpeg" ? JPEG_PIXELS_AT_MOST : PIXELS_AT_MOST;
  if (pixels > limit) {
    throw overBudget(`it has ${mega(pixels)} megapixels; up to ${mega(limit)} are decoded`);
  }
  const file: Cost = ["the file", bytes.length];
  switch (facts.contentType) {
    case "image/jpeg": {
      const head = readJpegHead(bytes);
      return affordable(planJpeg(head, stored, wanted), file);
    }
    case "image/png": {
      const head = readPngHead(bytes);
      if (!head)
        throw new AppError("image_undecodable", "The image cannot be decoded: its PNG header is damaged.");
      return affordable(planPng(head), file);
    }
    case "image/webp":
      return affordable(
        {
          plan: { decoder: "webp", ...stored },
          costs: [
            ["decoding", pixels * 5],
            ["its pixels", pixels * 4],
          ],
        },
        file,
      );
    case "image/gif":
      return affordable({ plan: { decoder: "gif", ...stored }, costs: [["its pixels", pixels]] }, file);
    case "image/avif":
      throw overBudget("AVIF needs a decoder that this Worker does not carry");
  }
}

export function storedSize({ width, height, orientation }: ImageFacts): Size {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height };
}

type Draft<P = Plan> = P extends Plan ? { plan: Omit<P, "bytes">; costs: Cost[] } : never;

function planJpeg(head: JpegHead, stored: Size, wanted: Size): Draft {
  const eighths = smallestScale(stored, wanted);
  const width = scaledSide(stored.width, eighths);
  const height = scaledSide(stored.height, eighths);
  const costs: Cost[] = [["the picture", width * height * (head.frame.components.length === 4 ? 4 : 3)]];
  if (head.multiScan) costs.push(["the coefficients of a JPEG in several passes", coefficientBytes(head)]);
  return { plan: { decoder: "jpeg", head, eighths, width, height }, costs };
}

/** The smallest of TurboJPEG's scales that still covers what is wanted. */
function smallestScale(stored: Size, wanted: Size): number {
  for (let eighths = 1; eighths < 8; eighths++) {
    const covers =
      scaledSide(stored.width, eighths) >= wanted.width &&
      scaledSide(stored.height, eighths) >= wanted.height;
    if (covers) return eighths;
  }
  return 8;
}

/** Two bytes for each of a block's 64 coefficients, for each component in its own resolution. */
function coefficientBytes({ frame }: JpegHead): number {
  const most = (side: "horizontal" | "vertical") => Math.max(1, ...frame.components.map((c) => c[side]));
  const [across, down] = [most("horizontal"), most("vertical")];
  const columns = Math.ceil(frame.width / (8 * across));
  const rows = Math.ceil(frame.height / (8 * down));
  return frame.components.reduce((sum, c) => sum + columns * c.horizontal * rows * c.vertical * 128, 0);
}

/** Interlaced pictures up to this size keep every pixel; larger ones are averaged as they come. */
const INTERLACED_EXACT_PIXELS = 10e6;
const INTERLACED_AVERAGED_PIXELS = 2.5e6;

function planPng(head: PngHead): Draft {
  const rows: Cost = ["rows", rowBytes(head, head.width) * 2 + head.width * 4];
  if (!head.interlaced) {
    const { width, height } = head;
    return { plan: { decoder: "png", head, reduce: 1, width, height }, costs: [rows] };
  }
  const pixels = head.width * head.height;
  const reduce =
    pixels <= INTERLACED_EXACT_PIXELS ? 1 : Math.ceil(Math.sqrt(pixels / INTERLACED_AVERAGED_PIXELS));
  const width = reducedSide(head.width, reduce);
  const height = reducedSide(head.height, reduce);
  const picture: Cost = ["the interlaced picture", width * height * (reduce === 1 ? 4 : 16)];
  return { plan: { decoder: "png", head, reduce, width, height }, costs: [rows, picture] };
}

function affordable({ plan, costs }: Draft, file: Cost): Plan {
  const all = [...costs, file];
  const bytes = all.reduce((sum, [, cost]) => sum + cost, 0);
  if (bytes > BUDGET_BYTES) {
    const sum = all.map(([what, cost]) => `${mega(cost)} MB for ${what}`).join(" + ");
    throw overBudget(`${sum} = ${mega(bytes)} MB of ${mega(BUDGET_BYTES)} MB`);
  }
  return { ...plan, bytes };
}

function overBudget(arithmetic: string): AppError {
  return new AppError("image_over_budget", `The image is too large to be decoded here: ${arithmetic}.`);
}

function mega(value: number): string {
  return (value / 1e6).toFixed(value < 10e6 ? 1 : 0);
}
