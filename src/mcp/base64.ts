/// <reference lib="esnext.typedarrays" />
import { AppError } from "../errors.ts";

/** @throws {AppError} `asset_base64_invalid` */
export function decodeBase64(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch (cause) {
    throw new AppError("asset_base64_invalid", "contentBase64 is not base64.", { cause });
  }
}

export function encodeBase64(bytes: Uint8Array): string {
  return bytes.toBase64();
}
