import engineModule from "./engine.wasm";

/** The exports of the C files here. Pointers are byte offsets in `memory`; lengths are in bytes, widths in pixels. */
export interface Engine {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
  jpegOpen(file: number, bytes: number): number;
  jpegWidth(reader: number): number;
  jpegHeight(reader: number): number;
  jpegHasPlanes(reader: number): number;
  jpegStartPlanes(reader: number, eighths: number, full: number): number;
  jpegPlane(reader: number, plane: number, fact: number): number;
  jpegNextStrip(reader: number): number;
  jpegStartRows(reader: number, eighths: number): number;
  jpegNextRow(reader: number, row: number): number;
  jpegWarnings(reader: number): number;
  jpegClose(reader: number): void;
  webpEncode(
    rgba: number,
    width: number,
    height: number,
    quality: number,
    method: number,
    lossless: number,
  ): number;
  webpEncodePlanes(
    y: number,
    cb: number,
    cr: number,
    width: number,
    height: number,
    quality: number,
    method: number,
  ): number;
  webpFile(): number;
  webpRelease(): void;
  webpDecode(file: number, bytes: number, rgba: number, width: number, height: number): number;
  webpSide(file: number, bytes: number, down: number): number;
  scaleRows(scaler: number, rows: number, pitch: number, count: number): void;
  splitRow(row: number, width: number, channels: number, planes: number, pitch: number): void;
  planesToRgba(
    y: number,
    cb: number,
    cr: number,
    width: number,
    height: number,
    half: number,
    rgba: number,
  ): void;
  widenRow(row: number, line: number, width: number): void;
  filterAcross(line: number, starts: number, weights: number, taps: number, to: number, width: number): void;
  filterDown(lines: number, weights: number, taps: number, to: number, width: number): void;
  unfilterSub(row: number, length: number, pixelBytes: number): void;
  unfilterUp(row: number, above: number, length: number): void;
  unfilterAverage(row: number, above: number, length: number, pixelBytes: number): void;
  unfilterPaeth(row: number, above: number, length: number, pixelBytes: number): void;
}

/** A codec gave up in the middle; there is no way back into its instance. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
}

const gaveUp = (what: string) => (reason: number) => {
  throw new EngineFailure(`${what} (${reason})`);
};

/** The last three are of the C library's abort, which only a fault of the code reaches. */
const IMPORTS: WebAssembly.Imports = {
  engine: { fail: gaveUp("libjpeg cannot go on") },
  wasi_snapshot_preview1: {
    fd_close: gaveUp("fd_close"),
    fd_seek: gaveUp("fd_seek"),
    fd_write: gaveUp("fd_write"),
  },
};

function isEngine(exports: object): exports is Engine {
  return "memory" in exports && "scaleRows" in exports;
}

/**
 * One instance an isolate: WebAssembly's memory never shrinks, and a fresh instance for each file would add up.
 * One that threw is dropped, because its state is unknown.
 */
let running: Engine | null = null;

export function startEngine(): Engine {
  if (running) return running;
  const { exports } = new WebAssembly.Instance(engineModule, IMPORTS);
  if (!isEngine(exports)) throw new Error("engine.wasm has other exports than expected");
  running = exports;
  return running;
}

export function dropEngine(): void {
  running = null;
}

/** bytes of WebAssembly memory held now */
export function heldBytes(): number {
  return running?.memory.buffer.byteLength ?? 0;
}
