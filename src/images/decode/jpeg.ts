import { EOI, type JpegHead, SOS } from "../formats/jpeg.ts";
import type { Engine } from "../native/engine.ts";
import { openWorkspace, type Workspace } from "../native/workspace.ts";
import type { RowSink } from "../picture.ts";
import type { Axis } from "../resize/taps.ts";
import { undecodable } from "./failure.ts";

/** A side after scaling by eighths, as libjpeg rounds it. */
export function scaledSide(side: number, eighths: number): number {
  return Math.ceil((side * eighths) / 8);
}

/** How much smaller than stored a JPEG is decoded. */
export interface JpegScale {
  eighths: number;
  /** gives the colour planes as many samples as brightness has, where the file has fewer */
  fullColours: boolean;
}

/** One component of the picture as it is decoded: its samples, and where they are on the picture. */
export interface Plane {
  across: Axis;
  down: Axis;
}

/** Takes a picture's planes, brightness first, from the top in strips; grey pictures have only that. */
export interface PlaneSink {
  begin(planes: readonly Plane[]): void;
  /** Said before the first row when the picture comes in rows of pixels instead. */
  absent(): void;
  /** Rows of a plane in the engine's memory, at `pointer`, `pitch` bytes apart. */
  rows(plane: number, pointer: number, pitch: number, count: number): void;
}

/**
 * Decodes at `eighths`/8 of the size: the inverse cosine transform makes the small picture at once, so the large
 * one never exists, and of the small one only a strip.
 *
 * @param planes - takes the picture where the file has brightness and colour differences; else `sink` does
 * @throws {AppError} `image_undecodable` when the file ends early or is of a kind no browser shows
 * @throws EngineFailure, or what WebAssembly throws, when it is broken beyond that; the instance is then lost
 */
export function decodeJpeg(
  bytes: Uint8Array,
  head: JpegHead,
  scale: JpegScale,
  sink: RowSink,
  planes?: PlaneSink,
): void {
  refuseOddities(bytes, head);
  const space = openWorkspace();
  const { engine } = space;
  const reader = engine.jpegOpen(space.place(bytes), bytes.length);
  try {
    if (reader === 0) throw new RangeError("The image engine has no memory left.");
    // The memory was planned for what this Worker read; a decoder that reads otherwise may not go on.
    if (engine.jpegWidth(reader) !== head.frame.width || engine.jpegHeight(reader) !== head.frame.height) {
      throw undecodable("the JPEG says two different sizes");
    }
    if (planes && engine.jpegHasPlanes(reader) === 1) decodePlanes(engine, reader, head, scale, planes);
    else {
      planes?.absent();
      decodeRows(space, reader, head, scale.eighths, sink);
    }
    // A warning: the picture is there, perhaps with a grey rest.
    if (engine.jpegWarnings(reader) > 0 && countMarkers(bytes, EOI, head.codedDataAt, 1) === 0) {
      throw undecodable("the JPEG ends before its last pixel");
    }
  } finally {
    engine.jpegClose(reader);
    space.close();
  }
}

/** Passes a file may make over its picture: real ones make about ten, a crafted one thousands. */
const SCANS_AT_MOST = 200;

function refuseOddities(bytes: Uint8Array, head: JpegHead): void {
  const { process, bitDepth, components } = head.frame;
  if (process > 2 || bitDepth !== 8) {
    throw undecodable("this kind of JPEG (lossless, arithmetic or 12 bit) is not supported");
  }
  if (components.length !== 1 && components.length !== 3 && components.length !== 4) {
    throw undecodable(`a JPEG with ${components.length} colour components is not supported`);
  }
  if (countMarkers(bytes, SOS, head.codedDataAt, SCANS_AT_MOST) === SCANS_AT_MOST) {
    throw undecodable(`the JPEG has more than ${SCANS_AT_MOST} scans`);
  }
}

function decodePlanes(
  engine: Engine,
  reader: number,
  head: JpegHead,
  scale: JpegScale,
  sink: PlaneSink,
): void {
  const count = engine.jpegStartPlanes(reader, scale.eighths, scale.fullColours ? 1 : 0);
  if (count === 0) throw new RangeError("The image engine has no memory left.");
  const { width, height } = head.frame;
  const planes = Array.from({ length: count }, (_, index) => {
    const fact = (which: number) => engine.jpegPlane(reader, index, which);
    const extent = (side: number, repeats: number, most: number) => (side * fact(5) * repeats) / (8 * most);
    const doubled = (repeats: number, most: number) => (most === 2 * repeats ? fact(5) / 8 : 0);
    return {
      pointer: fact(0),
      pitch: fact(1),
      stripRows: fact(2),
      left: fact(4),
      across: {
        samples: fact(3),
        extent: extent(width, fact(6), fact(8)),
        offset: 0,
        doubled: doubled(fact(6), fact(8)),
      },
      down: {
        samples: fact(4),
        extent: extent(height, fact(7), fact(9)),
        offset: 0,
        doubled: doubled(fact(7), fact(9)),
      },
    };
  });
  sink.begin(planes);
  while (engine.jpegNextStrip(reader) > 0) {
    for (const [index, plane] of planes.entries()) {
      const rows = Math.min(plane.left, plane.stripRows);
      plane.left -= rows;
      sink.rows(index, plane.pointer, plane.pitch, rows);
    }
  }
}

function decodeRows(space: Workspace, reader: number, head: JpegHead, eighths: number, sink: RowSink): void {
  const { engine } = space;
  const channels = engine.jpegStartRows(reader, eighths);
  const width = scaledSide(head.frame.width, eighths);
  const row = space.reserve(width * channels);
  const colours = new Uint8Array(width * 4);
  const fromInks = head.adobeTransform === null ? fromCmyk : fromInvertedCmyk;
  while (engine.jpegNextRow(reader, row) > 0) {
    if (channels === 3) sink(space.at(row, width * 3), 3);
    else {
      fromInks(space.at(row, width * 4), colours);
      sink(colours, 4);
    }
  }
}

/** Adobe stores inks inverted (Technical Note 5116): 255 is no ink, so the product of two is the colour. */
function fromInvertedCmyk(from: Uint8Array, to: Uint8Array): void {
  for (let i = 0; i < to.length; i += 4) {
    const key = from[i + 3] ?? 0;
    to[i] = Math.round(((from[i] ?? 0) * key) / 255);
    to[i + 1] = Math.round(((from[i + 1] ?? 0) * key) / 255);
    to[i + 2] = Math.round(((from[i + 2] ?? 0) * key) / 255);
    to[i + 3] = 255;
  }
}

function fromCmyk(from: Uint8Array, to: Uint8Array): void {
  fromInvertedCmyk(
    from.map((ink) => 255 - ink),
    to,
  );
}

/** Zeros are put behind every 0xFF of the coded data, so a marker found there is one. */
function countMarkers(bytes: Uint8Array, marker: number, from: number, enough: number): number {
  let count = 0;
  for (let at = bytes.indexOf(0xff, from); at >= 0 && count < enough; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === marker) count++;
  }
  return count;
}
