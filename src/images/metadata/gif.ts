import { concat, latin1, startsWith } from "../bytes.ts";
import { type GifBlock, gifBlocks, readGifScreen } from "../formats/gif.ts";
import { withoutXmpLocation } from "./xmp-location.ts";

/** Application extensions that the picture needs: how often it repeats, and its colour profile. */
const PICTURE_APPLICATIONS = ["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"];

/** Removes whole blocks; a GIF has no offsets that would break. */
export function stripGif(bytes: Uint8Array, what: "location" | "all"): Uint8Array {
  const parts: Uint8Array[] = [];
  let copied = 0;
  try {
    const { blocksAt } = readGifScreen(bytes);
    for (const block of gifBlocks(bytes, blocksAt)) {
      if (what === "all" ? !isMetadata(block) : !namesPlace(block)) continue;
      parts.push(bytes.subarray(copied, block.start));
      copied = block.end;
    }
  } catch (thrown) {
    // A file that breaks off loses what was found before the break; the rest stays.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return copied === 0 ? bytes : concat([...parts, bytes.subarray(copied)]);
}

function isMetadata(block: GifBlock): boolean {
  if (block.kind === "application") {
    return !PICTURE_APPLICATIONS.some((name) => startsWith(block.data, name, 1));
  }
  return block.kind === "comment" || block.kind === "unknown";
}

function namesPlace(block: GifBlock): boolean {
  if (block.kind === "comment") return /gps|latitude|longitude/i.test(latin1(block.data));
  if (block.kind !== "application" || !startsWith(block.data, "XMP DataXMP", 1)) return false;
  // The packet stands as plain bytes, ended by 258 bytes and a zero that lead any reader out of it.
  const packet = block.data.subarray(12, -258);
  return withoutXmpLocation(packet) !== packet;
}
