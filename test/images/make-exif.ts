import { join } from "./make-png.ts";

export interface ExifRecipe {
  orientation?: number;
  gps?: boolean;
  /** the GPS pointer stands in the EXIF directory instead of the first */
  gpsInside?: boolean;
  littleEndian?: boolean;
}

/** Text that stands for a position: no byte of it may be left after the location is removed. */
export const POSITION = "52.5200N-013.4050E";

/** A TIFF block with a maker's name, an orientation, an EXIF directory and, when wanted, a GPS directory. */
export function makeExif({
  orientation = 1,
  gps = false,
  gpsInside = false,
  littleEndian = false,
}: ExifRecipe): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(240);
  const view = new DataView(block.buffer);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, type, littleEndian);
    view.setUint32(at + 4, count, littleEndian);
    if (type === 3) view.setUint16(at + 8, value, littleEndian);
    else view.setUint32(at + 8, value, littleEndian);
  };
  block.set(join(littleEndian ? "II" : "MM"));
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  const first = [
    [0x010f, 2, 6, 200],
    [0x0112, 3, 1, orientation],
    [0x8769, 4, 1, 80],
  ];
  const inside = [[0x9000, 7, 4, 0x30323332]];
  if (gps) (gpsInside ? inside : first).push([0x8825, 4, 1, 120]);
  for (const [at, entries] of [
    [8, first],
    [80, inside],
  ] as const) {
    view.setUint16(at, entries.length, littleEndian);
    for (const [i, [tag = 0, type = 0, count = 0, value = 0]] of entries.entries()) {
      entry(at + 2 + i * 12, tag, type, count, value);
    }
  }
  if (gps) {
    view.setUint16(120, 1, littleEndian);
    entry(122, 0x001b, 7, POSITION.length, 160);
    block.set(join(POSITION), 160);
  }
  block.set(join("Maker\0"), 200);
  return block;
}

export function jpegSegment(marker: number, ...payload: (Uint8Array | number[] | string)[]): Uint8Array {
  const body = join(...payload);
  return join([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255], body);
}

/** A JPEG with segments put after its first marker. */
export function withSegments(jpeg: Uint8Array, ...segments: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
}

export function contains(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder("latin1").decode(bytes).includes(text);
}
