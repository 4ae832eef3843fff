/* SPDX-License-Identifier: MIT */
/* Samples in rows and columns: what went in, what came out, the difference, and
 * a number below each column; and contact sheets of many samples. All of it is
 * plain data owned by the caller and read while drawing; any thread.
 */
#pragma once

#include "app/figures/image.h"

G_BEGIN_DECLS

/**
 * WbImageRow: one row of a grid.
 * @label: (nullable): stands on the left
 * @values: (nullable): [n, size]; NULL draws dashed places that wait for
 *   their pictures
 * @reference: (nullable): [n, size]: where given, a row with %WB_MAP_ERROR shows
 *   how far @values is above it, and series of any other lie over it
 * @map: of the row
 * @lower: value of the map's first entry
 * @upper: value of the map's last entry
 */
typedef struct
{
  const char *label;
  const float *values;
  const float *reference;
  WbColourMap map;
  double lower;
  double upper;
} WbImageRow;

/**
 * WbImageGrid:
 * @shape: of a sample
 * @n: samples, one a column
 * @rows: (array length=n_rows): from the top
 * @n_rows: how many rows
 * @numbers_label: (nullable): "MSE"
 * @numbers: (nullable): [n]: one below each column; the greatest stands out
 * @decimals: of the numbers
 * @selected: this column has an outline, -1 for none
 * @error_key: explains the colours of differences below the grid, with the mean
 *   of @numbers beside it
 */
typedef struct
{
  AeShape shape;
  guint n;
  const WbImageRow *rows;
  guint n_rows;
  const char *numbers_label;
  const double *numbers;
  int decimals;
  int selected;
  gboolean error_key;
} WbImageGrid;

/** The index of the greatest of @n numbers, the first of equals; one that is not a number is none.
 */
guint wb_image_grid_find_worst (const double *numbers, guint n);

/**
 * WbContactSheet: many samples, one row after the other.
 * @picture: how each is shown; its values are [n, size]
 * @n: how many samples
 * @columns: how many stand in a row; 0 takes the number that makes them largest
 * @labels: (nullable): [n]: below each; single ones may be NULL
 * @selected: has an outline, -1 for none
 */
typedef struct
{
  WbPicture picture;
  guint n;
  guint columns;
  const char *const *labels;
  int selected;
} WbContactSheet;

/**
 * @label: (nullable): stands on the left
 * @values: (nullable): [n, size], in [0, 1]
 *
 * Returns: a row of samples.
 */
WbImageRow wb_image_row (const char *label, const float *values);

/**
 * @values: (nullable): [n, size]: what came out
 * @reference: [n, size]: what should have; series lie over it
 *
 * Returns: a row of samples.
 */
WbImageRow wb_image_row_output (const char *label, const float *values, const float *reference);

/**
 * @values: (nullable): [n, size]: what came out
 * @reference: [n, size]: what went in
 *
 * Returns: a row of differences in the fixed range of -1 to 1.
 */
WbImageRow wb_image_row_error (const char *label, const float *values, const float *reference);

/**
 * Whether pixels of @shape are dark where their values are large; in a dark card,
 * in colour, as stored and in what is not an image they are not.
 */
gboolean wb_style_shows_ink (const WbStyle *style, const AeShape *shape);

/**
 * For a file or a first allocation; any other size works, too.
 *
 * @width: (out): in which the tiles have a comfortable size
 * @height: (out): likewise
 */
void wb_image_grid_get_natural_size (const WbImageGrid *self,
                                     const WbStyle *style,
                                     double *width,
                                     double *height);

/**
 * Draws rows, numbers and key without a background.
 *
 * @cr: is left as it was
 * @width: the grid uses as much of it as its tiles want
 * @height: likewise
 */
void wb_image_grid_draw (const WbImageGrid *self,
                         cairo_t *cr,
                         double width,
                         double height,
                         const WbStyle *style);

/**
 * The plain pictures, without frames, labels or numbers: rows stand @factor
 * pixels apart, blocks three times that.
 *
 * @factor: pixels a side for each value, at least 1
 * @max_columns: more samples continue below, in further blocks of rows; 0 for no
 *   limit
 *
 * Returns: (transfer full): an image surface; its status is an error where it
 *   would be too large.
 */
cairo_surface_t *wb_image_grid_to_surface (const WbImageGrid *self,
                                           guint factor,
                                           guint max_columns,
                                           const WbStyle *style) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Returns: how many samples stand in a row of a drawing of this size: what was
 *   asked for, or the number that makes the tiles largest.
 */
guint wb_contact_sheet_get_columns (const WbContactSheet *self, double width, double height);

/**
 * Draws the samples without a background, from the top left.
 *
 * @cr: is left as it was
 * @width: the sheet is fitted into it
 * @height: likewise
 */
void wb_contact_sheet_draw (const WbContactSheet *self,
                            cairo_t *cr,
                            double width,
                            double height,
                            const WbStyle *style);

G_END_DECLS
