import turboModule from "@cwasm/jpeg-turbo/jpeg-turbo.wasm";
import { plainCodec } from "../codec.ts";

/** What libjpeg-turbo's TurboJPEG API is as WebAssembly: pointers and sizes are numbers. */
interface TurboExports {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
  tjInitDecompress(): number;
  tjDestroy(handle: number): number;
  tjDecompressHeader3(
    handle: number,
    file: number,
    fileBytes: number,
    width: number,
    height: number,
    subsampling: number,
    colourSpace: number,
  ): number;
  tjDecompress2(
    handle: number,
    file: number,
    fileBytes: number,
    target: number,
    width: number,
    pitch: number,
    height: number,
    pixelFormat: number,
    flags: number,
  ): number;
}

/** TJPF values: how a pixel is laid out. */
export const PIXEL_FORMAT = { rgb: 0, cmyk: 11 } as const;

/** libjpeg leaves by longjmp when a file is beyond reading; there is no way back into that instance. */
export class FatalJpegError extends Error {
  override readonly name = "FatalJpegError";
}

function isTurbo(exports: object): exports is TurboExports {
  return "memory" in exports && "tjDecompress2" in exports;
}

const unexpected = (name: string) => () => {
  throw new FatalJpegError(`the decoder called ${name}`);
};

export const turboCodec = plainCodec(
  turboModule,
  {
    env: { setjmp: () => 0, longjmp: unexpected("longjmp") },
    wasi_snapshot_preview1: {
      environ_sizes_get: () => 0,
      environ_get: unexpected("environ_get"),
      proc_exit: unexpected("proc_exit"),
      fd_close: unexpected("fd_close"),
      fd_seek: unexpected("fd_seek"),
      fd_write: unexpected("fd_write"),
    },
  },
  isTurbo,
);
