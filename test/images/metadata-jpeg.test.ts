import { beforeAll, describe, expect, it } from "vitest";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { readHeader } from "../../src/images/header.ts";
import { stripMetadata } from "../../src/images/metadata.ts";
import { decodeWhole } from "./decoding.ts";
import { contains, type ExifRecipe, jpegSegment, makeExif, POSITION, withSegments } from "./make-exif.ts";
import { join } from "./make-png.ts";
import { scene } from "./scenes.ts";

const XMP = "http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP = "http://ns.adobe.com/xmp/extension/\0";
const PACKET = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description dc:title="A cat" exif:GPSLatitude="${POSITION}"/></x:xmpmeta>`;

let plain: Uint8Array;
beforeAll(async () => {
  plain = await encodeJpeg(scene(64, 48));
});

const exifSegment = (recipe: ExifRecipe) => jpegSegment(0xe1, "Exif\0\0", makeExif(recipe));
const iptcSegment = (city: string) => {
  const datasets = join([0x1c, 2, 120, 0, 5], "A cat", [0x1c, 2, 90, 0, city.length], city);
  const padding = datasets.length % 2 === 1 ? [0] : [];
  return jpegSegment(
    0xed,
    "Photoshop 3.0\0",
    "8BIM",
    [4, 4, 0, 0, 0, 0, 0, datasets.length],
    datasets,
    padding,
  );
};

async function expectSamePixels(a: Uint8Array, b: Uint8Array) {
  expect((await decodeWhole(a)).data).toEqual((await decodeWhole(b)).data);
}

describe("location", () => {
  for (const recipe of [{}, { littleEndian: true }, { gpsInside: true }]) {
    it(`blanks the GPS directory and keeps the rest: ${JSON.stringify(recipe)}`, async () => {
      const file = withSegments(plain, exifSegment({ gps: true, orientation: 6, ...recipe }));
      const stripped = stripMetadata(file, "image/jpeg", "location");
      expect(contains(stripped, POSITION)).toBe(false);
      expect(contains(stripped, "Maker")).toBe(true);
      expect(stripped.length).toBe(file.length);
      expect(readHeader(stripped)).toEqual(readHeader(file));
      await expectSamePixels(stripped, file);
    });
  }

  it("gives the same array back when no place is named", () => {
    const file = withSegments(
      plain,
      exifSegment({ orientation: 6 }),
      iptcSegment(""),
      jpegSegment(0xfe, "A cat"),
    );
    expect(stripMetadata(file, "image/jpeg", "location")).toBe(file);
  });

  it("blanks XMP properties and leaves the others", () => {
    const stripped = stripMetadata(
      withSegments(plain, jpegSegment(0xe1, XMP, PACKET)),
      "image/jpeg",
      "location",
    );
    expect(contains(stripped, POSITION)).toBe(false);
    expect(contains(stripped, 'dc:title="A cat"')).toBe(true);
  });

  it("leaves XMP alone that only declares a namespace of places", () => {
    const packet =
      '<x:xmpmeta xmlns:LocationDetails="http://example.org/gps/" xmlns:GPS="x"><a dc:title="A cat"/></x:xmpmeta>';
    const file = withSegments(plain, jpegSegment(0xe1, XMP, packet));
    expect(stripMetadata(file, "image/jpeg", "location")).toBe(file);
  });

  it("empties an XMP packet whose place is a structure", () => {
    const structure = `<a xmlns:x="y"><Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li>${POSITION}</rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated></a>`;
    const stripped = stripMetadata(
      withSegments(plain, jpegSegment(0xe1, XMP, structure)),
      "image/jpeg",
      "location",
    );
    expect(contains(stripped, POSITION)).toBe(false);
  });

  it("removes extended XMP whose property is cut between two pieces", () => {
    const header = "0123456789abcdef0123456789abcdef\0\0\0\0\0\0\0\0";
    const pieces = ["<a exif:GP", `SLatitude="${POSITION}"/>`].map((piece) =>
      jpegSegment(0xe1, EXTENDED_XMP, header, piece),
    );
    const stripped = stripMetadata(withSegments(plain, ...pieces), "image/jpeg", "location");
    expect(contains(stripped, POSITION)).toBe(false);
  });

  it("blanks IPTC places and leaves the caption", () => {
    const stripped = stripMetadata(withSegments(plain, iptcSegment(POSITION)), "image/jpeg", "location");
    expect(contains(stripped, POSITION)).toBe(false);
    expect(contains(stripped, "A cat")).toBe(true);
  });

  it("removes EXIF that cannot be read surely, and keeps the orientation", () => {
    const block = makeExif({ gps: true, orientation: 8 });
    new DataView(block.buffer).setUint32(8 + 2 + 3 * 12 + 8, 60_000); // the GPS pointer leads out of the block
    const file = withSegments(plain, jpegSegment(0xe1, "Exif\0\0", block));
    const stripped = stripMetadata(file, "image/jpeg", "location");
    expect(contains(stripped, POSITION)).toBe(false);
    expect(readHeader(stripped).orientation).toBe(8);
  });

  it("cleans pictures appended after the first", () => {
    const second = withSegments(plain, exifSegment({ gps: true }));
    const stripped = stripMetadata(join(plain, second), "image/jpeg", "location");
    expect(contains(stripped, POSITION)).toBe(false);
    expect(stripped.length).toBe(plain.length + second.length);
  });

  it("drops an appended video that names a place", () => {
    const stripped = stripMetadata(
      join(plain, `\0\0\0\x18ftypmp42....moov\xa9xyz${POSITION}`),
      "image/jpeg",
      "location",
    );
    expect(stripped).toEqual(plain);
  });
});

describe("all", () => {
  it("leaves picture, profile and orientation, and every pixel as it was", async () => {
    const file = join(
      withSegments(
        plain,
        exifSegment({ gps: true, orientation: 6 }),
        jpegSegment(0xe1, XMP, PACKET),
        jpegSegment(0xe2, "ICC_PROFILE\0\x01\x01", "profile bytes"),
        iptcSegment("Berlin"),
        jpegSegment(0xec, "Ducky"),
        jpegSegment(0xfe, "a comment"),
      ),
      plain,
    );
    const stripped = stripMetadata(file, "image/jpeg", "all");
    for (const gone of [POSITION, "Maker", "A cat", "Berlin", "Ducky", "a comment"]) {
      expect(contains(stripped, gone), gone).toBe(false);
    }
    expect(contains(stripped, "profile bytes")).toBe(true);
    expect(readHeader(stripped)).toEqual(readHeader(file));
    await expectSamePixels(stripped, file);
    expect(stripMetadata(stripped, "image/jpeg", "all")).toBe(stripped);
  });

  it("gives the same array back when there is nothing to remove", () => {
    expect(stripMetadata(plain, "image/jpeg", "all")).toBe(plain);
  });
});
