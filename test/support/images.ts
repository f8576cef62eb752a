/** Small real images, made here, for tests that need a file rather than a picture. */
import { crc32 } from "./crc32.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A PNG in one colour; `size` in pixels. `note` makes two of the same size different files. */
export async function png({
  width = 8,
  height = 8,
  colour = [200, 120, 40],
  note = "",
}: {
  width?: number;
  height?: number;
  colour?: [number, number, number];
  note?: string;
} = {}): Promise<Uint8Array> {
  const row = new Uint8Array(1 + width * 3);
  for (let x = 0; x < width; x++) row.set(colour, 1 + x * 3);
  const raw = new Uint8Array(row.length * height);
  for (let y = 0; y < height; y++) raw.set(row, y * row.length);
  return pngOf(width, height, await deflate(raw), note);
}

/** A few bytes that say they are enormous. */
export async function pngBomb(width: number, height: number): Promise<Uint8Array> {
  return pngOf(width, height, await deflate(new Uint8Array(1024)), "");
}

function pngOf(width: number, height: number, data: Uint8Array, note: string): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  const text = new TextEncoder().encode(`Comment\0${note}`);
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk("IHDR", header),
    ...(note === "" ? [] : chunk("tEXt", text)),
    ...chunk("IDAT", data),
    ...chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Response(bytes).body?.pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
