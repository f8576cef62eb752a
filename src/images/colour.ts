import type { Picture } from "./picture.ts";

/** Red, green and blue are sorted into bins of 32 steps each. */
const BINS = 8 ** 3;

/**
 * The colour most of a picture has, as `#rrggbb`: the mean of the fullest bin, transparent pixels left out.
 * A picture with no opaque pixel counts as white, which is what it is shown on.
 */
export function dominantColour({ data }: Picture): string {
  const counts = new Uint32Array(BINS);
  const sums = new Float64Array(BINS * 3);
  for (let i = 0; i < data.length; i += 4) {
    if ((data[i + 3] ?? 0) < 128) continue;
    const r = data[i] ?? 0;
    const g = data[i + 1] ?? 0;
    const b = data[i + 2] ?? 0;
    const bin = ((r >> 5) << 6) | ((g >> 5) << 3) | (b >> 5);
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin * 3] = (sums[bin * 3] ?? 0) + r;
    sums[bin * 3 + 1] = (sums[bin * 3 + 1] ?? 0) + g;
    sums[bin * 3 + 2] = (sums[bin * 3 + 2] ?? 0) + b;
  }
  const most = Math.max(...counts);
  if (most === 0) return "#ffffff";
  const fullest = counts.indexOf(most);
  return `#${[0, 1, 2].map((c) => hex((sums[fullest * 3 + c] ?? 0) / most)).join("")}`;
}

function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, "0");
}
