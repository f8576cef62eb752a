import { AppError } from "../errors.ts";
import { latin1, startsWith } from "./bytes.ts";
import { type ImageFacts, type ImageType, type StoredFacts, swapsSides } from "./facts.ts";
import { isAvif, readAvifFacts } from "./formats/avif.ts";
import { readGifFacts } from "./formats/gif.ts";
import { readJpegFacts } from "./formats/jpeg.ts";
import { PNG_SIGNATURE, readPngFacts } from "./formats/png.ts";
import { readWebpFacts } from "./formats/webp.ts";

export type { ImageFacts } from "./facts.ts";

interface Format {
  contentType: ImageType;
  name: string;
  begins(bytes: Uint8Array): boolean;
  /** null when the values cannot be those of this format; RangeError when the file ends too early */
  read(bytes: Uint8Array): StoredFacts | null;
}

const FORMATS: readonly Format[] = [
  {
    contentType: "image/jpeg",
    name: "JPEG",
    begins: (bytes) => startsWith(bytes, "\xff\xd8\xff"),
    read: readJpegFacts,
  },
  {
    contentType: "image/png",
    name: "PNG",
    begins: (bytes) => startsWith(bytes, PNG_SIGNATURE),
    read: readPngFacts,
  },
  {
    contentType: "image/gif",
    name: "GIF",
    begins: (bytes) => startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a"),
    read: readGifFacts,
  },
  {
    contentType: "image/webp",
    name: "WebP",
    begins: (bytes) => startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8),
    read: readWebpFacts,
  },
  { contentType: "image/avif", name: "AVIF", begins: isAvif, read: readAvifFacts },
];

/**
 * Facts from the file's own bytes, no pixel decoded; what the file's name or sender say plays no part.
 *
 * @throws {AppError} `asset_content_invalid` when the bytes are no image of an accepted format, saying what they are
 */
export function readHeader(bytes: Uint8Array): ImageFacts {
  const format = FORMATS.find(({ begins }) => begins(bytes));
  if (!format) throw invalid(nameOf(bytes));
  const { contentType, name } = format;
  let stored: StoredFacts | null;
  try {
    stored = format.read(bytes);
  } catch (thrown) {
    if (thrown instanceof RangeError) throw invalid(`a truncated ${name}`);
    throw thrown;
  }
  if (!stored) throw invalid(`a damaged ${name}`);
  if (stored.width === 0 || stored.height === 0) throw invalid(`a ${name} without a size`);
  if (!swapsSides(stored.orientation)) return { contentType, ...stored };
  return { contentType, ...stored, width: stored.height, height: stored.width };
}

function invalid(found: string): AppError {
  return new AppError(
    "asset_content_invalid",
    `The file is not an image that can be stored: it is ${found}.`,
  );
}

/** Files that are often sent as images: the bytes they begin with, at an offset. None of them is accepted. */
const STRANGERS: readonly [number, string, string][] = [
  [0, "%PDF-", "a PDF"],
  [0, "PK\x03\x04", "a ZIP archive"],
  [0, "BM", "a BMP image"],
  [0, "II*\0", "a TIFF image"],
  [0, "MM\0*", "a TIFF image"],
  [4, "ftyphei", "a HEIC image"],
  [4, "ftyphev", "a HEIC image"],
  [4, "ftypmif1", "a HEIC image"],
  [4, "ftypmsf1", "a HEIC image"],
  [4, "ftyp", "a video"],
  [0, "\xff\x0a", "a JPEG XL image"],
  [4, "JXL ", "a JPEG XL image"],
  [0, "\0\0\x01\0", "an icon (ICO)"],
];

function nameOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return "empty";
  const stranger = STRANGERS.find(([at, beginning]) => startsWith(bytes, beginning, at));
  return (
    stranger?.[2] ??
    nameOfText(
      latin1(bytes, 0, 1024)
        .replace(/^\xef\xbb\xbf/, "")
        .trimStart(),
    )
  );
}

function nameOfText(text: string): string {
  if (text.startsWith("<")) {
    const svg = text.search(/<svg[\s/>]/i);
    const html = text.search(/<(!doctype html|html|head|body|script|title|meta|iframe)\b/i);
    if (svg >= 0 && (html < 0 || svg < html)) return "an SVG image";
    if (html >= 0) return "an HTML page";
    if (/^<\?xml/i.test(text)) return "an XML document";
  }
  if (/^[[{]/.test(text)) return "a JSON document";
  return /^[\s\u0020-\u007e]+$/.test(text) ? "plain text" : "nothing recognisable";
}
