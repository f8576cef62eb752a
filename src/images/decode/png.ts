import { CHANNELS, chunks, type PngHead } from "../formats/png.ts";
import { openWorkspace, type Workspace } from "../native/workspace.ts";
import type { RowSink } from "../picture.ts";
import { undecodable } from "./failure.ts";
import { type Expand, expander, type PngColours } from "./png-pixels.ts";
import { inPlace } from "./reduction.ts";

/** Where a pass's pixels stand in the picture. */
interface Pass {
  left: number;
  top: number;
  stepX: number;
  stepY: number;
  width: number;
  height: number;
}

/** left, top, step right, step down of the seven passes (W3C PNG, chapter 8.2) */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function passesOf({ width, height, interlaced }: PngHead): Pass[] {
  if (!interlaced) return [{ left: 0, top: 0, stepX: 1, stepY: 1, width, height }];
  return ADAM7.map(([left, top, stepX, stepY]) => ({
    left,
    top,
    stepX,
    stepY,
    width: Math.ceil((width - left) / stepX),
    height: Math.ceil((height - top) / stepY),
  })).filter((pass) => pass.width > 0 && pass.height > 0);
}

/** bytes of one unfiltered row of `width` pixels */
export function rowBytes({ colourType, bitDepth }: PngHead, width: number): number {
  return Math.ceil((width * CHANNELS[colourType] * bitDepth) / 8);
}

/**
 * Decodes row by row: of a picture in one pass only two rows are in memory. An interlaced one is put together
 * first, made smaller by `reduce` on the way. gAMA and cHRM do not count: they contradict the
 * profile as often as they help, and image servers pass over them.
 *
 * @param reduce - interlaced only: how many pixels of a row, and rows, become one
 * @throws {AppError} `image_undecodable`
 */
export async function decodePng(
  bytes: Uint8Array,
  head: PngHead,
  reduce: number,
  sink: RowSink,
): Promise<void> {
  const { picture, colours } = readParts(bytes);
  let expand: Expand;
  try {
    expand = expander(head, colours);
  } catch (thrown) {
    if (thrown instanceof RangeError) throw undecodable("the PNG has no palette", thrown);
    throw thrown;
  }
  const target = head.interlaced ? inPlace(head, reduce) : null;
  const plain = plainChannels(head, colours);
  const pixels = new Uint8Array(head.width * 4);
  const space = openWorkspace();
  try {
    const rows = rowReader(space, head, passesOf(head), (row, pass, y) => {
      if (!target && plain) return sink(row, plain);
      const to = pixels.subarray(0, pass.width * 4);
      expand(row, pass.width, to);
      if (target) target.add(to, pass.left, pass.top + y * pass.stepY, pass.stepX);
      else sink(to, 4);
    });
    await inflate(picture, rows);
    if (!rows.done()) throw undecodable("the PNG ends before its last row");
  } finally {
    space.close();
  }
  target?.drain(sink);
}

/** Rows that are already what a sink takes. */
function plainChannels({ colourType, bitDepth }: PngHead, { transparency }: PngColours): 3 | 4 | null {
  if (bitDepth !== 8) return null;
  return colourType === 6 ? 4 : colourType === 2 && !transparency ? 3 : null;
}

/** The coded picture, and what its colours need. A file that breaks off gives what was there. */
function readParts(bytes: Uint8Array): { picture: Uint8Array[]; colours: PngColours } {
  const picture: Uint8Array[] = [];
  const colours: PngColours = { palette: null, transparency: null };
  try {
    for (const { type, data } of chunks(bytes)) {
      if (type === "IDAT") picture.push(data);
      else if (type === "PLTE") colours.palette = data;
      else if (type === "tRNS") colours.transparency = data;
    }
  } catch (thrown) {
    if (thrown instanceof RangeError) throw undecodable("the PNG ends in the middle", thrown);
    throw thrown;
  }
  return { picture, colours };
}

interface RowReader {
  push(piece: Uint8Array): void;
  done(): boolean;
}

/** Cuts the inflated bytes into rows, each a filter byte and its pixels, and undoes the filters (chapter 9). */
function rowReader(
  space: Workspace,
  head: PngHead,
  passes: readonly Pass[],
  emit: (row: Uint8Array, pass: Pass, y: number) => void,
): RowReader {
  const { unfilterSub, unfilterUp, unfilterAverage, unfilterPaeth } = space.engine;
  const pixelBytes = Math.max(1, (CHANNELS[head.colourType] * head.bitDepth) >> 3);
  let current = space.reserve(1 + rowBytes(head, head.width));
  let above = space.reserve(1 + rowBytes(head, head.width));
  let index = 0;
  let y = 0;
  let filled = 0;
  let length = 0;
  const begin = () => {
    const pass = passes[index];
    length = 1 + (pass ? rowBytes(head, pass.width) : 0);
    space.at(above, length).fill(0);
  };
  begin();

  function unfilter(filter: number): void {
    const [row, bytes] = [current + 1, length - 1];
    if (filter === 0) return;
    if (filter === 1) unfilterSub(row, bytes, pixelBytes);
    else if (filter === 2) unfilterUp(row, above + 1, bytes);
    else if (filter === 3) unfilterAverage(row, above + 1, bytes, pixelBytes);
    else if (filter === 4) unfilterPaeth(row, above + 1, bytes, pixelBytes);
    else throw undecodable(`a row of the PNG has the unknown filter ${filter}`);
  }

  return {
    done: () => index === passes.length,
    push(piece) {
      let at = 0;
      for (let pass = passes[index]; pass && at < piece.length; pass = passes[index]) {
        const row = space.at(current, length);
        const take = Math.min(piece.length - at, length - filled);
        row.set(piece.subarray(at, at + take), filled);
        at += take;
        filled += take;
        if (filled < length) return;
        unfilter(row[0] ?? 0);
        emit(row.subarray(1), pass, y);
        filled = 0;
        [current, above] = [above, current];
        if (++y === pass.height) {
          y = 0;
          index++;
          begin();
        }
      }
    },
  };
}

/** bytes that go to the platform's inflate and come from it at once: a call for each IDAT chunk costs more than it does */
const BLOCK_BYTES = 256 * 1024;

/** zlib data through the platform's own inflate; reading ends when the last row is there. */
async function inflate(pieces: readonly Uint8Array[], rows: RowReader): Promise<void> {
  const blocks = blocksOf(pieces);
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = blocks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const reader = source.pipeThrough(new DecompressionStream("deflate")).getReader({ mode: "byob" });
  let room = new Uint8Array(BLOCK_BYTES);
  try {
    while (!rows.done()) {
      const { done, value } = await readBlock(reader, room);
      if (value) rows.push(value);
      if (done || !value) return;
      room = new Uint8Array(value.buffer);
    }
  } finally {
    // Data after the last row is never shown; cancelling a stream that already failed reports that failure again.
    await reader.cancel().catch(() => undefined);
  }
}

/** The same bytes in few large pieces. */
function* blocksOf(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + BLOCK_BYTES - filled);
      block.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < BLOCK_BYTES) continue;
      yield block;
      block = new Uint8Array(BLOCK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

async function readBlock(reader: ReadableStreamBYOBReader, room: Uint8Array<ArrayBuffer>) {
  try {
    return await reader.readAtLeast(room.length, room);
  } catch (thrown) {
    throw undecodable("the PNG data is damaged", thrown);
  }
}
