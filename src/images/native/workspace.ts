import { type Engine, startEngine } from "./engine.ts";

/** Memory of one piece of work in the engine, given back in one go. */
export interface Workspace {
  engine: Engine;
  /** @returns a pointer to at least `bytes` bytes and a few to spare, which whole-vector reads and writes may touch */
  reserve(bytes: number): number;
  /** The bytes at a pointer; not to be kept, because growing memory moves it away. */
  at(pointer: number, bytes: number): Uint8Array<ArrayBuffer>;
  /** Where these bytes are: copied, unless they are in the engine's memory already. */
  place(bytes: Uint8Array | Int16Array | Int32Array | Uint32Array | Float32Array): number;
  /** Gives one reservation back early. */
  release(pointer: number): void;
  close(): void;
}

const SPARE_BYTES = 64;

export function openWorkspace(): Workspace {
  const engine = startEngine();
  const pointers = new Set<number>();
  const reserve = (bytes: number) => {
    const pointer = engine.malloc(bytes + SPARE_BYTES);
    if (pointer === 0) throw new RangeError("The image engine has no memory left.");
    pointers.add(pointer);
    return pointer;
  };
  const at = (pointer: number, bytes: number) => new Uint8Array(engine.memory.buffer, pointer, bytes);
  return {
    engine,
    reserve,
    at,
    place(values) {
      if (values.buffer === engine.memory.buffer) return values.byteOffset;
      const pointer = reserve(values.byteLength);
      at(pointer, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      return pointer;
    },
    release(pointer) {
      if (pointers.delete(pointer)) engine.free(pointer);
    },
    close() {
      for (const pointer of pointers) engine.free(pointer);
      pointers.clear();
    },
  };
}
