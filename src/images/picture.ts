export interface Size {
  width: number;
  height: number;
}

/** Pixels in rows from the top, four bytes each: red, green, blue, alpha; colour not multiplied by alpha. */
export interface Picture extends Size {
  data: Uint8Array<ArrayBuffer>;
}

/** Takes a picture's rows from the top, with or without alpha; the array is used again for the next row. */
export type RowSink = (row: Uint8Array, channels: 3 | 4) => void;

export function blankPicture(width: number, height: number): Picture {
  return { width, height, data: new Uint8Array(width * height * 4) };
}

/**
 * An opaque picture as JPEG and WebP have it: brightness, and two colour differences around 128, of which one sample
 * may stand for 2 × 2 pixels.
 */
export interface PlanarPicture extends Size {
  halved: boolean;
  y: Uint8Array<ArrayBuffer>;
  cb: Uint8Array<ArrayBuffer>;
  cr: Uint8Array<ArrayBuffer>;
}

export function isPlanar(picture: Picture | PlanarPicture): picture is PlanarPicture {
  return "cb" in picture;
}

/** Sides of the colour planes. */
export function colourSize({ width, height }: Size, halved: boolean): Size {
  return halved ? { width: (width + 1) >> 1, height: (height + 1) >> 1 } : { width, height };
}
