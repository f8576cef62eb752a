import { AppError } from "../errors.ts";
import { type Cost, mega, overBudget } from "./budget.ts";
import { type JpegScale, scaledSide } from "./decode/jpeg.ts";
import { rowBytes } from "./decode/png.ts";
import { reducedSide } from "./decode/reduction.ts";
import { type ImageFacts, storedSize } from "./facts.ts";
import { firstGifFrame } from "./formats/gif.ts";
import { type JpegFrame, type JpegHead, readJpegHead } from "./formats/jpeg.ts";
import { type PngHead, readPngHead } from "./formats/png.ts";
import { webpKind } from "./formats/webp.ts";
import type { Size } from "./picture.ts";

/** How a file is decoded, the stored sides of the picture that comes out, and what that holds. */
export type Plan = Size & { costs: Cost[] } & (
    | { decoder: "jpeg"; head: JpegHead; scale: JpegScale }
    | { decoder: "png"; head: PngHead; reduce: number }
    | { decoder: "webp" }
    | { decoder: "gif" }
  );

/** The sides of the largest picture to be made, in stored orientation. */
export interface DecodedSize extends Size {
  /** sides of its colour planes, where fewer samples than pixels are enough */
  colours?: Size;
}

/** Time is bounded by pixels: inflating and filtering this many takes a few seconds. */
const PIXELS_AT_MOST = 120e6;
/** A JPEG's pixels cost less than a tenth of that, and phones make 200 megapixels. */
const JPEG_PIXELS_AT_MOST = 210e6;

/**
 * Decides how to decode before a byte of the picture is decoded. Whether it fits is for the caller, who knows
 * what else the job holds.
 *
 * @throws {AppError} `image_over_budget` when no decoder here may take it
 */
export function planDecoding(bytes: Uint8Array, facts: ImageFacts, wanted: DecodedSize): Plan {
  const stored = storedSize(facts);
  limitPixels(stored, facts.contentType === "image/jpeg" ? JPEG_PIXELS_AT_MOST : PIXELS_AT_MOST);
  const file: Cost = { what: "the file", bytes: bytes.length, where: "heap" };
  switch (facts.contentType) {
    case "image/jpeg":
      return planJpeg(readJpegHead(bytes), stored, wanted, file);
    case "image/png":
      return planPng(readPngHead(bytes), file);
    case "image/webp":
      return planWebp(bytes, stored, file);
    case "image/gif":
      return planGif(bytes, stored, file);
    case "image/avif":
      throw overBudget(
        "an AVIF decoder alone would take more than half of the Worker's size, so there is none",
      );
  }
}

function limitPixels({ width, height }: Size, limit: number): void {
  const pixels = width * height;
  if (pixels > limit) throw overBudget(`it has ${mega(pixels)} megapixels; up to ${mega(limit)} are decoded`);
}

function planJpeg(head: JpegHead, stored: Size, wanted: DecodedSize, file: Cost): Plan {
  const eighths = smallestScale(stored, wanted);
  const width = scaledSide(stored.width, eighths);
  const height = scaledSide(stored.height, eighths);
  const costs: Cost[] = [
    file,
    { what: "the file in the decoder", bytes: file.bytes, where: "engine", while: "decoding" },
    { what: "the decoder", bytes: 0.3e6 + stored.width * 100, where: "engine", while: "decoding" },
  ];
  if (head.multiScan) {
    const what = "the coefficients of a JPEG in several passes";
    costs.push({ what, bytes: coefficientBytes(head), where: "engine", while: "decoding" });
  }
  const scale = { eighths, fullColours: !coversColours(head, { width, height }, wanted) };
  return { decoder: "jpeg", head, scale, width, height, costs };
}

/** Whether colours that the file has fewer samples of are enough as they are. */
function coversColours(
  { frame }: JpegHead,
  decoded: Size,
  { width, height, colours = { width, height } }: DecodedSize,
): boolean {
  const [most, least] = [mostRepeats(frame), leastRepeats(frame)];
  return (
    (decoded.width * least.across) / most.across >= colours.width * SPARE &&
    (decoded.height * least.down) / most.down >= colours.height * SPARE
  );
}

/**
 * The cosine transform's own scaling is coarser than the filter that follows, so the filter gets this many times
 * the pixels to a side that it gives out.
 */
const SPARE = 1.4;

/** The smallest of libjpeg's scales that covers what is wanted, with some to spare. */
function smallestScale(stored: Size, wanted: Size): number {
  for (let eighths = 1; eighths < 8; eighths++) {
    const covers =
      scaledSide(stored.width, eighths) >= wanted.width * SPARE &&
      scaledSide(stored.height, eighths) >= wanted.height * SPARE;
    if (covers) return eighths;
  }
  return 8;
}

/** How many blocks of a component are in a unit, of the finest and of the coarsest component. */
function mostRepeats({ components }: JpegFrame) {
  return {
    across: Math.max(1, ...components.map((c) => c.horizontal)),
    down: Math.max(1, ...components.map((c) => c.vertical)),
  };
}

function leastRepeats({ components }: JpegFrame) {
  return {
    across: Math.min(...components.map((c) => c.horizontal)),
    down: Math.min(...components.map((c) => c.vertical)),
  };
}

/** Two bytes for each of a block's 64 coefficients, for each component in its own resolution. */
function coefficientBytes({ frame }: JpegHead): number {
  const { across, down } = mostRepeats(frame);
  const columns = Math.ceil(frame.width / (8 * across));
  const rows = Math.ceil(frame.height / (8 * down));
  return frame.components.reduce((sum, c) => sum + columns * c.horizontal * rows * c.vertical * 128, 0);
}

/** Interlaced pictures up to this size keep every pixel; larger ones are averaged as they come. */
const INTERLACED_EXACT_PIXELS = 10e6;
const INTERLACED_AVERAGED_PIXELS = 2.5e6;

function planPng(head: PngHead | null, file: Cost): Plan {
  if (!head)
    throw new AppError("image_undecodable", "The image cannot be decoded: its PNG header is damaged.");
  const costs: Cost[] = [
    file,
    { what: "rows", bytes: 2 * rowBytes(head, head.width), where: "engine", while: "decoding" },
    { what: "a row of pixels", bytes: head.width * 4, where: "heap" },
  ];
  const { width, height } = head;
  if (!head.interlaced) return { decoder: "png", head, reduce: 1, width, height, costs };
  const pixels = width * height;
  const exact = pixels <= INTERLACED_EXACT_PIXELS;
  const reduce = exact ? 1 : Math.ceil(Math.sqrt(pixels / INTERLACED_AVERAGED_PIXELS));
  const reduced = { width: reducedSide(width, reduce), height: reducedSide(height, reduce) };
  const bytes = reduced.width * reduced.height * (exact ? 4 : 16);
  costs.push({ what: "the interlaced picture", bytes, where: "heap" });
  return { decoder: "png", head, reduce, ...reduced, costs };
}

/** bytes a pixel that libwebp takes, measured: its output and what each kind needs beside it */
const WEBP_PIXEL_BYTES = { lossy: 5, lossyWithAlpha: 7.6, lossless: 9.4 } as const;
/** The decoder starts with this much. */
const WEBP_LEAST_BYTES = 16.8e6;

function planWebp(bytes: Uint8Array, stored: Size, file: Cost): Plan {
  const pixels = stored.width * stored.height;
  const decoding = Math.max(WEBP_LEAST_BYTES, pixels * WEBP_PIXEL_BYTES[webpKind(bytes)] + bytes.length);
  const costs: Cost[] = [
    file,
    { what: "the WebP decoder", bytes: decoding, where: "engine", while: "decoding" },
  ];
  return { decoder: "webp", ...stored, costs };
}

/** A frame is unpacked whole, and it may be larger than the screen that it is seen through. */
function planGif(bytes: Uint8Array, stored: Size, file: Cost): Plan {
  const { frame } = firstGifFrame(bytes);
  limitPixels(frame, PIXELS_AT_MOST);
  const pixels = frame.width * frame.height;
  const indices: Cost = { what: "its pixels", bytes: pixels + bytes.length, where: "heap" };
  return { decoder: "gif", ...stored, costs: [file, indices] };
}
