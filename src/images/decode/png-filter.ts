/**
 * Undoes the filter of one row in place (W3C PNG, chapter 9).
 *
 * @param row - the filtered bytes, without the filter byte
 * @param above - the row above, unfiltered; zeros for the first row of a pass
 * @param pixelBytes - bytes of a whole pixel, 1 when several share a byte
 * @returns false when there is no such filter
 */
export function unfilter(filter: number, row: Uint8Array, above: Uint8Array, pixelBytes: number): boolean {
  if (filter === 0) return true;
  if (filter === 1) sub(row, pixelBytes);
  else if (filter === 2) up(row, above);
  else if (filter === 3) average(row, above, pixelBytes);
  else if (filter === 4) paeth(row, above, pixelBytes);
  else return false;
  return true;
}

function sub(row: Uint8Array, pixelBytes: number): void {
  for (let i = pixelBytes; i < row.length; i++) row[i] = (row[i] ?? 0) + (row[i - pixelBytes] ?? 0);
}

function up(row: Uint8Array, above: Uint8Array): void {
  for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) + (above[i] ?? 0);
}

function average(row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const first = Math.min(pixelBytes, row.length);
  for (let i = 0; i < first; i++) row[i] = (row[i] ?? 0) + ((above[i] ?? 0) >> 1);
  for (let i = pixelBytes; i < row.length; i++) {
    row[i] = (row[i] ?? 0) + (((row[i - pixelBytes] ?? 0) + (above[i] ?? 0)) >> 1);
  }
}

/** The neighbour nearest to left + above - corner, in that order on a tie. */
function paeth(row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const first = Math.min(pixelBytes, row.length);
  for (let i = 0; i < first; i++) row[i] = (row[i] ?? 0) + (above[i] ?? 0);
  for (let channel = 0; channel < pixelBytes; channel++) {
    let left = row[channel] ?? 0;
    let corner = above[channel] ?? 0;
    for (let i = channel + pixelBytes; i < row.length; i += pixelBytes) {
      const up = above[i] ?? 0;
      const toLeft = Math.abs(up - corner);
      const toUp = Math.abs(left - corner);
      const toCorner = Math.abs(left + up - corner - corner);
      const nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
      left = ((row[i] ?? 0) + nearest) & 255;
      row[i] = left;
      corner = up;
    }
  }
}
