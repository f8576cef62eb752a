// The scaled inverse cosine transforms of libjpeg's jidctred.c, eight columns at a time; the same result to the bit.
#include "engine.h"
#define JPEG_INTERNALS
#include <stdio.h>
#include <jpeglib.h>
#include <jdct.h>

// Fractions have 13 bits, what is between the passes has two more than the result (jidctred.c).
#define PAIR(a, b) wasm_i16x8_make(a, b, a, b, a, b, a, b)
#define LOW(a, b) wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH(a, b) wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define DOT wasm_i32x4_dot_i16x8

static inline v128_t row_of(const JCOEF *block, const ISLOW_MULT_TYPE *table, int row) {
  v128_t left = wasm_v128_load(table + row * 8), right = wasm_v128_load(table + row * 8 + 4);
  return wasm_i16x8_mul(wasm_v128_load(block + row * 8), wasm_i16x8_narrow_i32x4(left, right));
}

static inline v128_t rounded(v128_t value, int bits) {
  return wasm_i32x4_shr(wasm_i32x4_add(value, wasm_i32x4_splat(1 << (bits - 1))), bits);
}

// Four results of one pass: `first` is scaled already, the others are pairs of coefficients.
static inline void four(v128_t first, v128_t c26, v128_t c75, v128_t c31, int bits, v128_t out[4]) {
  v128_t even = DOT(c26, PAIR(15137, -6270));
  v128_t outer = wasm_i32x4_add(first, even), inner = wasm_i32x4_sub(first, even);
  v128_t a = wasm_i32x4_add(DOT(c75, PAIR(-1730, 11893)), DOT(c31, PAIR(-17799, 8697)));
  v128_t b = wasm_i32x4_add(DOT(c75, PAIR(-4176, -4926)), DOT(c31, PAIR(7373, 20995)));
  out[0] = rounded(wasm_i32x4_add(outer, b), bits);
  out[1] = rounded(wasm_i32x4_add(inner, a), bits);
  out[2] = rounded(wasm_i32x4_sub(inner, a), bits);
  out[3] = rounded(wasm_i32x4_sub(outer, b), bits);
}

void jpeg_idct_4x4(j_decompress_ptr cinfo, jpeg_component_info *plane, JCOEFPTR block, JSAMPARRAY rows, JDIMENSION column) {
  (void)cinfo;
  const ISLOW_MULT_TYPE *table = plane->dct_table;
  v128_t r0 = row_of(block, table, 0), r1 = row_of(block, table, 1), r2 = row_of(block, table, 2), r3 = row_of(block, table, 3);
  v128_t r5 = row_of(block, table, 5), r6 = row_of(block, table, 6), r7 = row_of(block, table, 7);
  v128_t left[4], right[4], w[4];
  four(wasm_i32x4_shl(wasm_i32x4_extend_low_i16x8(r0), 14), LOW(r2, r6), LOW(r7, r5), LOW(r3, r1), 12, left);
  four(wasm_i32x4_shl(wasm_i32x4_extend_high_i16x8(r0), 14), HIGH(r2, r6), HIGH(r7, r5), HIGH(r3, r1), 12, right);
  for (int i = 0; i < 4; i++) w[i] = wasm_i16x8_narrow_i32x4(left[i], right[i]);
  // Each pair of columns that the second pass takes together, of two rows and then of all four.
  v128_t p01 = wasm_i16x8_shuffle(w[0], w[1], 2, 6, 10, 14, 7, 5, 15, 13), q01 = wasm_i16x8_shuffle(w[0], w[1], 3, 1, 11, 9, 0, 0, 8, 8);
  v128_t p23 = wasm_i16x8_shuffle(w[2], w[3], 2, 6, 10, 14, 7, 5, 15, 13), q23 = wasm_i16x8_shuffle(w[2], w[3], 3, 1, 11, 9, 0, 0, 8, 8);
  v128_t first = DOT(wasm_i64x2_shuffle(q01, q23, 1, 3), PAIR(16384, 0));
  v128_t out[4];
  four(first, wasm_i64x2_shuffle(p01, p23, 0, 2), wasm_i64x2_shuffle(p01, p23, 1, 3), wasm_i64x2_shuffle(q01, q23, 0, 2), 19, out);
  v128_t middle = wasm_i16x8_splat(CENTERJSAMPLE);
  v128_t low = wasm_i16x8_add(wasm_i16x8_narrow_i32x4(out[0], out[1]), middle);
  v128_t high = wasm_i16x8_add(wasm_i16x8_narrow_i32x4(out[2], out[3]), middle);
  v128_t bytes = wasm_u8x16_narrow_i16x8(low, high);
  bytes = wasm_i8x16_shuffle(bytes, bytes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  wasm_v128_store32_lane(rows[0] + column, bytes, 0);
  wasm_v128_store32_lane(rows[1] + column, bytes, 1);
  wasm_v128_store32_lane(rows[2] + column, bytes, 2);
  wasm_v128_store32_lane(rows[3] + column, bytes, 3);
}

static inline JSAMPLE sample(int value) {
  value = ((value + (1 << 19)) >> 20) + CENTERJSAMPLE;
  return value < 0 ? 0 : value > MAXJSAMPLE ? MAXJSAMPLE : value;
}

void jpeg_idct_2x2(j_decompress_ptr cinfo, jpeg_component_info *plane, JCOEFPTR block, JSAMPARRAY rows, JDIMENSION column) {
  (void)cinfo;
  const ISLOW_MULT_TYPE *table = plane->dct_table;
  v128_t r0 = row_of(block, table, 0), r1 = row_of(block, table, 1), r3 = row_of(block, table, 3);
  v128_t r5 = row_of(block, table, 5), r7 = row_of(block, table, 7);
  v128_t odd_left = wasm_i32x4_add(DOT(LOW(r7, r5), PAIR(-5906, 6967)), DOT(LOW(r3, r1), PAIR(-10426, 29692)));
  v128_t odd_right = wasm_i32x4_add(DOT(HIGH(r7, r5), PAIR(-5906, 6967)), DOT(HIGH(r3, r1), PAIR(-10426, 29692)));
  v128_t left = wasm_i32x4_shl(wasm_i32x4_extend_low_i16x8(r0), 15), right = wasm_i32x4_shl(wasm_i32x4_extend_high_i16x8(r0), 15);
  v128_t w0 = wasm_i16x8_narrow_i32x4(rounded(wasm_i32x4_add(left, odd_left), 13), rounded(wasm_i32x4_add(right, odd_right), 13));
  v128_t w1 = wasm_i16x8_narrow_i32x4(rounded(wasm_i32x4_sub(left, odd_left), 13), rounded(wasm_i32x4_sub(right, odd_right), 13));
  v128_t odd = DOT(wasm_i16x8_shuffle(w0, w1, 7, 5, 3, 1, 15, 13, 11, 9), wasm_i16x8_const(-5906, 6967, -10426, 29692, -5906, 6967, -10426, 29692));
  int upper = wasm_i32x4_extract_lane(odd, 0) + wasm_i32x4_extract_lane(odd, 1);
  int lower = wasm_i32x4_extract_lane(odd, 2) + wasm_i32x4_extract_lane(odd, 3);
  int upper_first = wasm_i16x8_extract_lane(w0, 0) * 32768, lower_first = wasm_i16x8_extract_lane(w1, 0) * 32768;
  rows[0][column] = sample(upper_first + upper);
  rows[0][column + 1] = sample(upper_first - upper);
  rows[1][column] = sample(lower_first + lower);
  rows[1][column + 1] = sample(lower_first - lower);
}
