import { blankPicture, type Picture, type RowSink, type Size } from "../picture.ts";
import { openWorkspace } from "../rows/kernels.ts";
import { lanczosTaps } from "./kernel.ts";

/** Makes one smaller picture of rows that come one by one; only as many rows are held as the filter is high. */
export interface Scaler {
  push: RowSink;
  /** The picture; all rows must have been pushed. */
  picture(): Picture;
  /** Gives the working memory back. */
  close(): void;
}

/** bytes of a pixel on a line: four floats */
const LINE_PIXEL_BYTES = 16;

/** @param alpha - whether pixels may be transparent: then colours count by their alpha */
export function createScaler(source: Size, target: Size, alpha: boolean): Scaler {
  if (source.width === target.width && source.height === target.height) return createCopier(source);
  const across = lanczosTaps(source.width, target.width, true);
  const down = lanczosTaps(source.height, target.height, false);
  const result = blankPicture(target.width, target.height);
  const space = openWorkspace();
  const place = (values: Int32Array | Float32Array | Uint32Array) => {
    const pointer = space.reserve(values.byteLength);
    space.at(pointer, values.byteLength).set(new Uint8Array(values.buffer));
    return pointer;
  };
  const starts = place(across.starts);
  const weightsAcross = place(across.weights);
  const weightsDown = place(down.weights);
  const input = space.reserve(source.width * 4);
  const line = space.reserve((source.width + 1) * LINE_PIXEL_BYTES);
  // The pixel past the end counts with weight 0, which only numbers can have.
  space.at(line, (source.width + 1) * LINE_PIXEL_BYTES).fill(0);
  const held = Array.from({ length: down.count }, () => space.reserve(target.width * LINE_PIXEL_BYTES));
  // The lines are a ring: written twice in a row, any window of them is there in order.
  const ring = place(Uint32Array.from([...held, ...held]));
  const output = space.reserve(target.width * 4);
  const { widenRgb, widenRgba, filterAcross, filterDown } = space.kernels;
  const rowLength = target.width * 4;
  let y = 0;
  let next = 0;

  function push(row: Uint8Array, channels: 3 | 4): void {
    space.at(input, row.length).set(row);
    if (channels === 3) widenRgb(input, line, source.width);
    else widenRgba(input, line, source.width, alpha ? 1 : 0);
    filterAcross(line, starts, weightsAcross, across.count, held[y % down.count] ?? 0, target.width);
    y++;
    for (; next < target.height && (down.starts[next] ?? 0) + down.count <= y; next++) {
      const window = ring + ((down.starts[next] ?? 0) % down.count) * 4;
      const weights = weightsDown + next * down.count * 4;
      filterDown(window, weights, down.count, output, target.width, alpha ? 1 : 0);
      result.data.set(space.at(output, rowLength), next * rowLength);
    }
  }

  return { push, picture: () => result, close: space.close };
}

/** Nothing to scale. */
function createCopier({ width, height }: Size): Scaler {
  const result = blankPicture(width, height);
  let at = 0;
  return {
    push(row, channels) {
      if (channels === 4) result.data.set(row, at);
      else {
        for (let i = 0, o = at; i < row.length; i += 3, o += 4) {
          for (let c = 0; c < 3; c++) result.data[o + c] = row[i + c] ?? 0;
          result.data[o + 3] = 255;
        }
      }
      at += width * 4;
    },
    picture: () => result,
    close() {},
  };
}

/** bytes that {@link createScaler} takes of the kernels' memory */
export function scalerBytes(source: Size, target: Size): number {
  const across = 6 * (source.width / target.width) + 4;
  const down = 6 * (source.height / target.height) + 4;
  const lines = source.width * (LINE_PIXEL_BYTES + 4) + target.width * (4 + down * LINE_PIXEL_BYTES);
  return lines + 4 * (target.width * (across + 1) + target.height * down);
}
