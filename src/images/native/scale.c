// Scaling of planes, one byte a pixel. Weights are whole numbers that add up to a power of two; a line that was
// filtered across has six bits behind the point.
#include "engine.h"
#include <string.h>

#define LINE_BITS 6

struct scaler {
  int width;                    // pixels of a target row
  int height;                   // target rows
  int across;                   // weights a pixel, a multiple of eight
  int down;                     // weights a row, even
  int reach;                    // those of them that count
  int across_shift, down_shift; // what the weights add up to, as a power of two
  const int32_t *across_starts, *down_starts;
  const int16_t *across_weights, *down_weights;
  int16_t *lines; // a ring of `down` filtered lines
  int pitch;      // of a line, in numbers
  uint8_t *target;
  int target_step, target_pitch; // bytes from pixel to pixel and from row to row
  int taken, made;               // rows so far
};

// Four pixels at once: the partial sums of each are added up together.
static void filter_across(const struct scaler *s, const uint8_t *row, int16_t *line) {
  const int16_t *weights = s->across_weights;
  const v128_t half = wasm_i32x4_splat(1 << (s->across_shift - LINE_BITS - 1));
  for (int x = 0; x < s->width; x += 4) {
    v128_t sums[4];
    for (int i = 0; i < 4; i++) {
      const uint8_t *pixel = row + s->across_starts[x + i];
      v128_t sum = wasm_i32x4_dot_i16x8(wasm_u16x8_load8x8(pixel), wasm_v128_load(weights));
      for (int k = 8; k < s->across; k += 8) {
        sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_u16x8_load8x8(pixel + k), wasm_v128_load(weights + k)));
      }
      weights += s->across;
      sums[i] = sum;
    }
    v128_t ab = wasm_i32x4_add(wasm_i32x4_shuffle(sums[0], sums[1], 0, 4, 1, 5), wasm_i32x4_shuffle(sums[0], sums[1], 2, 6, 3, 7));
    v128_t cd = wasm_i32x4_add(wasm_i32x4_shuffle(sums[2], sums[3], 0, 4, 1, 5), wasm_i32x4_shuffle(sums[2], sums[3], 2, 6, 3, 7));
    v128_t all = wasm_i32x4_add(wasm_i32x4_shuffle(ab, cd, 0, 1, 4, 5), wasm_i32x4_shuffle(ab, cd, 2, 3, 6, 7));
    all = wasm_i32x4_shr(wasm_i32x4_add(all, half), s->across_shift - LINE_BITS);
    wasm_v128_store64_lane(line + x, wasm_i16x8_narrow_i32x4(all, all), 0);
  }
}

// Two lines at once: a pair of weights lies side by side in each lane, as the pairs of pixels do.
static void filter_down(const struct scaler *s, int y, uint8_t *target) {
  const int16_t *weights = s->down_weights + y * s->down;
  const int first = s->down_starts[y] % s->down;
  const int shift = s->down_shift + LINE_BITS;
  const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
  for (int x = 0; x < s->width; x += 16) {
    v128_t a = half, b = half, c = half, d = half;
    for (int k = 0, at = first; k < s->down; k += 2) {
      const int16_t *upper = s->lines + at * s->pitch + x;
      if (++at == s->down) at = 0;
      const int16_t *lower = s->lines + at * s->pitch + x;
      if (++at == s->down) at = 0;
      v128_t pair = wasm_v128_load32_splat(weights + k);
      v128_t up = wasm_v128_load(upper), low = wasm_v128_load(lower);
      a = wasm_i32x4_add(a, wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(up, low, 0, 8, 1, 9, 2, 10, 3, 11), pair));
      b = wasm_i32x4_add(b, wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(up, low, 4, 12, 5, 13, 6, 14, 7, 15), pair));
      up = wasm_v128_load(upper + 8), low = wasm_v128_load(lower + 8);
      c = wasm_i32x4_add(c, wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(up, low, 0, 8, 1, 9, 2, 10, 3, 11), pair));
      d = wasm_i32x4_add(d, wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(up, low, 4, 12, 5, 13, 6, 14, 7, 15), pair));
    }
    v128_t left = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(a, shift), wasm_i32x4_shr(b, shift));
    v128_t right = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(c, shift), wasm_i32x4_shr(d, shift));
    v128_t bytes = wasm_u8x16_narrow_i16x8(left, right);
    if (s->target_step == 1 && x + 16 <= s->width) {
      wasm_v128_store(target + x, bytes);
      continue;
    }
    uint8_t some[16];
    wasm_v128_store(some, bytes);
    for (int i = 0; i < 16 && x + i < s->width; i++) target[(x + i) * s->target_step] = some[i];
  }
}

// Takes the next rows of a plane; what they complete of the target is made.
EXPORT(scaleRows) void scale_rows(struct scaler *s, const uint8_t *rows, int pitch, int count) {
  for (int i = 0; i < count; i++) {
    filter_across(s, rows + i * pitch, s->lines + (s->taken % s->down) * s->pitch);
    s->taken++;
    for (; s->made < s->height && s->down_starts[s->made] + s->reach <= s->taken; s->made++) {
      filter_down(s, s->made, s->target + s->made * s->target_pitch);
    }
  }
}

// Three or four bytes a pixel to planes, `pitch` bytes apart. Reads and writes up to 16 bytes past the end.
EXPORT(splitRow) void split_row(const uint8_t *row, int width, int channels, uint8_t *planes, int pitch) {
  for (int x = 0; x < width; x += 16) {
    if (channels == 3) {
      const uint8_t *at = row + x * 3;
      v128_t a = wasm_v128_load(at), b = wasm_v128_load(at + 16), c = wasm_v128_load(at + 32);
      v128_t red = wasm_i8x16_shuffle(wasm_i8x16_shuffle(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
      v128_t green = wasm_i8x16_shuffle(wasm_i8x16_shuffle(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
      v128_t blue = wasm_i8x16_shuffle(wasm_i8x16_shuffle(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
      wasm_v128_store(planes + x, red);
      wasm_v128_store(planes + pitch + x, green);
      wasm_v128_store(planes + 2 * pitch + x, blue);
    } else {
      const uint8_t *at = row + x * 4;
      v128_t a = wasm_v128_load(at), b = wasm_v128_load(at + 16), c = wasm_v128_load(at + 32), d = wasm_v128_load(at + 48);
      v128_t ab = wasm_i8x16_shuffle(a, b, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
      v128_t cd = wasm_i8x16_shuffle(c, d, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
      v128_t blue = wasm_i8x16_shuffle(wasm_i8x16_shuffle(a, b, 2, 6, 10, 14, 18, 22, 26, 30, 0, 0, 0, 0, 0, 0, 0, 0), wasm_i8x16_shuffle(c, d, 2, 6, 10, 14, 18, 22, 26, 30, 0, 0, 0, 0, 0, 0, 0, 0), 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
      wasm_v128_store(planes + x, wasm_i64x2_shuffle(ab, cd, 0, 2));
      wasm_v128_store(planes + pitch + x, wasm_i64x2_shuffle(ab, cd, 1, 3));
      wasm_v128_store(planes + 2 * pitch + x, blue);
    }
  }
}

static uint8_t clamped(int value) { return value < 0 ? 0 : value > 255 ? 255 : value; }

// Planes as JPEG has them (ITU-T T.871) to four bytes a pixel; with `half`, four pixels share a colour.
EXPORT(planesToRgba) void planes_to_rgba(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, int width, int height, int half, uint8_t *rgba) {
  int pitch = half ? (width + 1) / 2 : width;
  for (int row = 0; row < height; row++) {
    const uint8_t *blues = cb + (row >> half) * pitch, *reds = cr + (row >> half) * pitch;
    for (int x = 0; x < width; x++, y++, rgba += 4) {
      int blue = blues[x >> half] - 128, red = reds[x >> half] - 128;
      rgba[0] = clamped(*y + ((91881 * red + 32768) >> 16));
      rgba[1] = clamped(*y + ((-22554 * blue - 46802 * red + 32768) >> 16));
      rgba[2] = clamped(*y + ((116130 * blue + 32768) >> 16));
      rgba[3] = 255;
    }
  }
}
