/* SPDX-License-Identifier: MIT */
/* In a picture a value is enlarged by a whole factor, so that pixels stay crisp. */
#include "app/cli/pictures.h"

#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/figures/write.h"
#include "app/project/npy.h"

/* About so wide is a sample in a picture. */
#define TILE     84
#define COLUMNS  20
#define MAX_SIDE 32767 /* of a picture that Cairo draws */

gboolean
wb_cli_write_samples (const char *path,
                      gsize n,
                      const AeShape *shape,
                      const float *values,
                      GError **error)
{
  gsize dims[1 + AE_MAX_RANK] = { n };

  for (guint i = 0; i < shape->rank; i++)
    dims[1 + i] = shape->dims[i];
  return wb_npy_write (path, WB_NPY_F4, 1 + shape->rank, dims, values, error);
}

/* One sample needs less than the samples of a picture, whatever their shape. */
static gboolean
check_count (const WbImageGrid *grid, guint limit, GError **error)
{
  g_autofree char *most = wb_cli_count_to_text (limit);

  if (grid->n <= MAX (limit, 1))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_FAILED,
                        "A picture holds at most %s of these samples. Say with --count how many "
                        "to draw, or write all of them to a .npy file.",
                        most);
}

gboolean
wb_cli_write_grid (const char *path, const WbImageGrid *grid, GError **error)
{
  guint width, height, factor, columns;
  WbStyle style;
  cairo_surface_t *surface;
  gboolean written;

  wb_style_init (&style, FALSE);
  style.as_stored = TRUE;
  wb_picture_get_size (&grid->shape, &width, &height);
  factor = CLAMP (TILE / MAX (width, 1), 1, 8);
  columns = CLAMP (MAX_SIDE / ((width + 1) * factor), 1, COLUMNS);
  if (!check_count (grid, MAX_SIDE / ((grid->n_rows * (height + 1) + 2) * factor) * columns, error))
    return FALSE;
  surface = wb_image_grid_to_surface (grid, factor, columns, &style);
  written = wb_surface_write_png (surface, path, NULL, error);
  cairo_surface_destroy (surface);
  return written;
}
