import { blankPicture, type Picture, type RowSink } from "../picture.ts";
import { lanczosTaps } from "./kernel.ts";

interface Size {
  width: number;
  height: number;
}

/** Makes one smaller picture of rows that come one by one; only as many rows are held as the filter is high. */
export interface Scaler {
  push: RowSink;
  /** The picture; all rows must have been pushed. */
  picture(): Picture;
}

/** @param alpha - whether pixels may be transparent: then colours count by their alpha */
export function createScaler(source: Size, target: Size, alpha: boolean): Scaler {
  const across = lanczosTaps(source.width, target.width);
  const down = lanczosTaps(source.height, target.height);
  const length = target.width * 4;
  const held = Array.from({ length: down.count }, () => new Float32Array(length));
  const line = new Float32Array(source.width * 4);
  const sums = new Float32Array(length);
  const result = blankPicture(target.width, target.height);
  let y = 0;
  let next = 0;

  function push(row: Uint8Array): void {
    widen(row, line, alpha);
    const to = held[y % down.count];
    if (to) filterAcross(line, to);
    y++;
    while (next < target.height && (down.starts[next] ?? 0) + down.count <= y) {
      filterDown(next);
      store(next++);
    }
  }

  function filterAcross(from: Float32Array, to: Float32Array): void {
    for (let x = 0; x < target.width; x++) {
      let [r, g, b, a] = [0, 0, 0, 0];
      let at = (across.starts[x] ?? 0) * 4;
      for (let k = x * across.count; k < (x + 1) * across.count; k++, at += 4) {
        const weight = across.weights[k] ?? 0;
        r += (from[at] ?? 0) * weight;
        g += (from[at + 1] ?? 0) * weight;
        b += (from[at + 2] ?? 0) * weight;
        a += (from[at + 3] ?? 0) * weight;
      }
      to[x * 4] = r;
      to[x * 4 + 1] = g;
      to[x * 4 + 2] = b;
      to[x * 4 + 3] = a;
    }
  }

  function filterDown(row: number): void {
    sums.fill(0);
    const start = down.starts[row] ?? 0;
    for (let k = 0; k < down.count; k++) {
      const weight = down.weights[row * down.count + k] ?? 0;
      const from = held[(start + k) % down.count];
      if (!from || weight === 0) continue;
      for (let i = 0; i < length; i++) sums[i] = (sums[i] ?? 0) + (from[i] ?? 0) * weight;
    }
  }

  function store(row: number): void {
    narrow(sums, result.data.subarray(row * length, (row + 1) * length), alpha);
  }

  return { push, picture: () => result };
}

function widen(row: Uint8Array, line: Float32Array, alpha: boolean): void {
  line.set(row);
  if (!alpha) return;
  for (let i = 0; i < line.length; i += 4) {
    const share = (row[i + 3] ?? 0) / 255;
    for (let c = 0; c < 3; c++) line[i + c] = (row[i + c] ?? 0) * share;
  }
}

function narrow(sums: Float32Array, to: Uint8Array, alpha: boolean): void {
  for (let i = 0; i < to.length; i += 4) {
    const opacity = sums[i + 3] ?? 0;
    const unmultiply = alpha ? (opacity > 0 ? 255 / opacity : 0) : 1;
    for (let c = 0; c < 3; c++) to[i + c] = clamp((sums[i + c] ?? 0) * unmultiply);
    to[i + 3] = clamp(opacity);
  }
}

function clamp(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
}
