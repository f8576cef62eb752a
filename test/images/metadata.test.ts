import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import { readHeader } from "../../src/images/header.ts";
import { stripMetadata } from "../../src/images/metadata.ts";
import { decodeWhole } from "./decoding.ts";
import { FIXTURES } from "./fixtures.ts";
import { contains, makeExif, POSITION } from "./make-exif.ts";
import { join, makePng, pngChunk } from "./make-png.ts";
import { scene } from "./scenes.ts";

const PACKET = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><a dc:title="A cat" exif:GPSLatitude="${POSITION}"/></x:xmpmeta>`;

async function expectSamePixels(a: Uint8Array, b: Uint8Array) {
  expect((await decodeWhole(a)).data).toEqual((await decodeWhole(b)).data);
}

describe("PNG", () => {
  const png = (...before: Uint8Array[]) =>
    makePng({ width: 20, height: 10, colourType: 2, bitDepth: 8, at: (x, y, c) => x + y + c, before });
  const hex = [...makeExif({ gps: true })].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const profile = `\nexif\n   240\n${hex}`;

  for (const [name, chunk] of Object.entries({
    eXIf: pngChunk("eXIf", makeExif({ gps: true, orientation: 6 })),
    "plain XMP": pngChunk("iTXt", `XML:com.adobe.xmp\0\0\0\0\0${PACKET}`),
    "compressed XMP": pngChunk("iTXt", join("XML:com.adobe.xmp\0\x01\0\0\0", deflateSync(join(PACKET)))),
    "a raw profile": pngChunk("tEXt", `Raw profile type exif\0${profile}`),
    "a compressed raw profile": pngChunk(
      "zTXt",
      join("Raw profile type exif\0\0", deflateSync(join(profile))),
    ),
    "a text named for GPS": pngChunk("tEXt", `exif:GPSLatitude\0${POSITION}`),
    "a text that does not unpack": pngChunk("zTXt", "Comment\0\0not zlib"),
  })) {
    it(`takes the location out of ${name}`, async () => {
      const file = png(chunk, pngChunk("gAMA", [0, 0, 0xb1, 0x8f]));
      const stripped = stripMetadata(file, "image/png", "location");
      expect(contains(stripped, POSITION)).toBe(false);
      expect(stripped).not.toBe(file);
      expect(readHeader(stripped)).toEqual(readHeader(file));
      expect(stripMetadata(stripped, "image/png", "location")).toBe(stripped);
      await expectSamePixels(stripped, file);
    });
  }

  it("gives the same array back when no place is named", () => {
    const chunks = [
      pngChunk("eXIf", makeExif({ orientation: 3 })),
      pngChunk("tEXt", "Title\0A cat"),
      pngChunk("zTXt", join("Comment\0\0", deflateSync(join("A cat")))),
    ];
    const file = png(...chunks);
    expect(stripMetadata(file, "image/png", "location")).toBe(file);
  });

  it("leaves of all only what the picture needs", async () => {
    const file = join(
      png(
        pngChunk("gAMA", [0, 0, 0xb1, 0x8f]),
        pngChunk("eXIf", makeExif({ gps: true, orientation: 6 })),
        pngChunk("tEXt", "Comment\0a comment"),
        pngChunk("tIME", [7, 234, 1, 1, 1, 1, 1]),
      ),
      "appended",
    );
    const stripped = stripMetadata(file, "image/png", "all");
    for (const gone of [POSITION, "Maker", "a comment", "tIME", "appended"])
      expect(contains(stripped, gone), gone).toBe(false);
    expect(contains(stripped, "gAMA")).toBe(true);
    expect(readHeader(stripped)).toMatchObject({ orientation: 6, width: 10, height: 20 });
    await expectSamePixels(stripped, file);
    expect(stripMetadata(stripped, "image/png", "all")).toBe(stripped);
  });
});

describe("WebP", () => {
  it("takes the location out and leaves the rest, then everything", async () => {
    const file = FIXTURES.webpMetadata;
    expect(contains(file, POSITION)).toBe(true);
    const located = stripMetadata(file, "image/webp", "location");
    expect(contains(located, POSITION)).toBe(false);
    expect(contains(located, "Maker") && contains(located, "A cat")).toBe(true);
    const bare = stripMetadata(file, "image/webp", "all");
    expect(contains(bare, "EXIF") || contains(bare, "XMP ") || contains(bare, "Maker")).toBe(false);
    expect(bare[20]).toBe(0);
    for (const stripped of [located, bare]) {
      expect(new DataView(stripped.buffer, stripped.byteOffset).getUint32(4, true)).toBe(stripped.length - 8);
      await expectSamePixels(stripped, file);
    }
    expect(stripMetadata(bare, "image/webp", "all")).toBe(bare);
  });

  it("gives the same array back when there is nothing", async () => {
    const file = await encodeWebp(scene(20, 10));
    expect(stripMetadata(file, "image/webp", "all")).toBe(file);
  });

  it("leaves an animation's frames alone", () => {
    expect(stripMetadata(FIXTURES.animatedWebp, "image/webp", "all")).toBe(FIXTURES.animatedWebp);
  });
});

describe("AVIF", () => {
  it("empties metadata where it stands, and moves nothing", () => {
    const file = FIXTURES.avif;
    expect(contains(file, POSITION)).toBe(true);
    const located = stripMetadata(file, "image/avif", "location");
    expect(contains(located, POSITION)).toBe(false);
    expect(contains(located, "Maker") && contains(located, "A cat")).toBe(true);
    const bare = stripMetadata(file, "image/avif", "all");
    expect(contains(bare, POSITION) || contains(bare, "Maker") || contains(bare, "A cat")).toBe(false);
    for (const stripped of [located, bare]) {
      expect(stripped.length).toBe(file.length);
      expect(readHeader(stripped)).toEqual(readHeader(file));
    }
    expect(stripMetadata(bare, "image/avif", "all")).toBe(bare);
  });

  it("gives the same array back when there is nothing", () => {
    expect(stripMetadata(FIXTURES.avifAlpha, "image/avif", "all")).toBe(FIXTURES.avifAlpha);
  });
});

describe("GIF", () => {
  const comment = join([0x21, 0xfe, 9], "a comment", [0]);
  const xmp = join(
    [0x21, 0xff, 11],
    "XMP DataXMP",
    PACKET,
    [1],
    Array.from({ length: 256 }, (_, i) => 255 - i),
    [0],
  );
  const screenEnd = 13 + 3 * 2 ** (((FIXTURES.animatedGif[10] ?? 0) & 7) + 1);
  const head = (FIXTURES.animatedGif[10] ?? 0) & 0x80 ? screenEnd : 13;
  const file = join(
    FIXTURES.animatedGif.subarray(0, head),
    comment,
    xmp,
    FIXTURES.animatedGif.subarray(head),
  );

  it("drops XMP that names a place, and everything with all", async () => {
    const located = stripMetadata(file, "image/gif", "location");
    expect(contains(located, POSITION)).toBe(false);
    expect(contains(located, "a comment")).toBe(true);
    const bare = stripMetadata(file, "image/gif", "all");
    expect(contains(bare, "a comment") || contains(bare, "XMP")).toBe(false);
    expect(contains(bare, "NETSCAPE2.0")).toBe(contains(file, "NETSCAPE2.0"));
    for (const stripped of [located, bare]) await expectSamePixels(stripped, file);
    expect(stripMetadata(bare, "image/gif", "all")).toBe(bare);
  });
});
