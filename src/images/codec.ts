/** What an Emscripten module's factory takes, as far as it is used here. */
interface FactoryOptions {
  noInitialRun: boolean;
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): WebAssembly.Exports;
}

/** A codec that runs as WebAssembly: started when first needed, then kept for the isolate's life. */
export interface Codec<Api> {
  start(): Promise<Api>;
  /** After an exception the instance's state is unknown: the next start makes a fresh one. */
  drop(): void;
  /** bytes of WebAssembly memory held now; it never shrinks while the instance lives */
  heldBytes(): number;
}

/** @param factory - the Emscripten glue of a jSquash codec; its WebAssembly must be the one the glue was made with */
export function emscriptenCodec<Api>(
  factory: (options: FactoryOptions) => Promise<Api>,
  wasm: WebAssembly.Module,
): Codec<Api> {
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
