/* SPDX-License-Identifier: MIT */
/* A and B lie where their samples do. They are dragged from sample to sample: whichever is
 * nearest to the pointer on the screen.
 */
#include "ui/views/latent/cloud-private.h"

#include <math.h>

#include "app/figures/mark.h"

#define SIDE  18
#define REACH 14 /* pixels from the middle of a mark to a pointer that takes it */

/* Returns FALSE where it lies outside of what is shown. */
static gboolean
find_place (HgCloud *self, guint end, double *x, double *y)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  g_autofree float *code = g_new (float, map->codes->size);
  float place[2];

  hg_latent_get_end_code (self->latent, end, code);
  wb_plane_project (map->plane, 1, code, place);
  *x = wb_axis_to_pixel (&self->x_axis, place[0]);
  *y = wb_axis_to_pixel (&self->y_axis, place[1]);
  return *x >= self->x_axis.start && *x <= self->x_axis.end && *y >= self->y_axis.end
         && *y <= self->y_axis.start;
}

static void
draw_end (HgCloud *self, WbText *text, guint end)
{
  double x, y;

  if (!find_place (self, end, &x, &y))
    return;
  wb_mark_rounded (text->cr, x - SIDE / 2., y - SIDE / 2., SIDE, SIDE, 4);
  wb_colour_set (&text->style->accent, text->cr);
  cairo_fill (text->cr);
  wb_text_draw (text, end == 0 ? "A" : "B", x, y, .5, &text->style->card);
}

void
hg_cloud_ends_draw (HgCloud *self, WbText *text)
{
  draw_end (self, text, 0);
  draw_end (self, text, 1);
}

int
hg_cloud_find_end (HgCloud *self, double x, double y)
{
  double end_x, end_y;

  if (self->lassos || hg_latent_get_map (self->latent) == NULL)
    return -1;
  for (guint i = 0; i < 2; i++)
    if (find_place (self, 1 - i, &end_x, &end_y) && hypot (end_x - x, end_y - y) < REACH)
      return 1 - (int) i;
  return -1;
}

void
hg_cloud_drag_end (HgCloud *self, guint end, double x, double y)
{
  const GArray *samples = hg_latent_get_end_samples (self->latent, end);
  gsize sample;

  if (!wb_scatter_find_nearest (&self->scatter, &self->x_axis, &self->y_axis, x, y, INFINITY,
                                &sample)
      || (samples->len == 1 && g_array_index (samples, guint32, 0) == sample))
    return;
  hg_latent_set_end (self->latent, end, (guint) sample);
}
