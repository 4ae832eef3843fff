/* SPDX-License-Identifier: MIT */
/* Figures of a code: where samples lie, what the plane decodes to, what each value does, and
 * the way from one sample to another.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/nearest.h"
#include "app/cli/output.h"
#include "app/cli/plots.h"
#include "app/figures/image-grid.h"
#include "app/figures/manifold.h"
#include "app/figures/scatter.h"
#include "app/figures/strip.h"
#include "app/figures/way.h"
#include "app/latent/axis-name.h"
#include "app/latent/dimensions.h"
#include "app/latent/factors.h"
#include "app/latent/path.h"
#include "app/latent/plane.h"
#include "app/latent/traversal.h"
#include "app/project/project-text.h"
#include "app/training/monitor.h"

#define SIDE      20 /* codes a side of the manifold */
#define RANGE     3  /* standard deviations on both sides */
#define STEPS     11 /* of a traversal */
#define BETWEEN   9  /* pictures from A to B */
#define MOST_ROWS 10 /* traversals, where nobody says how many */

typedef struct
{
  gconstpointer subject;
  const WbStyle *style;
} Drawing;

static gboolean
is_variational (const WbPlot *self)
{
  return wb_divergence_has (ae_network_get_model (self->network));
}

/* (transfer full) (nullable): [n, values of the shape] */
static float *
decode (const WbPlot *self, gsize n, const float *codes, GError **error)
{
  g_autofree float *samples = g_new (float, n *ae_shape_size (&self->shape));

  return ae_network_predict (self->network, ae_network_get_code (self->network),
                             ae_network_get_n_layers (self->network) - 1, n, codes, samples, error)
           ? g_steal_pointer (&samples)
           : NULL;
}

/* Two values of the code, by --x and --y; else both of a code of two, else components. */
static gboolean
choose_axes (const WbPlot *self, guint axes[2], GError **error)
{
  const gsize size = self->table->size;
  const gboolean chosen = wb_arguments_has (self->arguments, "x")
                          || wb_arguments_has (self->arguments, "y");

  axes[0] = (guint) wb_arguments_get_int (self->arguments, "x", 1) - 1;
  axes[1] = (guint) wb_arguments_get_int (self->arguments, "y", 2) - 1;
  if (!chosen && size > 2)
    axes[0] = axes[1] = WB_PLANE_COMPONENT;
  if (!chosen || (axes[0] < size && axes[1] < size))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_FAILED,
                        "The code has %u values: --x and --y are numbers from 1 to %u.",
                        (guint) size, (guint) size);
}

static WbPlane *
make_plane (const WbPlot *self, GError **error)
{
  guint axes[2];
  WbPlane *plane;

  if (!choose_axes (self, axes, error))
    return NULL;
  plane = wb_plane_new (axes[0], axes[1], self->table->n, self->table->size, self->table->codes,
                        NULL);
  if (plane == NULL)
    g_set_error_literal (error, WB_CLI_ERROR, WB_CLI_FAILED,
                         "The codes are too large or too few for a plane.");
  return plane;
}

/* "z₁" or "PC 1", or NULL where a code of one value has no such axis: (transfer full). */
static char *
name_axis (const WbPlane *plane, guint axis)
{
  if (plane->pca != NULL)
    return g_strdup_printf ("PC %u", axis + 1);
  return plane->axes[axis] < plane->size ? wb_axis_name (plane->axes[axis]) : NULL;
}

static void
draw_scatter (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_scatter_draw (drawing->subject, cr, width, height, drawing->style);
}

gboolean
wb_plot_latent (const WbPlot *self, GError **error)
{
  g_autoptr (WbPlane) plane = make_plane (self, error);
  g_autofree float *places = g_new (float, 2 * self->table->n);
  g_autofree char *x_label = plane != NULL ? name_axis (plane, 0) : NULL;
  g_autofree char *y_label = plane != NULL ? name_axis (plane, 1) : NULL;
  WbScatter scatter = {
    .points = places,
    .n = self->table->n,
    .classes = ds_dataset_get_labels (self->dataset),
    .n_classes = ds_dataset_get_n_classes (self->dataset),
    .class_names = ds_dataset_get_class_names (self->dataset),
    .x_label = x_label,
    .y_label = y_label,
    .flat = self->table->size == 1,
    .legend = TRUE,
  };

  if (plane == NULL)
    return FALSE;
  wb_plane_project (plane, self->table->n, self->table->codes, places);
  wb_scatter_fit (&scatter);
  return wb_plot_write (self, 720, 600, draw_scatter, &(Drawing) { &scatter, &self->style }, error);
}

/* The prior of a variational code's own values, else what is seen. */
static void
find_bounds (const WbPlot *self, const WbPlane *plane, guint axis, double *lower, double *upper)
{
  const double range = wb_arguments_get_real (self->arguments, "range", RANGE);
  const gsize n = self->table->n;
  g_autofree float *places = g_new (float, 2 * n);
  WbDimension seen[2];

  wb_plane_project (plane, n, self->table->codes, places);
  wb_dimensions_measure (n, 2, places, NULL, seen);
  if (is_variational (self) && plane->pca == NULL)
    seen[axis] = (WbDimension) { .variance = 1 };
  *lower = seen[axis].mean - range * MAX (sqrt (seen[axis].variance), 1e-6);
  *upper = seen[axis].mean + range * MAX (sqrt (seen[axis].variance), 1e-6);
}

static void
draw_manifold (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_manifold_draw (drawing->subject, cr, width, height, drawing->style);
}

gboolean
wb_plot_manifold (const WbPlot *self, GError **error)
{
  g_autoptr (WbPlane) plane = make_plane (self, error);
  const guint side = (guint) wb_arguments_get_int (self->arguments, "side", SIDE);
  const gsize size = self->table->size;
  g_autofree char *x_label = plane != NULL ? name_axis (plane, 0) : NULL;
  g_autofree char *y_label = plane != NULL ? name_axis (plane, 1) : NULL;
  WbManifold manifold = {
    .n_columns = side,
    .n_rows = side,
    .is_wrapped = size == 1,
    .x_label = x_label,
    .y_label = size > 1 ? y_label : NULL,
  };
  g_autofree float *codes = g_new (float, side *side *size);
  g_autofree float *samples = NULL;

  if (plane == NULL)
    return FALSE;
  find_bounds (self, plane, 0, &manifold.x_lower, &manifold.x_upper);
  find_bounds (self, plane, 1, &manifold.y_lower, &manifold.y_upper);
  for (guint i = 0; i < manifold.n_columns * manifold.n_rows; i++)
    {
      double place[2];

      wb_manifold_get_code (&manifold, i % side, i / side, place);
      wb_plane_restore (plane, place, NULL, codes + i * size);
    }
  samples = decode (self, manifold.n_columns * manifold.n_rows, codes, error);
  if (samples == NULL)
    return FALSE;
  manifold.picture = (WbPicture) { samples, self->shape, WB_MAP_IMAGE, 0, 1, NULL };
  return wb_plot_write (self, 720, 720, draw_manifold, &(Drawing) { &manifold, &self->style },
                        error);
}

static void
draw_grid (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_image_grid_draw (drawing->subject, cr, width, height, drawing->style);
}

/* Dimensions in the order of their importance: (transfer full). */
static WbDimension *
measure_dimensions (const WbPlot *self)
{
  const WbCodeTable *table = self->table;
  WbDimension *dimensions = g_new (WbDimension, table->size);

  wb_dimensions_measure (table->n, table->size, table->codes, table->deviations, dimensions);
  wb_dimensions_sort (dimensions, table->size);
  return dimensions;
}

/* "z₃ slant 0.91", "z₃": (transfer full) */
static char *
name_value (const WbPlot *self, guint value, const guint *factors, const double *correlations)
{
  g_autofree char *name = wb_axis_name (value);

  if (correlations[value] == 0)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s  %s %.2f", name,
                          ds_dataset_get_factor_names (self->dataset)[factors[value]],
                          fabs (correlations[value]));
}

/* Decodes the traversal of each of the first dimensions; (transfer full) (nullable). */
static float *
decode_traversals (const WbPlot *self, const WbDimension *dimensions, guint n, GError **error)
{
  const gsize size = self->table->size;
  g_autofree float *means = g_new (float, size);
  g_autofree float *codes = g_new (float, n *STEPS *size);

  for (gsize i = 0; i < size; i++)
    means[dimensions[i].index] = (float) dimensions[i].mean;
  for (guint i = 0; i < n; i++)
    {
      double lower, upper;

      wb_traversal_get_range (dimensions[i].mean, sqrt (dimensions[i].variance),
                              is_variational (self), &lower, &upper);
      wb_traversal_make (size, means, dimensions[i].index, lower, upper, STEPS,
                         codes + i * STEPS * size);
    }
  return decode (self, n * STEPS, codes, error);
}

gboolean
wb_plot_traversals (const WbPlot *self, GError **error)
{
  const gsize size = self->table->size;
  const guint n = (guint) MIN ((gsize) wb_arguments_get_int (self->arguments, "count", MOST_ROWS),
                               size);
  g_autofree WbDimension *dimensions = measure_dimensions (self);
  g_autofree float *samples = decode_traversals (self, dimensions, n, error);
  g_autofree guint *factors = g_new0 (guint, size);
  g_autofree double *correlations = g_new0 (double, size);
  g_autofree WbImageRow *rows = g_new (WbImageRow, n);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  WbImageGrid grid = {
    .shape = self->shape, .n = STEPS, .rows = rows, .n_rows = n, .selected = -1
  };
  double width, height;

  if (samples == NULL)
    return FALSE;
  wb_factors_correlate (self->dataset, self->table->n, size, self->table->codes, factors,
                        correlations);
  for (guint i = 0; i < n; i++)
    {
      names[i] = name_value (self, dimensions[i].index, factors, correlations);
      rows[i] = wb_image_row (names[i], samples + i * STEPS * ae_shape_size (&self->shape));
    }
  wb_image_grid_get_natural_size (&grid, &self->style, &width, &height);
  return wb_plot_write (self, width, height, draw_grid, &(Drawing) { &grid, &self->style }, error);
}

/* A sample that the command line counts from 1. */
static gboolean
get_sample (const WbPlot *self,
            const char *option,
            gsize otherwise,
            guint32 *sample,
            GError **error)
{
  const gint64 number = wb_arguments_get_int (self->arguments, option, (gint64) otherwise + 1);

  *sample = (guint32) (number - 1);
  if ((gsize) number <= self->table->n)
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_FAILED,
                        "There are %" G_GSIZE_FORMAT
                        " samples: --%s is a number from 1 to %" G_GSIZE_FORMAT ".",
                        self->table->n, option, self->table->n);
}

/* The first sample of another class than that of the first one. */
static gsize
find_other (const WbPlot *self)
{
  const gint *labels = ds_dataset_get_labels (self->dataset);
  gsize other = 1;

  while (labels != NULL && other + 1 < self->table->n && labels[other] == labels[0])
    other++;
  return MIN (other, self->table->n - 1);
}

/* The ends are shown as they are. */
static gboolean
check_shape (const WbPlot *self, GError **error)
{
  if (self->table->n < 2)
    return wb_cli_refuse (error, WB_CLI_FAILED,
                          "There is one sample: a way leads from one to another. Give data of "
                          "two samples or more.");
  if (ds_dataset_get_sample_size (self->dataset) == ae_shape_size (&self->shape))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_FAILED,
                        "What the model gives is not a sample of these data: a way from one sample "
                        "to another cannot be drawn.");
}

/* "#12 · 7": (transfer full) */
static char *
name_sample (const WbPlot *self, guint32 sample)
{
  const gint *labels = ds_dataset_get_labels (self->dataset);

  if (labels == NULL)
    return g_strdup_printf ("#%u", sample + 1);
  return g_strdup_printf ("#%u · %s", sample + 1,
                          ds_dataset_get_class_names (self->dataset)[labels[sample]]);
}

static gboolean
choose_way (const WbPlot *self, WbPathKind *kind, GError **error)
{
  const char *const ways[] = { "straight", "spherical", NULL };
  const char *way = wb_arguments_get_text (self->arguments, "way");
  g_autofree char *hint = NULL;

  *kind = g_strcmp0 (way, ways[1]) == 0 ? WB_PATH_SPHERICAL : WB_PATH_STRAIGHT;
  if (way == NULL || g_strv_contains (ways, way))
    return TRUE;
  hint = wb_cli_suggest (way, ways);
  return wb_cli_refuse (error, WB_CLI_USAGE, "There is no way “%s” from A to B.%s", way, hint);
}

static void
draw_strip (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_strip_draw (drawing->subject, cr, width, height, drawing->style);
}

/* [n, values of the shape]: from A to B, or what is between: (transfer full) (nullable) */
static float *
decode_way (const WbPlot *self,
            WbPathKind kind,
            const guint32 ends[2],
            guint n,
            gboolean with_ends,
            GError **error)
{
  const gsize size = self->table->size;
  g_autofree float *codes = g_new (float, n *size);

  for (guint i = 0; i < n; i++)
    wb_path_get (kind, size, self->table->codes + ends[0] * size,
                 self->table->codes + ends[1] * size, with_ends ? i / (n - 1.) : (i + 1.) / (n + 1),
                 codes + i * size);
  return decode (self, n, codes, error);
}

static gboolean
write_animation (const WbPlot *self, WbPathKind kind, const guint32 ends[2], GError **error)
{
  const char *path = wb_arguments_get_text (self->arguments, "output");
  g_autofree float *samples = decode_way (self, kind, ends, WB_WAY_PICTURES, TRUE, error);
  g_autofree char *recipe = wb_project_to_text (self->project);

  if (samples == NULL || !wb_way_write (&self->shape, samples, &self->style, recipe, path, error))
    return FALSE;
  wb_cli_print (stdout, "Wrote “%s”.\n", path);
  return TRUE;
}

/* The samples themselves, and @between. */
static gboolean
write_strip (const WbPlot *self, const guint32 ends[2], const float *between, GError **error)
{
  const gsize size = ae_shape_size (&self->shape);
  g_autofree float *samples = g_new (float, (BETWEEN + 2) * size);
  g_auto (GStrv) names = g_new0 (char *, 3);
  WbStrip strip = { .shape = self->shape, .samples = samples, .n = BETWEEN, .marked = -1 };
  double width, height;

  memcpy (samples + size, between, BETWEEN * size * sizeof (float));
  for (guint i = 0; i < 2; i++)
    {
      ds_dataset_read (self->dataset, &ends[i], 1, samples + i * (BETWEEN + 1) * size);
      strip.ends[i] = names[i] = name_sample (self, ends[i]);
    }
  wb_strip_get_natural_size (BETWEEN, &width, &height);
  return wb_plot_write (self, width, height, draw_strip, &(Drawing) { &strip, &self->style },
                        error);
}

gboolean
wb_plot_interpolation (const WbPlot *self, GError **error)
{
  g_autofree float *between = NULL;
  guint32 ends[2];
  WbPathKind kind;

  if (!check_shape (self, error) || !get_sample (self, "from", 0, &ends[0], error)
      || !get_sample (self, "to", find_other (self), &ends[1], error)
      || !choose_way (self, &kind, error))
    return FALSE;
  if (g_str_has_suffix (wb_arguments_get_text (self->arguments, "output"), ".apng"))
    return write_animation (self, kind, ends, error);
  between = decode_way (self, kind, ends, BETWEEN, FALSE, error);
  return between != NULL && write_strip (self, ends, between, error);
}
