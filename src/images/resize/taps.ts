/** Where the samples of a line are: sample `i` is centred `i + 0.5 + offset` on a line `extent` samples long. */
export interface Axis {
  samples: number;
  /** the picture's side in samples; not whole where the last sample is cut */
  extent: number;
  offset: number;
  /**
   * a side, in samples, of those that the file has: then each is enlarged to two by its decoder's straight lines
   * before anybody sees it (0 or absent: it is not)
   */
  doubled?: number;
}

export function axis(samples: number): Axis {
  return { samples, extent: samples, offset: 0 };
}

/** For each sample of a target line, which source samples count and how much. */
export interface Taps {
  /** first source sample of each target sample */
  starts: Int32Array;
  /** `count` weights a target sample, adding up to 1; from `reach` on they are 0 */
  weights: Float32Array;
  count: number;
  reach: number;
}

const LOBES = 3;

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const angle = Math.PI * x;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

/**
 * Where, in stored samples, the pixels are that a stored sample has a part in, and how much: what libjpeg calls
 * "fancy upsampling". Scaling that and scaling the enlarged samples is the same.
 */
const DOUBLING = [
  [-0.75, 0.125],
  [-0.25, 0.375],
  [0.25, 0.375],
  [0.75, 0.125],
] as const;

/**
 * The weights of a three-lobed Lanczos filter, widened to the step from one target sample to the next, so that
 * detail too fine for the target is averaged and not sampled. Past an edge the edge sample counts again.
 *
 * @param multiple - of which `count` is one
 */
export function lanczosTaps(source: Axis, target: Axis, multiple: number): Taps {
  const step = source.extent / target.extent;
  const { doubled = 0 } = source;
  const wide = Math.max(doubled > 0 ? doubled / 2 : 1, step);
  const side = LOBES * wide + 0.75 * doubled;
  const filter = (x: number) =>
    doubled === 0
      ? lanczos(x / wide)
      : DOUBLING.reduce((sum, [at, part]) => sum + part * lanczos((x + at * doubled) / wide), 0);
  const reach = Math.min(source.samples, Math.floor(2 * side) + 1);
  const count = Math.ceil(reach / multiple) * multiple;
  const starts = new Int32Array(target.samples);
  const weights = new Float32Array(target.samples * count);
  const line = new Float64Array(count);
  for (let i = 0; i < target.samples; i++) {
    const centre = (i + 0.5 + target.offset) * step - 0.5 - source.offset;
    const from = Math.ceil(centre - side);
    const to = Math.floor(centre + side);
    const start = Math.max(0, Math.min(source.samples - reach, from));
    starts[i] = start;
    line.fill(0);
    let sum = 0;
    for (let at = from; at <= to; at++) {
      const weight = filter(at - centre);
      const index = Math.max(0, Math.min(source.samples - 1, at)) - start;
      line[index] = (line[index] ?? 0) + weight;
      sum += weight;
    }
    for (let k = 0; k < count; k++) weights[i * count + k] = (line[k] ?? 0) / sum;
  }
  return { starts, weights, count, reach };
}

/** Taps with whole weights that add up to 2 ** `shift`, padded for vectors. */
export interface WholeTaps {
  starts: Int32Array;
  weights: Int16Array;
  count: number;
  reach: number;
  shift: number;
}

/** Pixels are made so many at a time. */
const BLOCK = 16;

/**
 * @param shiftAtMost - where a sum of 32 bits would overflow; long filters have small weights, which need the bits
 */
export function wholeTaps({ starts, weights, count, reach }: Taps, shiftAtMost: number): WholeTaps {
  const padded = Math.ceil(starts.length / BLOCK) * BLOCK;
  let largest = 0;
  for (const weight of weights) if (weight > largest) largest = weight;
  let shift = 14;
  while (shift < shiftAtMost && largest * 2 ** (shift + 1) < 32_767) shift++;
  const whole = new Int16Array(padded * count);
  for (let i = 0; i < starts.length; i++) {
    // What rounding loses goes where it shows least: to the largest weight.
    let rest = 2 ** shift;
    let heaviest = i * count;
    for (let at = i * count; at < (i + 1) * count; at++) {
      const rounded = Math.round((weights[at] ?? 0) * 2 ** shift);
      whole[at] = rounded;
      rest -= rounded;
      if (rounded > (whole[heaviest] ?? 0)) heaviest = at;
    }
    whole[heaviest] = (whole[heaviest] ?? 0) + rest;
  }
  const first = new Int32Array(padded);
  first.set(starts);
  return { starts: first, weights: whole, count, reach, shift };
}
