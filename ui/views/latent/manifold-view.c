/* SPDX-License-Identifier: MIT */
/* Pictures are decoded in a thread, for the newest map alone, and composed once into a
 * node.
 */
#include "ui/views/latent/manifold-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/manifold.h"
#include "ui/figure-style.h"
#include "ui/shortcuts.h"

struct _HgManifoldView
{
  GtkWidget parent_instance;

  HgLatent *latent;
  guint n;
  WbLatentMap *map; /* of @manifold */
  WbManifold manifold;
  GskRenderNode *node;
  GCancellable *decoding;
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (HgManifoldView, hg_manifold_view, GTK_TYPE_WIDGET)

typedef struct
{
  WbLatentMap *map;
  WbManifold manifold;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  wb_latent_map_unref (job->map);
  g_free ((float *) job->manifold.picture.values);
  g_free (job);
}

static void
decode_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  WbManifold *manifold = &job->manifold;
  const gsize size = job->map->codes->size, n = manifold->n_columns * manifold->n_rows;
  g_autofree float *codes = g_new (float, n * size);
  float *samples = g_new (float, n * ae_shape_size (&job->map->shape));
  GError *error = NULL;

  manifold->picture.values = samples;
  for (guint i = 0; i < n; i++)
    {
      double place[2];

      wb_manifold_get_code (manifold, i % manifold->n_columns, i / manifold->n_columns, place);
      wb_plane_restore (job->map->plane, place, NULL, codes + i * size);
    }
  if (wb_latent_map_decode (job->map, n, codes, samples, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void update (HgManifoldView *self);

static void
redraw (HgManifoldView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
clear_manifold (HgManifoldView *self)
{
  g_clear_pointer (&self->map, wb_latent_map_unref);
  g_free ((float *) self->manifold.picture.values);
  self->manifold = (WbManifold) { .selected = -1 };
  redraw (self);
}

/* The picture nearest to the code that is looked at; -1 outside. */
static int
find_selected (HgManifoldView *self)
{
  const WbManifold *m = &self->manifold;
  double u, v, place[2];

  if (hg_latent_get_code (self->latent) == NULL || self->map == NULL
      || hg_latent_get_map (self->latent)->codes->size != self->map->codes->size)
    return -1;
  hg_latent_get_place (self->latent, place);
  u = (place[0] - m->x_lower) / (m->x_upper - m->x_lower) * (m->n_columns - 1);
  v = (m->y_upper - place[1]) / (m->y_upper - m->y_lower) * (m->n_rows - 1);
  if (!(u > -.5 && u < m->n_columns - .5 && v > -.5 && v < m->n_rows - .5))
    return -1;
  return (int) (lround (v) * m->n_columns + lround (u));
}

static void
decoded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgManifoldView *self = HG_MANIFOLD_VIEW (object);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean decoded = g_task_propagate_boolean (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->decoding);
  clear_manifold (self);
  if (decoded)
    {
      self->map = wb_latent_map_ref (job->map);
      self->manifold = job->manifold;
      job->manifold.picture.values = NULL;
      self->manifold.selected = find_selected (self);
    }
  update (self);
}

static void
cancel (HgManifoldView *self)
{
  if (self->decoding != NULL)
    g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
}

static void
update (HgManifoldView *self)
{
  WbLatentMap *map = hg_latent_get_map (self->latent);
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (map == NULL || self->decoding != NULL || (map == self->map && !self->stale))
    return;
  self->stale = FALSE;
  job = g_new0 (Job, 1);
  job->map = wb_latent_map_ref (map);
  job->manifold = (WbManifold) { .picture = { NULL, map->shape, WB_MAP_IMAGE, 0, 1, NULL },
                                 .n_columns = self->n,
                                 .n_rows = map->codes->size > 1 ? self->n : 1,
                                 .selected = -1 };
  hg_latent_get_bounds (self->latent, 0, &job->manifold.x_lower, &job->manifold.x_upper);
  hg_latent_get_bounds (self->latent, 1, &job->manifold.y_lower, &job->manifold.y_upper);
  self->decoding = g_cancellable_new ();
  task = g_task_new (self, self->decoding, decoded_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, decode_in_thread);
}

static void
set_stale (HgManifoldView *self)
{
  self->stale = TRUE;
  cancel (self);
  update (self);
}

static void
latent_changed_cb (HgManifoldView *self, guint changes)
{
  int selected;

  if ((changes & HG_LATENT_MAP) && hg_latent_get_map (self->latent) == NULL)
    {
      cancel (self);
      clear_manifold (self);
    }
  if (changes & HG_LATENT_RANGE)
    set_stale (self);
  if (changes & (HG_LATENT_MAP | HG_LATENT_PLACES))
    update (self);
  selected = find_selected (self);
  if (selected == self->manifold.selected)
    return;
  self->manifold.selected = selected;
  redraw (self);
}

static void
init_style (HgManifoldView *self, WbStyle *style)
{
  hg_figure_style_init_pixels (style, GTK_WIDGET (self),
                               hg_workspace_is_ink (hg_latent_get_workspace (self->latent)));
}

static void
build_node (HgManifoldView *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  WbStyle style;
  cairo_t *cr;

  init_style (self, &style);
  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  wb_manifold_draw (&self->manifold, cr, width, height, &style);
  cairo_destroy (cr);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgManifoldView *self = HG_MANIFOLD_VIEW (widget);

  if (self->map == NULL)
    return;
  if (self->node == NULL)
    build_node (self);
  gtk_snapshot_append_node (out, self->node);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  g_clear_pointer (&HG_MANIFOLD_VIEW (widget)->node, gsk_render_node_unref);
}

static void
moved_cb (HgManifoldView *self, double x, double y)
{
  guint column, row;
  double place[2];
  WbStyle style;

  if (self->map == NULL)
    return;
  init_style (self, &style);
  if (!wb_manifold_pick (&self->manifold, gtk_widget_get_width (GTK_WIDGET (self)),
                         gtk_widget_get_height (GTK_WIDGET (self)), &style, x, y, &column, &row))
    return;
  wb_manifold_get_code (&self->manifold, column, row, place);
  hg_latent_set_place (self->latent, place[0], place[1]);
}

static void
dispose (GObject *object)
{
  HgManifoldView *self = HG_MANIFOLD_VIEW (object);

  cancel (self);
  clear_manifold (self);
  g_clear_object (&self->latent);
  G_OBJECT_CLASS (hg_manifold_view_parent_class)->dispose (object);
}

static void
hg_manifold_view_class_init (HgManifoldViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget_class->snapshot = snapshot;
  widget_class->size_allocate = size_allocate;
  gtk_widget_class_set_css_name (widget_class, "manifold");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  hg_keys_add (widget_class);
}

static void
hg_manifold_view_init (HgManifoldView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->n = 20;
  self->manifold.selected = -1;
  hg_figure_style_watch (self, G_CALLBACK (redraw));
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Decoded codes on a grid"), -1);
}

void
hg_manifold_view_set_latent (HgManifoldView *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
hg_manifold_view_set_size (HgManifoldView *self, guint n)
{
  if (self->n == n)
    return;
  self->n = n;
  set_stale (self);
}
