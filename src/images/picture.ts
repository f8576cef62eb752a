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
