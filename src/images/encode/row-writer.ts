import type { Picture, RowSink } from "../picture.ts";

/** Makes a file of rows that come one by one, holding a few of them. */
export interface RowWriter {
  push: RowSink;
  /** The file; all rows must have been pushed. */
  finish(): Uint8Array<ArrayBuffer>;
}

export function pushRows({ width, data }: Picture, writer: RowWriter): Uint8Array<ArrayBuffer> {
  const length = width * 4;
  for (let at = 0; at < data.length; at += length) writer.push(data.subarray(at, at + length), 4);
  return writer.finish();
}
