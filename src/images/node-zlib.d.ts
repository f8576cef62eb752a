/** The part of Node's zlib that this folder uses; workerd has it under `nodejs_compat`. */
declare module "node:zlib" {
  export function crc32(data: Uint8Array, value?: number): number;
  export const constants: { readonly Z_SYNC_FLUSH: number };
  export function deflateRawSync(
    data: Uint8Array,
    options?: { finishFlush?: number },
  ): Uint8Array<ArrayBuffer>;
  export function deflateSync(data: Uint8Array): Uint8Array<ArrayBuffer>;
  /** @throws when the data is broken, or unpacks to more than `maxOutputLength` bytes */
  export function inflateSync(
    data: Uint8Array,
    options?: { maxOutputLength?: number },
  ): Uint8Array<ArrayBuffer>;
}
