import { expect, it } from "vitest";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { readHeader } from "../../src/images/header.ts";
import { jpegSegment, makeExif, withSegments } from "./make-exif.ts";
import { join, makePng, pngChunk } from "./make-png.ts";
import { scene } from "./scenes.ts";

const STRANGERS: [string, string][] = [
  ["", "empty"],
  ["<!DOCTYPE html><html><body>hi</body></html>", "an HTML page"],
  ["\n <script>alert(1)</script>", "an HTML page"],
  ["<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG image"],
  ["<?xml version='1.0'?><!-- x --><svg/>", "an SVG image"],
  ["%PDF-1.7\n", "a PDF"],
  ["PK\x03\x04", "a ZIP archive"],
  ["BM6\0\0\0", "a BMP image"],
  ["\0\0\0\x18ftypheic", "a HEIC image"],
  ["\0\0\0\x18ftypmp42", "a video"],
  ['{"a":1}', "a JSON document"],
  ["hello", "plain text"],
  ["\x01\x02\x03\x04", "nothing recognisable"],
];

for (const [content, name] of STRANGERS) {
  it(`says that the file is ${name}`, () => {
    expect(() => readHeader(join(content))).toThrow(
      expect.objectContaining({ code: "asset_content_invalid", message: expect.stringContaining(name) }),
    );
  });
}

it("reads what a PNG says", () => {
  const file = makePng({
    width: 31,
    height: 7,
    colourType: 4,
    bitDepth: 16,
    interlaced: true,
    at: () => 5,
    before: [pngChunk("iCCP", "p\0\0x"), pngChunk("eXIf", makeExif({ orientation: 5 }))],
  });
  expect(readHeader(file)).toEqual({
    contentType: "image/png",
    width: 7,
    height: 31,
    orientation: 5,
    progressive: false,
    interlaced: true,
    components: 2,
    alpha: true,
    animated: false,
    bitDepth: 16,
    icc: true,
  });
});

it("swaps the sides of a JPEG that lies on its side", async () => {
  const file = withSegments(
    await encodeJpeg(scene(40, 20)),
    jpegSegment(0xe1, "Exif\0\0", makeExif({ orientation: 6, littleEndian: true })),
  );
  expect(readHeader(file)).toMatchObject({
    width: 20,
    height: 40,
    orientation: 6,
    progressive: false,
    bitDepth: 8,
  });
});

it("says that a file is truncated at any length before its picture begins", () => {
  const file = makePng({ width: 31, height: 7, colourType: 2, bitDepth: 8, at: () => 5 });
  for (let length = 8; length < 33; length++) {
    expect(() => readHeader(file.subarray(0, length))).toThrow(/a truncated PNG/);
  }
});
