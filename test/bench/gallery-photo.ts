/** Pictures with as much detail as photographs have: noise in octaves, softened, so that they compress like one. */
import sharp from "sharp";

/** Width and height as cameras make them. */
const SHAPES = [
  [2400, 1600],
  [2400, 1800],
  [1600, 2400],
  [2400, 1350],
  [1800, 1800],
  [2400, 1000],
] as const;

async function octave(cells: number, width: number, height: number, sigma: number): Promise<Buffer> {
  const across = Math.max(2, Math.round(cells * Math.sqrt(width / height)));
  const down = Math.max(2, Math.round(cells * Math.sqrt(height / width)));
  const noise = { type: "gaussian", mean: 128, sigma } as const;
  const small = await sharp({
    create: { width: across, height: down, channels: 3, background: "grey", noise },
  })
    .png()
    .toBuffer();
  return sharp(small)
    .resize(width, height, { fit: "fill", kernel: "cubic" })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** A JPEG, another one for each number. */
export async function photo(number: number): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = SHAPES[number % SHAPES.length] ?? SHAPES[0];
  const [coarse, middle, fine] = await Promise.all([
    octave(5, width, height, 90),
    octave(40, width, height, 40),
    octave(320, width, height, 22),
  ]);
  const bytes = await sharp(coarse)
    .composite([
      { input: middle, blend: "overlay" },
      { input: fine, blend: "soft-light" },
    ])
    .jpeg({ quality: 85 })
    .toBuffer();
  return new Uint8Array(bytes);
}
