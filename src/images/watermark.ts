import { AppError } from "../errors.ts";
import { bytesOf, concat } from "./bytes.ts";
import { encode, OUTPUT, type OutputFormat, webpCost } from "./encode/encode.ts";
import { jpegWriter } from "./encode/jpeg.ts";
import { pngWriter } from "./encode/png.ts";
import { orientationOnly } from "./exif.ts";
import { type ImageFacts, type Orientation, swapsSides } from "./facts.ts";
import type { GlyphFiles } from "./font/glyph-files.ts";
import { type Coverage, drawText } from "./font/text.ts";
import { EXIF_SIGNATURE, jpegSegmentBytes } from "./formats/jpeg.ts";
import { chunkBytes } from "./formats/png.ts";
import { profileOf, withProfile } from "./icc.ts";
import { stepsOf } from "./orient.ts";
import { flag, number, parameter } from "./parameters.ts";
import type { Size } from "./picture.ts";
import type { Rendition } from "./render.ts";
import { mayBeTransparent } from "./resize/ladder.ts";
import { inTurn } from "./turn.ts";
import { type RowChange, rewrite, uprightPicture } from "./whole.ts";

const POSITIONS = ["BottomRight", "BottomLeft", "Center", "TopRight", "TopLeft"] as const;
export type WatermarkPosition = (typeof POSITIONS)[number];

export interface WatermarkParameters {
  text: string;
  /** 0 to 1 */
  opacity: number;
  /** pixels of an em, 1 to 512 */
  fontSize: number;
  position: WatermarkPosition;
  replaceOriginal: boolean;
}

const DEFAULT_TEXT = "NekoHub";
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const TEXT_CHARACTERS_AT_MOST = 200;
const FONT_SIZE_AT_MOST = 512;

/** @throws {AppError} with the codes of the parameter that is wrong */
export function readWatermarkParameters(parameters: unknown): WatermarkParameters {
  const opacity = number(parameters, "Opacity", 0.5, "watermark_opacity_invalid");
  if (opacity < 0 || opacity > 1) {
    throw new AppError("watermark_opacity_out_of_range", "Opacity must be between 0 and 1.");
  }
  const fontSize = number(parameters, "FontSize", 36, "watermark_font_size_invalid");
  if (!Number.isInteger(fontSize)) {
    throw new AppError("watermark_font_size_invalid", "FontSize must be a whole number.");
  }
  if (fontSize < 1 || fontSize > FONT_SIZE_AT_MOST) {
    throw new AppError(
      "watermark_font_size_out_of_range",
      `FontSize must be between 1 and ${FONT_SIZE_AT_MOST}.`,
    );
  }
  return {
    text: readText(parameter(parameters, "Text")),
    opacity,
    fontSize,
    position: readPosition(parameter(parameters, "Position")),
    replaceOriginal: flag(parameters, "ReplaceOriginal", false, "watermark_replace_original_invalid"),
  };
}

/** What can be seen of it: variation selectors, joiners and the like have no glyphs. */
function readText(value: unknown): string {
  const text = typeof value === "string" ? value.replace(UNSEEN, "").trim() : "";
  if (text.length > TEXT_CHARACTERS_AT_MOST) {
    throw new AppError(
      "watermark_text_too_long",
      `Text may have up to ${TEXT_CHARACTERS_AT_MOST} characters.`,
    );
  }
  return text || DEFAULT_TEXT;
}

function readPosition(value: unknown): WatermarkPosition {
  if (value === undefined) return "BottomRight";
  const name = typeof value === "string" ? value.trim().toLowerCase() : "";
  const position = POSITIONS.find((each) => each.toLowerCase() === name);
  if (position) return position;
  throw new AppError("watermark_position_invalid", `Position must be one of ${POSITIONS.join(", ")}.`);
}

const FORMATS: Partial<Record<ImageFacts["contentType"], OutputFormat>> = {
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
};

/** A JPEG is coded again once; little of it may be lost. */
const QUALITY = 92;

/**
 * Draws white bold text over the picture, in its own format and at its own size. The orientation and the colour
 * profile stay, other metadata does not.
 *
 * @param files - where glyphs are that the bundled font lacks
 * @returns kind `watermark`
 * @throws {AppError} `watermark_format_unsupported`, `watermark_font_unavailable`, `image_over_budget`,
 *   `image_undecodable`
 */
export async function watermark(
  bytes: Uint8Array,
  facts: ImageFacts,
  parameters: WatermarkParameters,
  files: GlyphFiles,
): Promise<Rendition> {
  const format = FORMATS[facts.contentType];
  if (!format || facts.animated) {
    const what = facts.animated ? "an animation" : facts.contentType;
    throw new AppError("watermark_format_unsupported", `This deployment cannot draw a watermark on ${what}.`);
  }
  const mark = await drawText(parameters.text, parameters.fontSize, facts, files);
  return await inTurn(async () => {
    const { width, height } = facts;
    const file = await draw(bytes, facts, format, mark, parameters);
    const profile = profileOf(bytes, facts.contentType);
    const whole = profile ? withProfile(file, facts.contentType, profile) : file;
    return { kind: "watermark", ...OUTPUT[format], width, height, bytes: whole };
  });
}

async function draw(
  bytes: Uint8Array,
  facts: ImageFacts,
  format: OutputFormat,
  mark: Coverage,
  { fontSize, opacity, position }: WatermarkParameters,
): Promise<Uint8Array<ArrayBuffer>> {
  const place = placeOf(mark, facts, position, fontSize);
  if (format === "webp") {
    const picture = await uprightPicture(bytes, facts, [webpCost(facts.width * facts.height)]);
    const blend = blender(mark, place, opacity);
    const length = picture.width * 4;
    for (let at = 0; at < picture.data.length; at += length) {
      picture.data.set(blend(picture.data.subarray(at, at + length), 4), at);
    }
    return encode(picture, "webp", { quality: QUALITY });
  }
  // The rows go through as they are stored, so the text is turned the other way; the orientation is written again.
  const stored = swapsSides(facts.orientation) ? { width: facts.height, height: facts.width } : facts;
  const turned = asStored(mark, place, facts);
  const writer = format === "jpeg" ? jpegWriter(stored, QUALITY) : pngWriter(stored, mayBeTransparent(facts));
  const file = await rewrite(bytes, facts, writer, blender(turned.mark, turned.place, opacity));
  return facts.orientation === 1 ? file : withOrientation(file, format, facts.orientation);
}

interface Place {
  left: number;
  top: number;
}

function placeOf(mark: Size, picture: Size, position: WatermarkPosition, fontSize: number): Place {
  const margin = Math.max(12, Math.floor(fontSize / 2));
  const [right, bottom] = [picture.width - mark.width, picture.height - mark.height];
  const inside = (at: number, most: number) => Math.max(0, Math.min(at, most));
  if (position === "Center") return { left: inside(right >> 1, right), top: inside(bottom >> 1, bottom) };
  return {
    left: inside(position.endsWith("Right") ? right - margin : margin, right),
    top: inside(position.startsWith("Bottom") ? bottom - margin : margin, bottom),
  };
}

/** The text as it must stand in the stored rows to be seen where it should. */
function asStored(mark: Coverage, place: Place, facts: ImageFacts): { mark: Coverage; place: Place } {
  if (facts.orientation === 1) return { mark, place };
  const swapped = swapsSides(facts.orientation);
  const [width, height] = swapped ? [mark.height, mark.width] : [mark.width, mark.height];
  const storedWidth = swapped ? facts.height : facts.width;
  const data = new Uint8Array(mark.data.length);
  const [origin, right, down] = stepsOf(facts.orientation, mark.width, mark.height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[i++] = mark.data[origin + y * down + x * right] ?? 0;
  }
  // The stored place is that of the seen corner which becomes the text's first stored pixel.
  const corner = { x: place.left + (origin % mark.width), y: place.top + Math.floor(origin / mark.width) };
  const stored = storedIndexOf(corner, facts, storedWidth);
  return { mark: { width, height, data }, place: stored };
}

/** Which stored pixel is seen at a place: the steps of the orientation, taken backwards. */
function storedIndexOf(seen: { x: number; y: number }, facts: ImageFacts, storedWidth: number): Place {
  const [origin, right] = stepsOf(facts.orientation, facts.width, facts.height);
  const dx = Math.abs(seen.x - (origin % facts.width));
  const dy = Math.abs(seen.y - Math.floor(origin / facts.width));
  const place = Math.abs(right) === 1 ? { left: dx, top: dy } : { left: dy, top: dx };
  if (place.left >= storedWidth) throw new RangeError("the text stands outside the picture");
  return place;
}

function blender(mark: Coverage, { left, top }: Place, opacity: number): RowChange {
  let y = 0;
  return (row, channels) => {
    const line = y++ - top;
    if (line < 0 || line >= mark.height) return row;
    const blended = row.slice();
    for (let x = 0; x < mark.width; x++) {
      const share = ((mark.data[line * mark.width + x] ?? 0) / 255) * opacity;
      if (share === 0) continue;
      const i = (left + x) * channels;
      const below = channels === 4 ? ((row[i + 3] ?? 0) / 255) * (1 - share) : 1 - share;
      const whole = share + below;
      for (let c = 0; c < 3; c++)
        blended[i + c] = Math.round((255 * share + (row[i + c] ?? 0) * below) / whole);
      if (channels === 4) blended[i + 3] = Math.round(whole * 255);
    }
    return blended;
  };
}

function withOrientation(
  file: Uint8Array,
  format: OutputFormat,
  orientation: Orientation,
): Uint8Array<ArrayBuffer> {
  const block = orientationOnly(orientation);
  const [at, part] =
    format === "jpeg"
      ? [2, jpegSegmentBytes(0xe1, concat([bytesOf(EXIF_SIGNATURE), block]))]
      : [33, chunkBytes("eXIf", block)];
  return concat([file.subarray(0, at), part, file.subarray(at)]);
}
