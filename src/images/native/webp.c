// WebP through libwebp: lossy from planes as they come out of a JPEG, or from pixels.
#include "engine.h"
#include <stdlib.h>
#include <string.h>
#include <src/webp/decode.h>
#include <src/webp/encode.h>

static WebPMemoryWriter written;

static int begin(WebPConfig *config, WebPPicture *picture, int width, int height, float quality, int method) {
  if (!WebPConfigPreset(config, WEBP_PRESET_DEFAULT, quality) || !WebPPictureInit(picture)) return 0;
  config->method = method;
  picture->width = width;
  picture->height = height;
  WebPMemoryWriterInit(&written);
  picture->writer = WebPMemoryWrite;
  picture->custom_ptr = &written;
  return 1;
}

static int finish(const WebPConfig *config, WebPPicture *picture) {
  int ok = WebPEncode(config, picture);
  WebPPictureFree(picture);
  if (!ok) WebPMemoryWriterClear(&written);
  return ok ? (int)written.size : 0;
}

// Four bytes a pixel. Bytes of the file, or 0; the file is at webp_file() until webp_release().
EXPORT(webpEncode) int webp_encode(const uint8_t *rgba, int width, int height, float quality, int method, int lossless) {
  WebPConfig config;
  WebPPicture picture;
  if (!begin(&config, &picture, width, height, quality, method)) return 0;
  config.lossless = lossless;
  config.exact = lossless;
  picture.use_argb = lossless;
  if (!WebPPictureImportRGBA(&picture, rgba, width * 4)) {
    WebPPictureFree(&picture);
    return 0;
  }
  return finish(&config, &picture);
}

// JPEG has the values 0 to 255, WebP 16 to 235 for brightness and 16 to 240 for colour differences around 128.
static void narrow_range(uint8_t *plane, size_t bytes, int span, int middle_from, int middle_to) {
  uint8_t table[256];
  for (int i = 0; i < 256; i++) table[i] = middle_to + ((i - middle_from) * span * 2 + (i >= middle_from ? 255 : -255)) / 510;
  for (size_t i = 0; i < bytes; i++) plane[i] = table[plane[i]];
}

// Planes without gaps, colours at half the width and height, rounded up; changed to WebP's range in place.
EXPORT(webpEncodePlanes) int webp_encode_planes(uint8_t *y, uint8_t *cb, uint8_t *cr, int width, int height, float quality, int method) {
  WebPConfig config;
  WebPPicture picture;
  if (!begin(&config, &picture, width, height, quality, method)) return 0;
  int half = (width + 1) / 2;
  size_t colours = (size_t)half * ((height + 1) / 2);
  narrow_range(y, (size_t)width * height, 219, 0, 16);
  narrow_range(cb, colours, 224, 128, 128);
  narrow_range(cr, colours, 224, 128, 128);
  picture.y = y;
  picture.u = cb;
  picture.v = cr;
  picture.y_stride = width;
  picture.uv_stride = half;
  return finish(&config, &picture);
}

EXPORT(webpFile) uint8_t *webp_file(void) { return written.mem; }
EXPORT(webpRelease) void webp_release(void) { WebPMemoryWriterClear(&written); }

// Decodes a still file into four bytes a pixel; 0 when it is damaged or of another size.
EXPORT(webpDecode) int webp_decode(const uint8_t *file, size_t bytes, uint8_t *rgba, int width, int height) {
  return WebPDecodeRGBAInto(file, bytes, rgba, (size_t)width * height * 4, width * 4) != NULL;
}

EXPORT(webpSide) int webp_side(const uint8_t *file, size_t bytes, int down) {
  int sides[2];
  return WebPGetInfo(file, bytes, &sides[0], &sides[1]) ? sides[down] : 0;
}
