import { plainCodec } from "../codec.ts";
import kernelsModule from "./kernels.wasm";

/** The exports of kernels.as; pointers are byte offsets in `memory`, lengths and widths are in bytes and pixels. */
export interface Kernels {
  memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  release(pointer: number): void;
  unfilterSub(row: number, length: number, pixelBytes: number): void;
  unfilterUp(row: number, above: number, length: number): void;
  unfilterAverage(row: number, above: number, length: number, pixelBytes: number): void;
  unfilterPaeth(row: number, above: number, length: number, pixelBytes: number): void;
  widenRgb(from: number, line: number, width: number): void;
  widenRgba(from: number, line: number, width: number, premultiply: number): void;
  filterAcross(line: number, starts: number, weights: number, taps: number, to: number, width: number): void;
  filterDown(
    lines: number,
    weights: number,
    taps: number,
    to: number,
    width: number,
    unmultiply: number,
  ): void;
}

function isKernels(exports: object): exports is Kernels {
  return "memory" in exports && "filterDown" in exports;
}

export const kernelCodec = plainCodec(kernelsModule, {}, isKernels);

/** Memory of one piece of work, given back in one go. */
export interface Workspace {
  kernels: Kernels;
  /** @returns a pointer to at least `bytes` bytes and a few to spare, which whole-vector reads may touch */
  reserve(bytes: number): number;
  /** The bytes at a pointer; not to be kept, because growing memory moves it away. */
  at(pointer: number, bytes: number): Uint8Array<ArrayBuffer>;
  close(): void;
}

const SPARE_BYTES = 64;

export function openWorkspace(): Workspace {
  const instance = kernelCodec.start();
  const pointers: number[] = [];
  return {
    kernels: instance,
    reserve(bytes) {
      const pointer = instance.allocate(bytes + SPARE_BYTES);
      pointers.push(pointer);
      return pointer;
    },
    at: (pointer, bytes) => new Uint8Array(instance.memory.buffer, pointer, bytes),
    close() {
      for (const pointer of pointers.splice(0)) instance.release(pointer);
    },
  };
}
