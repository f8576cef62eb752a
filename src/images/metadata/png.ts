import { inflateSync } from "node:zlib";
import { concat, latin1 } from "../bytes.ts";
import { orientationOnly, readOrientation } from "../exif.ts";
import { type Chunk, chunkBytes, chunks, PNG_SIGNATURE } from "../formats/png.ts";
import { orientationLeft, withoutGps } from "./exif-location.ts";
import { withoutXmpLocation } from "./xmp-location.ts";

/** Chunks that say how the picture looks (W3C PNG, chapter 11; APNG); every other one is metadata. */
const PICTURE_CHUNKS = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split(
    " ",
  ),
);
const TEXT_CHUNKS = new Set(["tEXt", "zTXt", "iTXt"]);

/** A compressed text that unpacks to more is taken for one that cannot be read. */
const TEXT_BYTES_AT_MOST = 4 * 1024 * 1024;

type Fate = "keep" | "remove" | Uint8Array;

export function stripPng(bytes: Uint8Array, what: "location" | "all"): Uint8Array {
  const fateOf = what === "all" ? fateWithoutMetadata : fateWithoutLocation;
  const parts: Uint8Array[] = [bytes.subarray(0, PNG_SIGNATURE.length)];
  let changed = false;
  let end = PNG_SIGNATURE.length;
  try {
    for (const chunk of chunks(bytes)) {
      const fate = fateOf(chunk);
      if (fate === "keep") parts.push(bytes.subarray(chunk.start, chunk.end));
      else {
        changed = true;
        if (fate !== "remove") parts.push(chunkBytes(chunk.type, fate));
      }
      end = chunk.end;
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    // The file breaks off inside a chunk: what is left of it stays, a decoder shows what it can.
    parts.push(bytes.subarray(end));
    return changed ? concat(parts) : bytes;
  }
  const rest = bytes.subarray(end);
  if (rest.length > 0 && (what === "all" || mentionsPlace(latin1(rest)))) changed = true;
  else parts.push(rest);
  return changed ? concat(parts) : bytes;
}

function fateWithoutMetadata({ type, data }: Chunk): Fate {
  if (PICTURE_CHUNKS.has(type)) return "keep";
  if (type !== "eXIf") return "remove";
  const orientation = readOrientation(data);
  if (orientation === 1) return "remove";
  const wanted = orientationOnly(orientation);
  return latin1(data) === latin1(wanted) ? "keep" : wanted;
}

function fateWithoutLocation({ type, data }: Chunk): Fate {
  if (type === "eXIf") {
    const cleaned = withoutGps(data);
    return cleaned === data ? "keep" : (cleaned ?? orientationLeft(data) ?? "remove");
  }
  if (!TEXT_CHUNKS.has(type)) return "keep";
  const text = readText(type, data);
  if (text === null) return "remove";
  if (text.keyword === "XML:com.adobe.xmp" && text.at !== null) {
    const packet = data.subarray(text.at);
    const cleaned = withoutXmpLocation(packet);
    return cleaned === packet ? "keep" : concat([data.subarray(0, text.at), cleaned]);
  }
  return mentionsPlace(text.keyword) || mentionsPlace(text.value) || profileNamesPlace(text)
    ? "remove"
    : "keep";
}

interface Text {
  keyword: string;
  value: string;
  /** where the value stands in the chunk's data; null when it is compressed */
  at: number | null;
}

/** Keyword, zero, and what each of the three kinds puts before its text. Null when that cannot be read. */
function readText(type: string, data: Uint8Array): Text | null {
  const keywordEnd = data.indexOf(0);
  if (keywordEnd < 0) return null;
  const keyword = latin1(data, 0, keywordEnd);
  if (type === "tEXt") return { keyword, value: latin1(data, keywordEnd + 1), at: keywordEnd + 1 };
  if (type === "zTXt") return unpacked(keyword, data.subarray(keywordEnd + 2));
  const languageEnd = data.indexOf(0, keywordEnd + 3);
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1);
  if (translatedEnd < 0) return null;
  const at = translatedEnd + 1;
  if (data[keywordEnd + 1] === 0) return { keyword, value: latin1(data, at), at };
  return unpacked(keyword, data.subarray(at));
}

function unpacked(keyword: string, packed: Uint8Array): Text | null {
  try {
    const value = latin1(inflateSync(packed, { maxOutputLength: TEXT_BYTES_AT_MOST }));
    return { keyword, value, at: null };
  } catch {
    return null; // whatever zlib finds wrong, the text cannot be searched
  }
}

function mentionsPlace(text: string): boolean {
  return /gps|latitude|longitude|geotag|photoshop:(city|state|country)|:location/i.test(text);
}

/** "Raw profile type exif" and its like: a name, a length, and the block in hexadecimal (ImageMagick's way). */
function profileNamesPlace({ keyword, value }: Text): boolean {
  if (!/^raw profile type /i.test(keyword)) return false;
  const block = Uint8Array.from(value.replace(/^\s*\w+\s+\d+\s/, "").match(/[0-9a-f]{2}/gi) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  );
  if (/xmp/i.test(keyword)) return withoutXmpLocation(block) !== block;
  const tiff = latin1(block, 0, 4) === "Exif" ? block.subarray(6) : block;
  // IPTC profiles come with and without Photoshop's frame; there the whole profile goes.
  return /iptc|8bim/i.test(keyword) || withoutGps(tiff) !== tiff;
}
