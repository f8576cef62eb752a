/** Pixels in rows from the top, four bytes each: red, green, blue, alpha; colour not multiplied by alpha. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array<ArrayBuffer>;
}

/** Takes a picture's rows from the top, each `width * 4` bytes; the array is used again for the next row. */
export type RowSink = (row: Uint8Array) => void;

export function blankPicture(width: number, height: number): Picture {
  return { width, height, data: new Uint8Array(width * height * 4) };
}
