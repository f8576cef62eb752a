import { decode } from "../../src/images/decode/decode.ts";
import { storedSize } from "../../src/images/facts.ts";
import { readHeader } from "../../src/images/header.ts";
import { openWorkspace } from "../../src/images/native/workspace.ts";
import type { Picture } from "../../src/images/picture.ts";
import { planDecoding } from "../../src/images/plan.ts";
import { createPixelScaler } from "../../src/images/resize/pixels.ts";

/** All pixels of a file, at full size, as they are stored. */
export async function decodeWhole(bytes: Uint8Array): Promise<Picture> {
  const facts = readHeader(bytes);
  const size = storedSize(facts);
  const space = openWorkspace();
  try {
    const scaler = createPixelScaler(space, size, size, true);
    await decode(bytes, facts, planDecoding(bytes, facts, size), scaler.push);
    return scaler.picture();
  } finally {
    space.close();
  }
}
