import { AppError } from "../errors.ts";
import { askBinding, fileOf, type ImagesTier } from "./binding.ts";
import { encode, OUTPUT, type OutputFormat, webpCost } from "./encode/encode.ts";
import { jpegWriter } from "./encode/jpeg.ts";
import { pngWriter } from "./encode/png.ts";
import type { ImageFacts } from "./facts.ts";
import { readHeader } from "./header.ts";
import { profileOf, withProfile } from "./icc.ts";
import { flag, parameter } from "./parameters.ts";
import type { Rendition } from "./render.ts";
import { mayBeTransparent } from "./resize/ladder.ts";
import { inTurn } from "./turn.ts";
import { rewrite, uprightPicture } from "./whole.ts";

export type ConvertTarget = OutputFormat | "avif";

export interface ConvertParameters {
  target: ConvertTarget;
  /** whether the result is a derivative beside the original */
  keepOriginal: boolean;
}

const TARGETS: Record<string, ConvertTarget> = {
  webp: "webp",
  jpeg: "jpeg",
  jpg: "jpeg",
  png: "png",
  avif: "avif",
};

/** Formats that other deployments of this API write, and this one does not. */
const NOT_ENCODED = new Set(["gif", "bmp", "tga", "tiff", "tif"]);

/** @throws {AppError} with the codes of the parameter that is wrong */
export function readConvertParameters(parameters: unknown): ConvertParameters {
  const given = parameter(parameters, "TargetFormat");
  if (given === undefined || (typeof given === "string" && given.trim() === "")) {
    throw new AppError(
      "format_convert_target_format_required",
      "TargetFormat is required: webp, jpeg, png or avif.",
    );
  }
  const name = typeof given === "string" ? given.trim().toLowerCase() : "";
  if (NOT_ENCODED.has(name)) {
    throw new AppError(
      "format_convert_target_format_unsupported",
      `This deployment cannot encode ${name.toUpperCase()}; it can encode WebP, JPEG and PNG.`,
    );
  }
  const target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  if (!target) {
    throw new AppError(
      "format_convert_target_format_invalid",
      "TargetFormat must be webp, jpeg, png or avif.",
    );
  }
  const keepOriginal = flag(parameters, "KeepOriginal", true, "format_convert_keep_original_invalid");
  return { target, keepOriginal };
}

/**
 * The same picture in another format, at full size and upright, with its colour profile and nothing else of the
 * metadata. What this Worker cannot do goes to the Images binding, where the deployment has it.
 *
 * @returns kind `format_<target>`
 * @throws {AppError} `format_convert_animated`, `format_convert_target_format_unsupported`, `image_over_budget`,
 *   `image_undecodable`
 */
export async function convert(
  bytes: Uint8Array,
  facts: ImageFacts,
  target: ConvertTarget,
  images?: ImagesTier,
): Promise<Rendition> {
  if (facts.animated) {
    throw new AppError(
      "format_convert_animated",
      "The image is animated; a still format would keep its first frame only, so it is not converted.",
    );
  }
  try {
    if (target === "avif") throw avifUnsupported();
    return await inTurn(() => convertHere(bytes, facts, target));
  } catch (thrown) {
    const mayHelp =
      thrown instanceof AppError &&
      (thrown.code === "image_over_budget" || thrown.code === "format_convert_target_format_unsupported");
    if (!images || !mayHelp) throw thrown;
    return convertByBinding(images, bytes, facts, target, thrown);
  }
}

/** The encoder alone would be twice what the whole Worker may be. */
function avifUnsupported(): AppError {
  return new AppError(
    "format_convert_target_format_unsupported",
    "This deployment cannot encode AVIF: that takes the Images binding, which it does not have.",
  );
}

async function convertHere(bytes: Uint8Array, facts: ImageFacts, target: OutputFormat): Promise<Rendition> {
  const { width, height } = facts;
  const profile = profileOf(bytes, facts.contentType);
  const finished = (file: Uint8Array) => ({
    kind: `format_${target}`,
    ...OUTPUT[target],
    width,
    height,
    bytes: file,
  });
  if (target === "webp" || facts.orientation !== 1) {
    const costs = target === "webp" ? [webpCost(width * height)] : [];
    const picture = await uprightPicture(bytes, facts, costs);
    return finished(encode(picture, target, { profile }));
  }
  const writer = target === "jpeg" ? jpegWriter(facts) : pngWriter(facts, mayBeTransparent(facts));
  const file = await rewrite(bytes, facts, writer);
  return finished(profile ? withProfile(file, OUTPUT[target].contentType, profile) : file);
}

/** Encoding AVIF at full size takes many seconds, and only someone who asked for it waits. */
const CONVERTING_SECONDS = 60;

function convertByBinding(
  images: ImagesTier,
  bytes: Uint8Array,
  facts: ImageFacts,
  target: ConvertTarget,
  refusal: AppError,
): Promise<Rendition> {
  return askBinding(images, { bytes, facts, refusal, seconds: CONVERTING_SECONDS }, async (input) => {
    const file = await fileOf(input.output({ format: `image/${target}` }));
    const { width, height, contentType } = readHeader(file);
    if (contentType !== `image/${target}`) throw new Error(`it gave ${contentType}`);
    const extension = target === "jpeg" ? ".jpg" : `.${target}`;
    return { kind: `format_${target}`, contentType, extension, width, height, bytes: file };
  });
}
