/* SPDX-License-Identifier: MIT */
/* Pictures are decoded in a thread, a slice of time at once, and composed once into a node.
 */
#include "ui/views/latent/manifold-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/mark.h"
#include "app/figures/write.h"
#include "app/latent/code-grid.h"
#include "app/latent/number-table.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/shortcuts.h"
#include "ui/widget-task.h"

/* While a training runs, decoding rests this many times as long as it worked. */
#define SHARE      20
#define SLICE_USEC 10000
#define SIDE       720 /* of a figure */

struct _HgManifoldView
{
  HgFigureWidget parent_instance;

  HgLatent *latent;
  guint n;
  WbLatentMap *map; /* (nullable): of @manifold; its pictures may be older ones */
  WbManifold manifold;
  float *samples;    /* (nullable): of @manifold */
  int selected;      /* the picture that is looked at, counted row by row; -1 for none */
  WbCodeGrid *grid;  /* (nullable): not done yet; NULL while a thread has it, too */
  gboolean complete; /* all pictures are of @map, at the places that are wanted */
  GCancellable *decoding;
  guint rest;
};

G_DEFINE_FINAL_TYPE (HgManifoldView, hg_manifold_view, HG_TYPE_FIGURE_WIDGET)

typedef struct
{
  WbCodeGrid *grid;
  gint64 usec; /* that a slice took */
} Job;

static void
manifold_view_job_free (gpointer data)
{
  Job *job = data;

  wb_code_grid_free (job->grid);
  g_free (job);
}

static void
manifold_view_decode_in_thread (GTask *task,
                                gpointer source,
                                gpointer data,
                                GCancellable *cancellable)
{
  Job *job = data;
  const gint64 begin = g_get_monotonic_time ();
  GError *error = NULL;

  if (!wb_code_grid_advance (job->grid, SLICE_USEC, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  job->usec = g_get_monotonic_time () - begin;
  g_task_return_boolean (task, TRUE);
}

static void manifold_view_update (HgManifoldView *self);

static void
manifold_view_clear_manifold (HgManifoldView *self)
{
  g_clear_pointer (&self->map, wb_latent_map_unref);
  g_clear_pointer (&self->samples, g_free);
  self->manifold = (WbManifold) { 0 };
  self->selected = -1;
  self->complete = FALSE;
  hg_figure_widget_redraw (self);
}

/* The picture nearest to the code that is looked at; -1 outside. */
static int
manifold_view_find_selected (HgManifoldView *self)
{
  const WbManifold *m = &self->manifold;
  const guint n = m->is_wrapped ? m->n_columns * m->n_rows : m->n_columns;
  double u, v, place[2];

  if (hg_latent_get_code (self->latent) == NULL || self->map == NULL
      || hg_latent_get_map (self->latent)->codes->size != self->map->codes->size)
    return -1;
  hg_latent_get_place (self->latent, place);
  u = (place[0] - m->x_lower) / (m->x_upper - m->x_lower) * (n - 1);
  v = m->is_wrapped ? 0 : (m->y_upper - place[1]) / (m->y_upper - m->y_lower) * (m->n_rows - 1);
  if (!(u > -.5 && u < n - .5 && v > -.5 && v < m->n_rows - .5))
    return -1;
  return (int) (lround (v) * m->n_columns + lround (u));
}

/* "20 × 20 decoded codes, from −3.0 to 3.0 and from −3.0 to 3.0"; of codes of one value
 * "400 decoded codes, from −3.0 to 3.0" */
static void
manifold_view_update_label (HgManifoldView *self)
{
  const WbManifold *m = &self->manifold;
  g_autofree char *x_lower = hg_format_real (m->x_lower, "%.1f");
  g_autofree char *x_upper = hg_format_real (m->x_upper, "%.1f");
  g_autofree char *y_lower = hg_format_real (m->y_lower, "%.1f");
  g_autofree char *y_upper = hg_format_real (m->y_upper, "%.1f");
  g_autofree char *words
    = m->is_wrapped ? g_strdup_printf (_ ("%u decoded codes, from %s to %s"),
                                       m->n_columns * m->n_rows, x_lower, x_upper)
                    : g_strdup_printf (_ ("%u × %u decoded codes, from %s to %s and from %s to %s"),
                                       m->n_columns, m->n_rows, x_lower, x_upper, y_lower, y_upper);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* Which picture is looked at. */
static void
manifold_view_select_picture (HgManifoldView *self)
{
  const int selected = manifold_view_find_selected (self);
  g_autofree char *words = NULL;

  if (selected == self->selected)
    return;
  self->selected = selected;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (selected >= 0)
    words = g_strdup_printf (_ ("Column %u, row %u"),
                             (guint) selected % self->manifold.n_columns + 1,
                             (guint) selected / self->manifold.n_columns + 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "", -1);
}

/* Pictures that are not done yet stay those of before, where there are as many of them. */
static void
manifold_view_show_grid (HgManifoldView *self, const WbCodeGrid *grid)
{
  const gboolean fits = self->map != NULL && self->manifold.n_columns == grid->n_columns
                        && self->manifold.n_rows == grid->n_rows
                        && ae_shape_equal (&self->map->shape, &grid->map->shape);

  if (!fits)
    {
      g_free (self->samples);
      self->samples = g_new (float, grid->n * ae_shape_size (&grid->map->shape));
    }
  wb_code_grid_copy (grid, !fits, self->samples);
  wb_latent_map_ref (grid->map);
  g_clear_pointer (&self->map, wb_latent_map_unref);
  self->map = grid->map;
  self->manifold = (WbManifold) {
    .picture = { self->samples, grid->map->shape, WB_MAP_IMAGE, 0, 1, NULL },
    .n_columns = grid->n_columns,
    .n_rows = grid->n_rows,
    .is_wrapped = grid->map->codes->size == 1,
    .x_lower = grid->lower[0],
    .x_upper = grid->upper[0],
    .y_lower = grid->lower[1],
    .y_upper = grid->upper[1],
  };
  self->complete = wb_code_grid_is_done (grid);
  manifold_view_select_picture (self);
  manifold_view_update_label (self);
  hg_figure_widget_redraw (self);
}

static gboolean
manifold_view_rested_cb (gpointer data)
{
  HgManifoldView *self = data;

  self->rest = 0;
  manifold_view_update (self);
  return G_SOURCE_REMOVE;
}

static void
manifold_view_decoded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgManifoldView *self = data;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean decoded = g_task_propagate_boolean (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->decoding);
  if (!decoded)
    {
      manifold_view_clear_manifold (self);
      return;
    }
  manifold_view_show_grid (self, job->grid);
  if (!self->complete)
    self->grid = g_steal_pointer (&job->grid);
  if (hg_workspace_get_state (hg_latent_get_workspace (self->latent)) == WB_RUN_RUNNING)
    self->rest = g_timeout_add ((guint) (SHARE * job->usec / 1000), manifold_view_rested_cb, self);
  else
    manifold_view_update (self);
}

static void
manifold_view_cancel (HgManifoldView *self)
{
  hg_task_cancel (&self->decoding);
  g_clear_pointer (&self->grid, wb_code_grid_free);
  g_clear_handle_id (&self->rest, g_source_remove);
}

static WbCodeGrid *
manifold_view_new_grid (HgManifoldView *self, WbLatentMap *map)
{
  double lower[2], upper[2];

  for (guint axis = 0; axis < 2; axis++)
    hg_latent_get_bounds (self->latent, axis, &lower[axis], &upper[axis]);
  return wb_code_grid_new (map, self->n, self->n, lower, upper,
                           hg_latent_get_around (self->latent));
}

/* What was begun is finished before newer codes are decoded: each picture gets its turn. */
static void
manifold_view_update (HgManifoldView *self)
{
  WbLatentMap *map = hg_latent_get_map (self->latent);
  Job *job;

  if (map == NULL || self->decoding != NULL || self->rest != 0
      || (map == self->map && self->complete))
    return;
  job = g_new0 (Job, 1);
  job->grid = self->grid != NULL ? g_steal_pointer (&self->grid)
                                 : manifold_view_new_grid (self, map);
  hg_task_start (&self->decoding, manifold_view_decode_in_thread, job, manifold_view_job_free,
                 manifold_view_decoded_cb, self);
}

static void
manifold_view_set_stale (HgManifoldView *self)
{
  self->complete = FALSE;
  manifold_view_cancel (self);
  manifold_view_update (self);
}

/* Whether pictures of @grid would be in the place of those of other codes. */
static gboolean
manifold_view_has_other_plane (const WbCodeGrid *grid, const WbLatentMap *map)
{
  const WbPlane *a = grid->map->plane, *b = map->plane;

  return a->size != b->size || a->axes[0] != b->axes[0] || a->axes[1] != b->axes[1]
         || wb_plane_is_layout (a) != wb_plane_is_layout (b);
}

static void
manifold_view_latent_changed_cb (HgManifoldView *self, guint changes)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  if (map == NULL && (changes & HG_LATENT_MAP))
    {
      manifold_view_cancel (self);
      manifold_view_clear_manifold (self);
    }
  if ((changes & HG_LATENT_RANGE)
      || (map != NULL && self->grid != NULL && manifold_view_has_other_plane (self->grid, map)))
    manifold_view_set_stale (self);
  if (changes & (HG_LATENT_MAP | HG_LATENT_PLACES))
    manifold_view_update (self);
  manifold_view_select_picture (self);
}

/* Over the pictures, which are not drawn again for it. */
static void
manifold_view_draw_outline (HgManifoldView *self, GtkSnapshot *out)
{
  const guint n = self->manifold.n_columns;
  double b[4];
  WbStyle style;
  cairo_t *cr;

  hg_latent_init_style (self->latent, &style, GTK_WIDGET (self));
  wb_manifold_get_bounds (&self->manifold, gtk_widget_get_width (GTK_WIDGET (self)),
                          gtk_widget_get_height (GTK_WIDGET (self)), &style,
                          (guint) self->selected % n, (guint) self->selected / n, b);
  cr = gtk_snapshot_append_cairo (out, &GRAPHENE_RECT_INIT (floorf ((float) b[0]) - 2,
                                                            floorf ((float) b[1]) - 2,
                                                            ceilf ((float) b[2]) + 5,
                                                            ceilf ((float) b[3]) + 5));
  wb_mark_rounded (cr, b[0] - 1, b[1] - 1, b[2] + 2, b[3] + 2, 3);
  wb_colour_set (&style.accent, cr);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
manifold_view_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgManifoldView *self = HG_MANIFOLD_VIEW (widget);
  WbStyle style;

  if (self->map == NULL)
    return;
  hg_latent_init_style (self->latent, &style, widget);
  wb_manifold_draw (&self->manifold, cr, width, height, &style);
}

static void
manifold_view_snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgManifoldView *self = HG_MANIFOLD_VIEW (widget);

  GTK_WIDGET_CLASS (hg_manifold_view_parent_class)->snapshot (widget, out);
  if (self->map != NULL && self->selected >= 0)
    manifold_view_draw_outline (self, out);
}

static void
manifold_view_moved_cb (HgManifoldView *self, double x, double y)
{
  guint column, row;
  double place[2];
  WbStyle style;

  if (self->map == NULL)
    return;
  hg_latent_init_style (self->latent, &style, GTK_WIDGET (self));
  if (!wb_manifold_pick (&self->manifold, gtk_widget_get_width (GTK_WIDGET (self)),
                         gtk_widget_get_height (GTK_WIDGET (self)), &style, x, y, &column, &row))
    {
      hg_latent_set_points (self->latent, FALSE);
      return;
    }
  wb_manifold_get_code (&self->manifold, column, row, place);
  hg_latent_set_points (self->latent, TRUE);
  hg_latent_set_place (self->latent, place[0], place[1]);
}

static void
manifold_view_left_cb (HgManifoldView *self)
{
  hg_latent_set_points (self->latent, FALSE);
}

static void
manifold_view_dispose (GObject *object)
{
  HgManifoldView *self = HG_MANIFOLD_VIEW (object);

  manifold_view_cancel (self);
  manifold_view_clear_manifold (self);
  g_clear_object (&self->latent);
  G_OBJECT_CLASS (hg_manifold_view_parent_class)->dispose (object);
}

static void
hg_manifold_view_class_init (HgManifoldViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = manifold_view_dispose;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = manifold_view_draw;
  widget_class->snapshot = manifold_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "manifold");
  hg_keys_add (widget_class);
}

static void
hg_manifold_view_init (HgManifoldView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->n = 20;
  self->selected = -1;
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (manifold_view_moved_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (manifold_view_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

void
hg_manifold_view_set_latent (HgManifoldView *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (manifold_view_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

HgLatent *
hg_manifold_view_get_latent (HgManifoldView *self)
{
  return self->latent;
}

void
hg_manifold_view_set_size (HgManifoldView *self, guint n)
{
  if (self->n == n)
    return;
  self->n = n;
  manifold_view_set_stale (self);
}

const WbManifold *
hg_manifold_view_get_manifold (HgManifoldView *self, WbLatentMap **map)
{
  *map = self->complete ? self->map : NULL;
  return &self->manifold;
}

/* A line for each picture: its place, its code, and what it decodes to. */
static char *
manifold_view_copy (GtkWidget *widget)
{
  HgManifoldView *self = HG_MANIFOLD_VIEW (widget);
  const WbManifold *m = &self->manifold;
  const guint n = m->n_columns * m->n_rows;
  g_autofree float *places = g_new (float, 2 * n);
  g_autofree float *codes = NULL;
  gsize size;

  if (self->map == NULL)
    return NULL;
  size = self->map->codes->size;
  codes = g_new (float, n *size);
  for (guint i = 0; i < n; i++)
    {
      double place[2];

      wb_manifold_get_code (m, i % m->n_columns, i / m->n_columns, place);
      places[2 * i] = (float) place[0];
      places[2 * i + 1] = (float) place[1];
      wb_plane_restore (self->map->plane, place, hg_latent_get_around (self->latent),
                        codes + i * size);
    }
  return wb_number_table_to_csv (n, 3,
                                 (WbColumns[]) {
                                   { "place", 2, places },
                                   { "z", size, codes },
                                   { "x", ae_shape_size (&self->map->shape), self->samples } });
}

typedef struct
{
  const WbManifold *manifold;
  WbStyle style;
} Figure;

static void
manifold_view_draw_figure (cairo_t *cr, double width, double height, gpointer data)
{
  const Figure *figure = data;

  wb_manifold_draw (figure->manifold, cr, width, height, &figure->style);
}

static gboolean
manifold_view_write_figure (GtkWidget *widget, const char *path, double scale, GError **error)
{
  HgManifoldView *self = HG_MANIFOLD_VIEW (widget);
  g_autofree char *recipe = hg_workspace_get_recipe_text (hg_latent_get_workspace (self->latent));
  Figure data = { .manifold = &self->manifold };
  WbFigure figure = { .width = SIDE,
                      .height = SIDE,
                      .scale = scale,
                      .margin = 12,
                      .draw = manifold_view_draw_figure,
                      .data = &data,
                      .recipe = recipe };

  if (self->map == NULL)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                           _ ("There are no decoded codes yet. Train the model first."));
      return FALSE;
    }
  hg_latent_init_style (self->latent, &data.style, GTK_WIDGET (self));
  figure.background = data.style.card;
  return wb_figure_write (&figure, path, error);
}

const HgFigureActions hg_manifold_view_actions = { "manifold", N_ ("Save the manifold"),
                                                   "manifold.png", manifold_view_write_figure,
                                                   manifold_view_copy };
