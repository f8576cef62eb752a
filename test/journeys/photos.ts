/** Photographs for the journeys, as a camera would make them: grain, detail, EXIF with a turn and a place. */
import sharp from "sharp";

export interface Photo {
  name: string;
  mimeType: string;
  buffer: Buffer<ArrayBuffer>;
}

const SCENES = ["#5b7a99", "#a3712f", "#3f6b4a", "#8f4a5e", "#6c6a86", "#b98b5a"];

/** @param seed - another one, another picture */
export async function photo(name: string, seed = 1, width = 1200, height = 800): Promise<Photo> {
  const sky = SCENES[seed % SCENES.length];
  const land = SCENES[(seed + 2) % SCENES.length];
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="a" x2="0" y2="1"><stop stop-color="${sky}"/><stop offset="1" stop-color="#f2e6d2"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#a)"/>
    <circle cx="${(seed * 137) % width}" cy="${height / 4}" r="${height / 9}" fill="#fff3c4"/>
    <path d="M0 ${height * 0.7} L${width * 0.3} ${height * 0.45} L${width * 0.55} ${height * 0.75} L${width * 0.8} ${height * 0.5} L${width} ${height * 0.7} V${height} H0z" fill="${land}"/>
  </svg>`;
  const grain = {
    width,
    height,
    channels: 3,
    background: "#000",
    noise: { type: "gaussian", mean: 128, sigma: 12 },
  };
  const buffer = await sharp(Buffer.from(scene))
    .composite([{ input: { create: grain } as never, blend: "soft-light" }])
    .jpeg({ quality: 85 })
    .withExif({
      IFD0: { Make: "NekoCam", Model: `No. ${seed}` },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 29/1" },
    })
    .toBuffer();
  return { name, mimeType: "image/jpeg", buffer: Buffer.from(buffer) };
}
