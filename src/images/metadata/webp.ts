import { concat, latin1, viewOf } from "../bytes.ts";
import { orientationOnly, readOrientation } from "../exif.ts";
import { exifBlock, type RiffChunk, riffChunk, riffChunks, WEBP_FLAGS } from "../formats/webp.ts";
import { orientationLeft, withoutGps } from "./exif-location.ts";
import { withoutXmpLocation } from "./xmp-location.ts";

/** Chunks of the picture itself (RFC 9649, chapter 2.7); others are metadata or unknown. */
const PICTURE_CHUNKS = new Set(["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"]);

type Fate = "keep" | "remove" | Uint8Array;

export function stripWebp(bytes: Uint8Array, what: "location" | "all"): Uint8Array {
  const fateOf = what === "all" ? fateWithoutMetadata : fateWithoutLocation;
  const parts: Uint8Array[] = [bytes.subarray(0, 12)];
  const kept = new Set<string>();
  let changed = false;
  let end = 12;
  try {
    for (const chunk of riffChunks(bytes)) {
      const fate = fateOf(chunk);
      if (fate !== "remove") kept.add(chunk.type);
      if (fate === "keep") parts.push(bytes.subarray(chunk.start, chunk.end));
      else {
        changed = true;
        if (fate !== "remove") parts.push(riffChunk(chunk.type, fate));
      }
      end = chunk.end;
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  parts.push(bytes.subarray(end));
  return changed ? withHeader(concat(parts), kept) : bytes;
}

/** The file's size, and in VP8X the flags of what is no longer there. */
function withHeader(file: Uint8Array, kept: ReadonlySet<string>): Uint8Array {
  const view = viewOf(file);
  view.setUint32(4, file.length - 8, true);
  if (latin1(file, 12, 4) === "VP8X" && file.length > 20) {
    let flags = view.getUint8(20);
    if (!kept.has("EXIF")) flags &= ~WEBP_FLAGS.exif;
    if (!kept.has("XMP ")) flags &= ~WEBP_FLAGS.xmp;
    view.setUint8(20, flags);
  }
  return file;
}

function fateWithoutMetadata({ type, data }: RiffChunk): Fate {
  if (PICTURE_CHUNKS.has(type)) return "keep";
  if (type !== "EXIF") return "remove";
  const orientation = readOrientation(exifBlock(data));
  if (orientation === 1) return "remove";
  const wanted = orientationOnly(orientation);
  return latin1(data) === latin1(wanted) ? "keep" : wanted;
}

function fateWithoutLocation({ type, data }: RiffChunk): Fate {
  if (type === "EXIF") {
    const block = exifBlock(data);
    const cleaned = withoutGps(block);
    if (cleaned === block) return "keep";
    return cleaned ?? orientationLeft(block) ?? "remove";
  }
  if (type !== "XMP ") return "keep";
  const cleaned = withoutXmpLocation(data);
  return cleaned === data ? "keep" : cleaned;
}
