/* SPDX-License-Identifier: MIT */
#include "app/board/reconstructions.h"

#include <string.h>

#include "app/figures/image-grid.h"
#include "app/figures/png-bytes.h"

/* About so wide is a sample. */
#define TILE 84

#define DOTS_PER_INCH 96

gboolean
wb_reconstructions_add (WbEventFile *file,
                        const WbProbe *probe,
                        guint64 step,
                        double wall_time,
                        GError **error)
{
  const gsize n_bytes = probe->n * probe->size * sizeof (float);
  gboolean corrupted = memcmp (probe->inputs, probe->targets, n_bytes) != 0;
  const WbImageRow rows[] = {
    wb_image_row (NULL, probe->targets),
    wb_image_row (NULL, probe->inputs),
    wb_image_row_output (NULL, probe->outputs, probe->targets),
  };
  const WbImageRow plain[] = { rows[0], rows[2] };
  WbImageGrid grid = { .shape = probe->activations[0].shape,
                       .n = probe->n,
                       .rows = corrupted ? rows : plain,
                       .n_rows = corrupted ? 3 : 2,
                       .selected = -1 };
  guint width, height;
  WbStyle style;
  cairo_surface_t *surface;
  g_autoptr (GByteArray) png = NULL;

  wb_style_init (&style, FALSE);
  style.as_stored = TRUE;
  wb_picture_get_size (&grid.shape, &width, &height);
  surface = wb_image_grid_to_surface (&grid, CLAMP (TILE / MAX (width, 1), 1, 8), 0, &style);
  png = wb_png_encode (surface, DOTS_PER_INCH, NULL, error);
  if (png != NULL)
    wb_event_file_add_image (file, step, wall_time, "reconstructions",
                             (guint) cairo_image_surface_get_width (surface),
                             (guint) cairo_image_surface_get_height (surface), png);
  cairo_surface_destroy (surface);
  return png != NULL;
}
