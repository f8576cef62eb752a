import { expect, it } from "vitest";
import { encodeJpeg } from "../../src/images/encode/jpeg.ts";
import { encodeWebp } from "../../src/images/encode/webp.ts";
import { readHeader } from "../../src/images/header.ts";
import { profileOf, withProfile } from "../../src/images/icc.ts";
import { render } from "../../src/images/render.ts";
import { decodeWhole } from "./decoding.ts";
import { jpegSegment, withSegments } from "./make-exif.ts";
import { join, u32 } from "./make-png.ts";
import { paint, scene } from "./scenes.ts";

/** As much of a profile as is looked at: size, colour space, signature, a name. */
function makeProfile(space: string, name: string): Uint8Array<ArrayBuffer> {
  const profile = new Uint8Array(548);
  profile.set(join(u32(548)), 0);
  profile.set(join(space), 16);
  profile.set(join("acsp"), 36);
  profile.set(join(name), 200);
  return profile;
}

const P3 = makeProfile("RGB ", "Display P3");
const SPECS = (["webp", "png", "jpeg"] as const).map((format) => ({
  kind: format,
  format,
  maxWidth: 40,
  maxHeight: 40,
}));

async function jpegWith(profile: Uint8Array) {
  const pieces = [profile.subarray(0, 300), profile.subarray(300)];
  const segments = pieces.map((piece, i) => jpegSegment(0xe2, "ICC_PROFILE\0", [i + 1, 2], piece));
  return withSegments(await encodeJpeg(scene(80, 60)), ...segments.toReversed());
}

it("carries a wide-gamut profile into every rendition", async () => {
  const file = await jpegWith(P3);
  const { renditions } = await render(file, readHeader(file), SPECS);
  expect(renditions).toHaveLength(3);
  for (const { bytes, width, height } of renditions) {
    const facts = readHeader(bytes);
    expect(facts).toMatchObject({ icc: true, width, height });
    expect(profileOf(bytes, facts.contentType)).toEqual(P3);
    expect(await decodeWhole(bytes)).toMatchObject({ width, height });
  }
});

for (const [name, profile] of [
  ["sRGB", makeProfile("RGB ", "s\0R\0G\0B\0 IEC61966-2.1")],
  ["grey", makeProfile("GRAY", "Dot Gain")],
  ["CMYK", makeProfile("CMYK", "FOGRA39")],
  ["broken", P3.subarray(0, 100)],
] as const) {
  it(`leaves out a profile that is ${name}`, async () => {
    const file = await jpegWith(join(profile));
    const { renditions } = await render(file, readHeader(file), SPECS);
    for (const { bytes } of renditions) expect(readHeader(bytes).icc).toBe(false);
  });
}

it("puts a profile beside alpha", async () => {
  const picture = paint(30, 20, (x, y) => [x, y, 9, x * 8]);
  for (const lossless of [false, true]) {
    const file = withProfile(await encodeWebp(picture, { lossless }), "image/webp", P3);
    expect(readHeader(file)).toMatchObject({ icc: true, alpha: true, width: 30, height: 20 });
    expect((await decodeWhole(file)).data[3 + 4 * 10]).toBe(80);
  }
});
