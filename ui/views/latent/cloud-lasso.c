/* SPDX-License-Identifier: MIT */
/* A line round some points selects their samples. It is kept in the plane, so that it
 * stays with its points when the plane moves; once the points move on, it is gone and the
 * samples stay selected.
 */
#include "ui/views/latent/cloud-private.h"

#include <math.h>

#include "app/latent/lasso.h"

#define STEP 3 /* pixels between two corners */

static void
add_corner (HgCloud *self, double x, double y)
{
  const float corner[2] = { (float) wb_axis_to_value (&self->x_axis, x),
                            (float) wb_axis_to_value (&self->y_axis, y) };

  g_array_append_vals (self->lasso, corner, 2);
}

static float
get_number (const GArray *lasso, guint index)
{
  return g_array_index (lasso, float, index);
}

void
hg_cloud_lasso_begin (HgCloud *self, double x, double y)
{
  g_clear_pointer (&self->lasso, g_array_unref);
  self->lasso = g_array_new (FALSE, FALSE, sizeof (float));
  self->drawing = TRUE;
  add_corner (self, x, y);
}

void
hg_cloud_lasso_move (HgCloud *self, double x, double y)
{
  guint last = self->lasso->len - 2;
  double dx = wb_axis_to_pixel (&self->x_axis, get_number (self->lasso, last)) - x;
  double dy = wb_axis_to_pixel (&self->y_axis, get_number (self->lasso, last + 1)) - y;

  if (hypot (dx, dy) < STEP)
    return;
  add_corner (self, x, y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Classes that are grey cannot be selected. */
static GArray *
list_inside (HgCloud *self)
{
  g_autofree guint8 *inside = g_new (guint8, self->scatter.n);
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (guint32));

  wb_lasso_find (self->scatter.n, self->scatter.points, self->lasso->len / 2,
                 (const float *) (void *) self->lasso->data, inside);
  for (guint32 i = 0; i < self->scatter.n; i++)
    if (inside[i] && (self->classes == NULL || self->classes[i] >= 0))
      g_array_append_val (samples, i);
  return samples;
}

void
hg_cloud_lasso_end (HgCloud *self)
{
  GArray *samples = list_inside (self);
  GArray *lasso = samples->len > 0 ? g_array_ref (self->lasso) : NULL;

  self->drawing = FALSE;
  if (samples->len == 0)
    g_clear_pointer (&samples, g_array_unref);
  hg_latent_select (self->latent, samples);
  g_clear_pointer (&self->lasso, g_array_unref);
  self->lasso = lasso;
}

void
hg_cloud_lasso_draw (HgCloud *self, cairo_t *cr, const WbStyle *style)
{
  WbColour fill = style->accent;

  if (self->lasso == NULL)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, self->x_axis.start, self->y_axis.end, self->x_axis.end - self->x_axis.start,
                   self->y_axis.start - self->y_axis.end);
  cairo_clip (cr);
  for (guint i = 0; i < self->lasso->len; i += 2)
    cairo_line_to (cr, wb_axis_to_pixel (&self->x_axis, get_number (self->lasso, i)),
                   wb_axis_to_pixel (&self->y_axis, get_number (self->lasso, i + 1)));
  cairo_close_path (cr);
  fill.alpha = .1;
  wb_colour_set (&fill, cr);
  cairo_fill_preserve (cr);
  wb_colour_set (&style->accent, cr);
  cairo_set_line_width (cr, 1.25);
  cairo_set_dash (cr, (double[]) { 4, 3 }, 2, 0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
hg_cloud_show_selection (HgCloud *self)
{
  const GArray *samples = hg_latent_get_selected (self->latent);

  g_clear_pointer (&self->selected, g_free);
  if (samples != NULL && self->scatter.n > 0)
    {
      self->selected = g_new0 (guint8, self->scatter.n);
      for (guint i = 0; i < samples->len; i++)
        self->selected[g_array_index (samples, guint32, i)] = 1;
    }
  self->scatter.selected = self->selected;
  hg_figure_widget_redraw (self);
}
