// The inner loops of the image engine, four channels at a time: PNG row filters and the two passes of a scaler.
// Written in AssemblyScript, because JavaScript has no SIMD. After a change, in this folder:
//   npx -p assemblyscript@0.28.20 asc kernels --extension as --outFile kernels.wasm \
//     --runtime minimal --enable simd -O3 --noAssert --use abort= --initialMemory 2 --exportTable=false
// Every pointer is a byte offset in this module's memory, got from `allocate`.

export function allocate(bytes: i32): usize {
  return heap.alloc(bytes);
}

export function release(pointer: usize): void {
  heap.free(pointer);
}

// ---- PNG filters (W3C PNG, chapter 9): row and above are unfiltered in place, pixel is the bytes of a pixel ----

export function unfilterSub(row: usize, length: i32, pixel: i32): void {
  if (pixel == 4) {
    let left = i8x16.splat(0);
    for (let at = row, end = row + length; at < end; at += 4) {
      left = i8x16.add(left, v128.load32_zero(at));
      v128.store_lane<u32>(at, left, 0);
    }
    return;
  }
  if (pixel == 3) {
    let left = i8x16.splat(0);
    for (let at = row, end = row + length; at < end; at += 3) {
      left = i8x16.add(left, v128.load32_zero(at));
      store3(at, left);
    }
    return;
  }
  for (let at = row + pixel, end = row + length; at < end; at++) store<u8>(at, load<u8>(at) + load<u8>(at - pixel));
}

export function unfilterUp(row: usize, above: usize, length: i32): void {
  let i = 0;
  for (; i + 16 <= length; i += 16) v128.store(row + i, i8x16.add(v128.load(row + i), v128.load(above + i)));
  for (; i < length; i++) store<u8>(row + i, load<u8>(row + i) + load<u8>(above + i));
}

export function unfilterAverage(row: usize, above: usize, length: i32, pixel: i32): void {
  for (let i = 0; i < length; i++) {
    const left: i32 = i < pixel ? 0 : load<u8>(row + i - pixel);
    store<u8>(row + i, load<u8>(row + i) + <u8>((left + load<u8>(above + i)) >> 1));
  }
}

export function unfilterPaeth(row: usize, above: usize, length: i32, pixel: i32): void {
  if (pixel == 3 || pixel == 4) {
    let left = i16x8.splat(0);
    let corner = i16x8.splat(0);
    for (let i = 0; i < length; i += pixel) {
      const up = i16x8.extend_low_i8x16_u(v128.load32_zero(above + i));
      const nearest = paeth(left, up, corner);
      const sum = i8x16.add(v128.load32_zero(row + i), i8x16.narrow_i16x8_u(nearest, nearest));
      if (pixel == 4) v128.store_lane<u32>(row + i, sum, 0);
      else store3(row + i, sum);
      left = i16x8.extend_low_i8x16_u(sum);
      corner = up;
    }
    return;
  }
  for (let i = 0; i < length; i++) {
    const left: i32 = i < pixel ? 0 : load<u8>(row + i - pixel);
    const up: i32 = load<u8>(above + i);
    const corner: i32 = i < pixel ? 0 : load<u8>(above + i - pixel);
    const toLeft = abs(up - corner);
    const toUp = abs(left - corner);
    const toCorner = abs(left + up - corner - corner);
    const nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    store<u8>(row + i, load<u8>(row + i) + <u8>nearest);
  }
}

@inline
function paeth(left: v128, up: v128, corner: v128): v128 {
  const toLeft = i16x8.abs(i16x8.sub(up, corner));
  const toUp = i16x8.abs(i16x8.sub(left, corner));
  const toCorner = i16x8.abs(i16x8.sub(i16x8.sub(i16x8.add(left, up), corner), corner));
  const least = i16x8.min_s(i16x8.min_s(toLeft, toUp), toCorner);
  const notLeft = v128.bitselect(up, corner, i16x8.eq(toUp, least));
  return v128.bitselect(left, notLeft, i16x8.eq(toLeft, least));
}

@inline
function store3(at: usize, value: v128): void {
  v128.store_lane<u16>(at, value, 0);
  v128.store_lane<u8>(at, value, 2, 2);
}

// ---- scaling: a line is four floats a pixel; colours are multiplied by alpha when the picture may be transparent ----

export function widenRgb(from: usize, line: usize, width: i32): void {
  const opaque = f32x4.splat(255);
  for (let x = 0; x < width; x++) {
    const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(from + x * 3));
    const pixel = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes));
    v128.store(line + (<usize>x << 4), v128.shuffle<f32>(pixel, opaque, 0, 1, 2, 4));
  }
}

export function widenRgba(from: usize, line: usize, width: i32, premultiply: i32): void {
  for (let x = 0; x < width; x++) {
    const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(from + (<usize>x << 2)));
    let pixel = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes));
    if (premultiply) {
      const alpha = f32x4.extract_lane(pixel, 3);
      pixel = f32x4.replace_lane(f32x4.mul(pixel, f32x4.splat(alpha / 255)), 3, alpha);
    }
    v128.store(line + (<usize>x << 4), pixel);
  }
}

// `taps` is even; the line has one pixel to spare at its end.
export function filterAcross(line: usize, starts: usize, weights: usize, taps: i32, to: usize, width: i32): void {
  let weight = weights;
  for (let x = 0; x < width; x++) {
    let pixel = line + (<usize>load<i32>(starts + (<usize>x << 2)) << 4);
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    for (let k = 0; k < taps; k += 2) {
      even = f32x4.add(even, f32x4.mul(v128.load(pixel), v128.load32_splat(weight)));
      odd = f32x4.add(odd, f32x4.mul(v128.load(pixel, 16), v128.load32_splat(weight, 4)));
      pixel += 32;
      weight += 8;
    }
    v128.store(to + (<usize>x << 4), f32x4.add(even, odd));
  }
}

// `lines` are `taps` pointers; writes four bytes a pixel, in blocks of four pixels: all buffers are padded to that.
export function filterDown(lines: usize, weights: usize, taps: i32, to: usize, width: i32, unmultiply: i32): void {
  for (let x = 0; x < width; x += 4) {
    const offset = <usize>x << 4;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let k = 0; k < taps; k++) {
      const at = <usize>load<u32>(lines + (<usize>k << 2)) + offset;
      const weight = v128.load32_splat(weights + (<usize>k << 2));
      a = f32x4.add(a, f32x4.mul(v128.load(at), weight));
      b = f32x4.add(b, f32x4.mul(v128.load(at, 16), weight));
      c = f32x4.add(c, f32x4.mul(v128.load(at, 32), weight));
      d = f32x4.add(d, f32x4.mul(v128.load(at, 48), weight));
    }
    if (unmultiply) {
      a = unmultiplied(a);
      b = unmultiplied(b);
      c = unmultiplied(c);
      d = unmultiplied(d);
    }
    const low = i16x8.narrow_i32x4_s(rounded(a), rounded(b));
    const high = i16x8.narrow_i32x4_s(rounded(c), rounded(d));
    v128.store(to + (<usize>x << 2), i8x16.narrow_i16x8_u(low, high));
  }
}

@inline
function rounded(value: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.add(value, f32x4.splat(0.5)));
}

@inline
function unmultiplied(pixel: v128): v128 {
  const alpha = f32x4.extract_lane(pixel, 3);
  const scale: f32 = alpha > 0.5 ? 255 / alpha : 0;
  return f32x4.replace_lane(f32x4.mul(pixel, f32x4.splat(scale)), 3, alpha);
}
