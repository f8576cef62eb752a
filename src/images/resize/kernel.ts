/** For each pixel of a target line, which source pixels count and how much. */
export interface Taps {
  /** first source pixel of each target pixel */
  starts: Int32Array;
  /** `count` weights a target pixel, adding up to 1 */
  weights: Float32Array;
  count: number;
}

const LOBES = 3;

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const angle = Math.PI * x;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

/**
 * The weights of a three-lobed Lanczos filter, widened to the step from one target pixel to the next, so that
 * detail too fine for the target is averaged and not sampled. Past an edge the edge pixel counts again.
 *
 * @param source - source pixels a line
 * @param target - target pixels a line, at most as many
 * @param inPairs - makes `count` even: the last weight may then be 0, for a pixel past the line
 */
export function lanczosTaps(source: number, target: number, inPairs: boolean): Taps {
  const step = source / target;
  const reach = Math.min(source, Math.floor(2 * LOBES * step) + 1);
  const count = inPairs ? reach + (reach & 1) : reach;
  const starts = new Int32Array(target);
  const weights = new Float32Array(target * count);
  for (let i = 0; i < target; i++) {
    const centre = (i + 0.5) * step - 0.5;
    const from = Math.ceil(centre - LOBES * step);
    const to = Math.floor(centre + LOBES * step);
    const start = Math.max(0, Math.min(source - reach, from));
    starts[i] = start;
    const line = new Float64Array(count);
    let sum = 0;
    for (let at = from; at <= to; at++) {
      const weight = lanczos((at - centre) / step);
      const index = Math.max(0, Math.min(source - 1, at)) - start;
      line[index] = (line[index] ?? 0) + weight;
      sum += weight;
    }
    for (let k = 0; k < count; k++) weights[i * count + k] = (line[k] ?? 0) / sum;
  }
  return { starts, weights, count };
}
