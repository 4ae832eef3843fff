/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/traversals-figure.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/image-grid.h"
#include "app/figures/write.h"
#include "app/latent/axis-name.h"
#include "app/latent/number-table.h"
#include "app/latent/traversal.h"
#include "ui/figure-style.h"

#define STEPS  11
#define IN_ALL 10  /* rows of a figure */
#define COPIED 100 /* rows of a table */
#define MARGIN 12

/* Of the first @n values: (transfer full) (nullable): [n, STEPS, values of the map's shape].
 * @codes: (out): [n, STEPS, size] */
static float *
decode (const WbLatentMap *map, guint n, float *codes, GError **error)
{
  const gsize size = map->codes->size;
  g_autofree float *samples = g_new (float, n *STEPS *ae_shape_size (&map->shape));

  for (guint i = 0; i < n; i++)
    {
      const guint value = map->order[i];
      double lower, upper;

      wb_traversal_get_range (map->means[value], map->deviations[value], map->variational, &lower,
                              &upper);
      wb_traversal_make (size, map->means, value, lower, upper, STEPS, codes + i * STEPS * size);
    }
  return wb_latent_map_decode (map, n * STEPS, codes, samples, error) ? g_steal_pointer (&samples)
                                                                      : NULL;
}

/* A line for each picture: which value, how far, and what it decodes to. */
static char *
copy (GtkWidget *sliders)
{
  const WbLatentMap *map = hg_latent_get_map (
    hg_code_sliders_get_latent (HG_CODE_SLIDERS (sliders)));
  const guint n = map != NULL ? (guint) MIN (map->codes->size, COPIED) : 0;
  g_autofree float *codes = NULL;
  g_autofree float *samples = NULL;
  g_autofree float *values = g_new (float, n *STEPS);
  g_autofree float *places = g_new (float, n *STEPS);

  if (map == NULL)
    return NULL;
  codes = g_new (float, n *STEPS *map->codes->size);
  samples = decode (map, n, codes, NULL);
  for (guint i = 0; i < n * STEPS; i++)
    {
      const guint value = map->order[i / STEPS];

      values[i] = (float) value + 1;
      places[i] = codes[i * map->codes->size + value];
    }
  return samples != NULL
           ? wb_number_table_to_csv (n * STEPS, 3,
                                     (WbColumns[]) {
                                       { "value", 1, values },
                                       { "z", 1, places },
                                       { "x", ae_shape_size (&map->shape), samples } })
           : NULL;
}

/* "z₃  slant 0.91", "z₃": (transfer full) */
static char *
name_row (const WbLatentMap *map, const HgLatentNumbers *numbers, guint value)
{
  g_autofree char *name = wb_axis_name (value);

  if (numbers->factors == NULL || ds_dataset_get_factor_names (map->dataset) == NULL)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s  %s %.2f", name,
                          ds_dataset_get_factor_names (map->dataset)[numbers->factors[value]],
                          fabs (numbers->correlations[value]));
}

typedef struct
{
  WbImageGrid grid;
  WbStyle style;
} Drawing;

static void
draw_grid (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_image_grid_draw (&drawing->grid, cr, width, height, &drawing->style);
}

static gboolean
write_rows (HgLatent *latent, GtkWidget *widget, const char *path, double scale, GError **error)
{
  HgWorkspace *workspace = hg_latent_get_workspace (latent);
  const WbLatentMap *map = hg_latent_get_map (latent);
  const guint n = (guint) MIN (map->codes->size, IN_ALL);
  g_autofree char *recipe = hg_workspace_get_recipe_text (workspace);
  g_autofree float *codes = g_new (float, n *STEPS *map->codes->size);
  g_autofree float *samples = decode (map, n, codes, error);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  WbImageRow rows[IN_ALL];
  Drawing drawing = {
    .grid = { .shape = map->shape, .n = STEPS, .rows = rows, .n_rows = n, .selected = -1 }
  };
  WbFigure figure = {
    .scale = scale, .margin = MARGIN, .draw = draw_grid, .data = &drawing, .recipe = recipe
  };

  if (samples == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      names[i] = name_row (map, hg_latent_get_numbers (latent), map->order[i]);
      rows[i] = wb_image_row (names[i], samples + i * STEPS * ae_shape_size (&map->shape));
    }
  hg_figure_style_init_pixels (&drawing.style, widget, hg_workspace_is_ink (workspace));
  wb_image_grid_get_natural_size (&drawing.grid, &drawing.style, &figure.width, &figure.height);
  figure.width += 2 * MARGIN;
  figure.height += 2 * MARGIN;
  figure.background = drawing.style.card;
  return wb_figure_write (&figure, path, error);
}

static gboolean
write_figure (GtkWidget *sliders, const char *path, double scale, GError **error)
{
  HgLatent *latent = hg_code_sliders_get_latent (HG_CODE_SLIDERS (sliders));

  if (hg_latent_get_map (latent) != NULL)
    return write_rows (latent, sliders, path, scale, error);
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                       _ ("There are no codes yet. Train the model first."));
  return FALSE;
}

const HgFigureActions hg_traversals_actions = { "traversals",
                                                N_ ("Save what single values of the code do"),
                                                "traversals.png", write_figure, copy };
