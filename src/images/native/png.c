// PNG row filters (W3C PNG, chapter 9): a row and the one above are unfiltered in place, pixel is the bytes of a pixel.
#include "engine.h"
#include <stdlib.h>
#include <string.h>

// Three-byte pixels are read by four bytes: every row has some to spare.
static v128_t load(const uint8_t *at) { return wasm_v128_load32_zero(at); }

static void store(uint8_t *at, v128_t value, int pixel) {
  if (pixel == 4) {
    wasm_v128_store32_lane(at, value, 0);
  } else {
    wasm_v128_store16_lane(at, value, 0);
    wasm_v128_store8_lane(at + 2, value, 2);
  }
}

static inline __attribute__((always_inline)) void sub(uint8_t *row, int length, int pixel) {
  v128_t left = wasm_i8x16_splat(0);
  for (int i = 0; i < length; i += pixel) {
    left = wasm_i8x16_add(left, load(row + i));
    store(row + i, left, pixel);
  }
}

EXPORT(unfilterSub) void unfilter_sub(uint8_t *row, int length, int pixel) {
  if (pixel == 4) return sub(row, length, 4);
  if (pixel == 3) return sub(row, length, 3);
  for (int i = pixel; i < length; i++) row[i] += row[i - pixel];
}

EXPORT(unfilterUp) void unfilter_up(uint8_t *row, const uint8_t *above, int length) {
  int i = 0;
  for (; i + 16 <= length; i += 16) wasm_v128_store(row + i, wasm_i8x16_add(wasm_v128_load(row + i), wasm_v128_load(above + i)));
  for (; i < length; i++) row[i] += above[i];
}

EXPORT(unfilterAverage) void unfilter_average(uint8_t *row, const uint8_t *above, int length, int pixel) {
  for (int i = 0; i < length; i++) row[i] += ((i < pixel ? 0 : row[i - pixel]) + above[i]) >> 1;
}

static inline __attribute__((always_inline)) void paeth(uint8_t *row, const uint8_t *above, int length, int pixel) {
  v128_t left = wasm_i16x8_splat(0), corner = wasm_i16x8_splat(0);
  for (int i = 0; i < length; i += pixel) {
    v128_t up = wasm_u16x8_extend_low_u8x16(load(above + i));
    v128_t across = wasm_i16x8_sub(up, corner), down = wasm_i16x8_sub(left, corner);
    v128_t to_left = wasm_i16x8_abs(across), to_up = wasm_i16x8_abs(down);
    v128_t to_corner = wasm_i16x8_abs(wasm_i16x8_add(across, down));
    v128_t least = wasm_i16x8_min(wasm_i16x8_min(to_left, to_up), to_corner);
    v128_t not_left = wasm_v128_bitselect(up, corner, wasm_i16x8_eq(to_up, least));
    v128_t nearest = wasm_v128_bitselect(left, not_left, wasm_i16x8_eq(to_left, least));
    v128_t sum = wasm_i8x16_add(load(row + i), wasm_u8x16_narrow_i16x8(nearest, nearest));
    store(row + i, sum, pixel);
    left = wasm_u16x8_extend_low_u8x16(sum);
    corner = up;
  }
}

EXPORT(unfilterPaeth) void unfilter_paeth(uint8_t *row, const uint8_t *above, int length, int pixel) {
  if (pixel == 4) return paeth(row, above, length, 4);
  if (pixel == 3) return paeth(row, above, length, 3);
  for (int i = 0; i < length; i++) {
    int left = i < pixel ? 0 : row[i - pixel], up = above[i], corner = i < pixel ? 0 : above[i - pixel];
    int to_left = abs(up - corner), to_up = abs(left - corner), to_corner = abs(left + up - 2 * corner);
    row[i] += to_left <= to_up && to_left <= to_corner ? left : to_up <= to_corner ? up : corner;
  }
}
