// JPEG through libjpeg-turbo, a strip of one row of blocks at a time, so that no whole picture is held.
#include "engine.h"
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>

struct reader {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  JSAMPARRAY rows[4];
  uint8_t *planes[4];
};

// libjpeg asks for its limit of memory; there is no environment, and the budget is kept elsewhere.
char *getenv(const char *name) {
  (void)name;
  return NULL;
}

static void give_up(j_common_ptr jpeg) { fail(jpeg->err->msg_code); }
static void count_warning(j_common_ptr jpeg, int level) {
  if (level < 0) jpeg->err->num_warnings++;
}
static void forget(j_common_ptr jpeg) { jpeg->err->num_warnings = 0; }

// Reads the header. What comes back is closed with jpeg_close.
EXPORT(jpegOpen) struct reader *jpeg_open(const uint8_t *file, size_t bytes) {
  struct reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg->err = &reader->errors;
  reader->errors.error_exit = give_up;
  reader->errors.emit_message = count_warning;
  reader->errors.reset_error_mgr = forget;
  jpeg_create_decompress(jpeg);
  jpeg_mem_src(jpeg, file, bytes);
  jpeg_read_header(jpeg, TRUE);
  return reader;
}

EXPORT(jpegWidth) int jpeg_width(struct reader *reader) { return reader->jpeg.image_width; }
EXPORT(jpegHeight) int jpeg_height(struct reader *reader) { return reader->jpeg.image_height; }

// 1: planes of brightness and colour difference can be had; 0: only rows of colours.
EXPORT(jpegHasPlanes) int jpeg_has_planes(struct reader *reader) {
  J_COLOR_SPACE space = reader->jpeg.jpeg_color_space;
  return space == JCS_YCbCr || space == JCS_GRAYSCALE;
}

// Begins to decode into planes. A plane keeps the resolution it has in the file, times eighths / 8; with `full`,
// a colour plane that has fewer pixels comes in as many as brightness has, as far as the transform can do that.
EXPORT(jpegStartPlanes) int jpeg_start_planes(struct reader *reader, int eighths, int full) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg->scale_num = eighths;
  jpeg->scale_denom = 8;
  jpeg->out_color_space = jpeg->jpeg_color_space;
  jpeg->raw_data_out = TRUE;
  jpeg->client_data = full ? NULL : jpeg; // read by jdmaster.c as build.sh changes it
  jpeg_start_decompress(jpeg);
  for (int i = 0; i < jpeg->num_components; i++) {
    jpeg_component_info *plane = &jpeg->comp_info[i];
    size_t pitch = plane->width_in_blocks * plane->DCT_scaled_size;
    int rows = plane->v_samp_factor * plane->DCT_scaled_size;
    reader->planes[i] = calloc(rows * pitch + 64, 1);
    reader->rows[i] = malloc(rows * sizeof(JSAMPROW));
    if (!reader->planes[i] || !reader->rows[i]) return 0;
    for (int y = 0; y < rows; y++) reader->rows[i][y] = reader->planes[i] + y * pitch;
  }
  return jpeg->num_components;
}

// 0: where the strip's rows are, 1: bytes from row to row, 2: rows of a strip, 3: pixels of a row, 4: rows of all,
// 5: the block's side in pixels, 6 and 7: how often it repeats across and down in a unit, 8 and 9: the most repeats.
EXPORT(jpegPlane) int jpeg_plane(struct reader *reader, int index, int fact) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg_component_info *plane = &jpeg->comp_info[index];
  switch (fact) {
    case 0: return (int)reader->planes[index];
    case 1: return plane->width_in_blocks * plane->DCT_scaled_size;
    case 2: return plane->v_samp_factor * plane->DCT_scaled_size;
    case 3: return plane->downsampled_width;
    case 4: return plane->downsampled_height;
    case 5: return plane->DCT_scaled_size;
    case 6: return plane->h_samp_factor;
    case 7: return plane->v_samp_factor;
    case 8: return jpeg->max_h_samp_factor;
    default: return jpeg->max_v_samp_factor;
  }
}

// Decodes the next strip; 0 when there is none.
EXPORT(jpegNextStrip) int jpeg_next_strip(struct reader *reader) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  if (jpeg->output_scanline >= jpeg->output_height) return 0;
  return jpeg_read_raw_data(jpeg, reader->rows, jpeg->max_v_samp_factor * jpeg->min_DCT_scaled_size);
}

// Begins to decode into rows: three bytes a pixel, or for four components the four inks as stored.
EXPORT(jpegStartRows) int jpeg_start_rows(struct reader *reader, int eighths) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg->scale_num = eighths;
  jpeg->scale_denom = 8;
  jpeg->out_color_space = jpeg->num_components == 4 ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(jpeg);
  return jpeg->output_components;
}

EXPORT(jpegNextRow) int jpeg_next_row(struct reader *reader, uint8_t *row) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  if (jpeg->output_scanline >= jpeg->output_height) return 0;
  return jpeg_read_scanlines(jpeg, &row, 1);
}

// Whether anything was odd: then the file may have ended before its last pixel.
EXPORT(jpegWarnings) int jpeg_warnings(struct reader *reader) { return reader->errors.num_warnings; }

EXPORT(jpegClose) void jpeg_close(struct reader *reader) {
  for (int i = 0; i < 4; i++) {
    free(reader->planes[i]);
    free(reader->rows[i]);
  }
  jpeg_destroy_decompress(&reader->jpeg);
  free(reader);
}
