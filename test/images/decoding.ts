import { planDecoding, storedSize } from "../../src/images/budget.ts";
import { decode } from "../../src/images/decode/decode.ts";
import { readHeader } from "../../src/images/header.ts";
import { blankPicture, type Picture } from "../../src/images/picture.ts";

/** All pixels of a file, at full size, as they are stored. */
export async function decodeWhole(bytes: Uint8Array): Promise<Picture> {
  const facts = readHeader(bytes);
  const size = storedSize(facts);
  const picture = blankPicture(size.width, size.height);
  let at = 0;
  await decode(bytes, facts, planDecoding(bytes, facts, size), (row) => {
    picture.data.set(row, at);
    at += row.length;
  });
  return picture;
}
