/**
 * WebAssembly that runs as one instance an isolate: its memory never shrinks, and a fresh one for each file would
 * add up. An instance that threw is dropped, because its state is unknown.
 */
export interface Codec<Api> {
  /** Started when first needed, then kept. */
  start(): Api;
  drop(): void;
  /** bytes of WebAssembly memory held now */
  heldBytes(): number;
}

/** @param isApi - whether the exports are those expected; they are all a plain module has */
export function plainCodec<Api extends { memory: WebAssembly.Memory }>(
  wasm: WebAssembly.Module,
  imports: WebAssembly.Imports,
  isApi: (exports: object) => exports is Api,
): Codec<Api> {
  let running: Api | null = null;
  return {
    start() {
      if (running) return running;
      const { exports } = new WebAssembly.Instance(wasm, imports);
      if (!isApi(exports)) throw new Error("a WebAssembly file has other exports than expected");
      running = exports;
      return running;
    },
    drop() {
      running = null;
    },
    heldBytes: () => running?.memory.buffer.byteLength ?? 0,
  };
}

/** What an Emscripten module's factory takes, as far as it is used here. */
interface FactoryOptions {
  noInitialRun: boolean;
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): WebAssembly.Exports;
}

/** @param factory - the Emscripten glue of a jSquash codec; its WebAssembly must be the one the glue was made with */
export function emscriptenCodec<Api>(
  factory: (options: FactoryOptions) => Promise<Api>,
  wasm: WebAssembly.Module,
): Codec<Promise<Api>> {
  let running: Promise<Api> | null = null;
  let memory: WebAssembly.Memory | null = null;
  return {
    start() {
      running ??= factory({
        noInitialRun: true,
        instantiateWasm(imports, done) {
          const instance = new WebAssembly.Instance(wasm, imports);
          memory =
            Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory) ?? null;
          done(instance);
          return instance.exports;
        },
      });
      return running;
    },
    drop() {
      running = null;
      memory = null;
    },
    heldBytes: () => memory?.buffer.byteLength ?? 0,
  };
}
