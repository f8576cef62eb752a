// Scaling of pixels that may be transparent: a line is four floats a pixel, colours multiplied by alpha.
#include "engine.h"

EXPORT(widenRow) void widen_row(const uint8_t *row, float *line, int width) {
  for (int x = 0; x < width; x++) {
    v128_t bytes = wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(row + x * 4));
    v128_t pixel = wasm_f32x4_convert_u32x4(wasm_u32x4_extend_low_u16x8(bytes));
    float alpha = wasm_f32x4_extract_lane(pixel, 3);
    pixel = wasm_f32x4_mul(pixel, wasm_f32x4_splat(alpha / 255));
    wasm_v128_store(line + x * 4, wasm_f32x4_replace_lane(pixel, 3, alpha));
  }
}

// `taps` is even; the line has one pixel to spare at its end.
EXPORT(filterAcross) void filter_across(const float *line, const int32_t *starts, const float *weights, int taps, float *to, int width) {
  for (int x = 0; x < width; x++) {
    const float *pixel = line + starts[x] * 4;
    v128_t even = wasm_f32x4_splat(0), odd = wasm_f32x4_splat(0);
    for (int k = 0; k < taps; k += 2, pixel += 8, weights += 2) {
      even = wasm_f32x4_add(even, wasm_f32x4_mul(wasm_v128_load(pixel), wasm_v128_load32_splat(weights)));
      odd = wasm_f32x4_add(odd, wasm_f32x4_mul(wasm_v128_load(pixel + 4), wasm_v128_load32_splat(weights + 1)));
    }
    wasm_v128_store(to + x * 4, wasm_f32x4_add(even, odd));
  }
}

// `lines` are `taps` pointers; writes four bytes a pixel.
EXPORT(filterDown) void filter_down(float *const *lines, const float *weights, int taps, uint8_t *to, int width) {
  for (int x = 0; x < width; x++) {
    v128_t sum = wasm_f32x4_splat(0);
    for (int k = 0; k < taps; k++) sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(lines[k] + x * 4), wasm_f32x4_splat(weights[k])));
    float alpha = wasm_f32x4_extract_lane(sum, 3);
    sum = wasm_f32x4_mul(sum, wasm_f32x4_splat(alpha > 0.5f ? 255 / alpha : 0));
    sum = wasm_f32x4_replace_lane(sum, 3, alpha);
    v128_t whole = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_add(sum, wasm_f32x4_splat(0.5f)));
    v128_t narrow = wasm_i16x8_narrow_i32x4(whole, whole);
    wasm_v128_store32_lane(to + x * 4, wasm_u8x16_narrow_i16x8(narrow, narrow), 0);
  }
}
