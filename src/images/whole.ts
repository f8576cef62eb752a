import { type Cost, isAffordable, tooExpensive, WASM_BYTES } from "./budget.ts";
import { decode } from "./decode/decode.ts";
import type { RowWriter } from "./encode/row-writer.ts";
import { type ImageFacts, storedSize, swapsSides } from "./facts.ts";
import { makeRoom } from "./memory.ts";
import { stepsOf } from "./orient.ts";
import { blankPicture, type Picture, type RowSink } from "./picture.ts";
import { planDecoding } from "./plan.ts";

/** Rows and their coder. */
const WRITER_BYTES = 4e6;

/**
 * Decodes a file at its full size.
 *
 * @param costs - what the caller holds meanwhile
 * @throws {AppError} `image_over_budget` before anything is decoded, `image_undecodable`
 */
async function decodeRows(
  bytes: Uint8Array,
  facts: ImageFacts,
  costs: readonly Cost[],
  sink: RowSink,
): Promise<void> {
  const plan = planDecoding(bytes, facts, storedSize(facts));
  const all = [...plan.costs, ...costs];
  if (!isAffordable(all, WASM_BYTES)) throw tooExpensive(all);
  makeRoom(WASM_BYTES);
  await decode(bytes, facts, plan, sink);
}

/** Gives back the row, or another in its place; the row itself still serves its decoder. */
export type RowChange = (row: Uint8Array, channels: 3 | 4) => Uint8Array;

/** From one file to another, row by row, as the rows are stored; the writer holds no picture. */
export async function rewrite(
  bytes: Uint8Array,
  facts: ImageFacts,
  writer: RowWriter,
  change: RowChange = (row) => row,
): Promise<Uint8Array<ArrayBuffer>> {
  const size = storedSize(facts);
  // The new file is about as large as the old one; while it is put together it is there twice.
  const costs: Cost[] = [
    { what: "the new file", bytes: WRITER_BYTES + size.width * size.height, where: "heap" },
  ];
  await decodeRows(bytes, facts, costs, (row, channels) => {
    writer.push(change(row, channels), channels);
  });
  return writer.finish();
}

/** The whole picture, upright: each row goes where its pixels are seen, so that no second picture is needed. */
export async function uprightPicture(
  bytes: Uint8Array,
  facts: ImageFacts,
  costs: readonly Cost[],
): Promise<Picture> {
  const { width, height, orientation } = facts;
  const cost: Cost = { what: "all its pixels", bytes: width * height * 4, where: "heap" };
  const [origin, right, down] = stepsOf(orientation, width, height);
  const stored = swapsSides(orientation) ? height : width;
  let picture: Picture | null = null;
  let y = 0;
  await decodeRows(bytes, facts, [cost, ...costs], (row, channels) => {
    picture ??= blankPicture(width, height);
    const { data } = picture;
    for (let x = 0, o = origin + y * down; x < stored; x++, o += right) {
      const i = x * channels;
      data[o * 4] = row[i] ?? 0;
      data[o * 4 + 1] = row[i + 1] ?? 0;
      data[o * 4 + 2] = row[i + 2] ?? 0;
      data[o * 4 + 3] = channels === 4 ? (row[i + 3] ?? 0) : 255;
    }
    y++;
  });
  return picture ?? blankPicture(width, height);
}
