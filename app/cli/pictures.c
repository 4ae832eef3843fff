/* SPDX-License-Identifier: MIT */
/* In a picture a value is enlarged by a whole factor, so that pixels stay crisp. */
#include "app/cli/pictures.h"

#include "app/figures/write.h"
#include "app/project/npy.h"

/* About so wide is a sample in a picture. */
#define TILE 84
#define COLUMNS 20

/** Writes [n, shape] to a .npy file. WB_ERROR_FILE. */
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

/** Writes the plain pictures of a grid, as they are stored, to a .png file. WB_ERROR_FILE, WB_ERROR_CONTENTS. */
gboolean
wb_cli_write_grid (const char *path, const WbImageGrid *grid, GError **error)
{
  guint width, height;
  WbStyle style;
  cairo_surface_t *surface;
  gboolean written;

  wb_style_init (&style, FALSE);
  style.as_stored = TRUE;
  wb_picture_get_size (&grid->shape, &width, &height);
  surface = wb_image_grid_to_surface (grid, CLAMP (TILE / MAX (width, 1), 1, 8), COLUMNS,
                                      &style);
  written = wb_surface_write_png (surface, path, NULL, error);
  cairo_surface_destroy (surface);
  return written;
}
