/* SPDX-License-Identifier: MIT */
/* Every model has its row of reconstructions, the denoising one with what it
 * was shown; the convolutional one its codes, as the article shows them; the
 * variational one where the classes lie, and what the plane decodes to. */
#include "app/cli/reproduce-figures.h"

#include <stdio.h>

#include "app/data/batch-bridge.h"
#include "app/cli/output.h"
#include "app/figures/image-grid.h"
#include "app/figures/manifold.h"
#include "app/figures/scatter.h"
#include "app/figures/write.h"
#include "app/training/monitor.h"
#include "app/project/project-text.h"

#define N_SAMPLES 10
#define MARGIN    16
#define SLICE     1024

/* The manifold: this many codes a side, within this many deviations of the prior. */
#define SIDE  15
#define REACH 2.0

/* The article's codes are 4 columns of 32. */
#define CODE_COLUMNS 4

typedef struct
{
  gconstpointer subject;
  WbStyle style;
} Drawing;

static gboolean
write_figure (const WbReproduced *self,
              const char *what,
              double width,
              double height,
              WbFigureDraw draw,
              Drawing *drawing,
              GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.png", self->model, what);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *recipe = wb_project_to_text (self->project);
  WbFigure figure = {
    .width = width + 2 * MARGIN,
    .height = height + 2 * MARGIN,
    .scale = 2,
    .margin = MARGIN,
    .background = drawing->style.card,
    .draw = draw,
    .data = drawing,
    .recipe = recipe,
  };

  if (!wb_figure_write (&figure, path, error))
    return FALSE;
  wb_cli_print (stderr, "Wrote “%s”.\n", path);
  return TRUE;
}

static void
draw_grid (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_image_grid_draw (drawing->subject, cr, width, height, &drawing->style);
}

static void
draw_scatter (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_scatter_draw (drawing->subject, cr, width, height, &drawing->style);
}

static void
draw_manifold (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_manifold_draw (drawing->subject, cr, width, height, &drawing->style);
}

static gboolean
write_grid (const WbReproduced *self,
            const char *what,
            const AeShape *shape,
            guint n,
            const WbImageRow *rows,
            guint n_rows,
            GError **error)
{
  WbImageGrid grid = {
    .shape = *shape,
    .n = n,
    .rows = rows,
    .n_rows = n_rows,
    .selected = -1,
  };
  Drawing drawing = { .subject = &grid };
  double width, height;

  wb_style_init (&drawing.style, FALSE);
  wb_image_grid_get_natural_size (&grid, &drawing.style, &width, &height);
  return write_figure (self, what, width, height, draw_grid, &drawing, error);
}

static AeShape
get_shape (const WbReproduced *self)
{
  return wb_batch_bridge_shape (ds_dataset_get_shape (self->validation));
}

static WbProbe *
look (const WbReproduced *self, GError **error)
{
  WbMeasure measure = {
    .dataset = self->validation,
    .n = (guint) MIN (N_SAMPLES, ds_dataset_get_count (self->validation)),
  };

  return wb_probe_measure (self->network, &measure, &self->project->recipe, error);
}

static gboolean
draw_reconstructions (const WbReproduced *self, GError **error)
{
  g_autoptr (WbProbe) probe = look (self, error);
  gboolean corrupts = self->project->recipe.corruption != AE_CORRUPTION_NONE;
  AeShape shape = get_shape (self);

  if (probe == NULL)
    return FALSE;
  if (corrupts)
    {
      const WbImageRow rows[] = {
        wb_image_row ("Noisy", probe->inputs),
        wb_image_row_output ("Denoised", probe->outputs, probe->targets),
        wb_image_row ("Clean", probe->targets),
      };

      return write_grid (self, "denoised", &shape, probe->n, rows, G_N_ELEMENTS (rows), error);
    }
  else
    {
      const WbImageRow rows[] = {
        wb_image_row ("Original", probe->targets),
        wb_image_row_output ("Decoded", probe->outputs, probe->targets),
      };

      return write_grid (self, "reconstructions", &shape, probe->n, rows, G_N_ELEMENTS (rows),
                         error);
    }
}

float *
wb_reproduced_encode (const WbReproduced *self, GError **error)
{
  guint code = ae_network_get_code (self->network);
  gsize size = ae_shape_size (ae_network_get_shape (self->network, code));
  gsize n_samples = ds_dataset_get_count (self->validation);
  g_autofree float *x = g_new (float, SLICE * ds_dataset_get_sample_size (self->validation));
  g_autofree float *codes = g_new (float, n_samples * size);

  for (gsize first = 0; first < n_samples; first += SLICE)
    {
      gsize n = MIN (SLICE, n_samples - first);

      ds_dataset_read_range (self->validation, first, n, x);
      if (!ae_network_predict (self->network, 0, code, n, x, codes + first * size, error))
        return NULL;
    }
  return ds_dataset_check (self->validation, error) ? g_steal_pointer (&codes) : NULL;
}

/* As numpy's reshape (4, size / 4) and transposed. */
static void
turn_codes (gsize size, const float *codes, float *turned)
{
  gsize rows = size / CODE_COLUMNS;

  for (gsize r = 0; r < rows; r++)
    for (gsize c = 0; c < CODE_COLUMNS; c++)
      turned[r * CODE_COLUMNS + c] = codes[c * rows + r];
}

static gboolean
draw_codes (const WbReproduced *self, const float *codes, GError **error)
{
  guint code = ae_network_get_code (self->network);
  gsize size = ae_shape_size (ae_network_get_shape (self->network, code));
  guint n = (guint) MIN (N_SAMPLES, ds_dataset_get_count (self->validation));
  AeShape shape = AE_SHAPE (3, (guint) (size / CODE_COLUMNS), CODE_COLUMNS, 1);
  g_autofree float *turned = g_new (float, n * size);
  WbImageRow row = { .label = "Code", .values = turned, .map = WB_MAP_CODE };

  for (guint i = 0; i < n; i++)
    turn_codes (size, codes + i * size, turned + i * size);
  for (gsize i = 0; i < n * size; i++)
    row.upper = MAX (row.upper, turned[i]);
  return write_grid (self, "codes", &shape, n, &row, 1, error);
}

static gboolean
draw_classes (const WbReproduced *self, const float *codes, GError **error)
{
  WbScatter scatter = {
    .points = codes,
    .n = ds_dataset_get_count (self->validation),
    .classes = ds_dataset_get_labels (self->validation),
    .n_classes = ds_dataset_get_n_classes (self->validation),
    .class_names = ds_dataset_get_class_names (self->validation),
    .x_label = "code 1",
    .y_label = "code 2",
    .legend = TRUE,
  };
  Drawing drawing = { .subject = &scatter };

  wb_style_init (&drawing.style, FALSE);
  wb_scatter_fit (&scatter);
  return write_figure (self, "classes", 720, 600, draw_scatter, &drawing, error);
}

static gboolean
draw_plane (const WbReproduced *self, GError **error)
{
  guint code = ae_network_get_code (self->network);
  guint last = ae_network_get_n_layers (self->network) - 1;
  AeShape shape = get_shape (self);
  g_autofree float *codes = g_new (float, SIDE * SIDE * 2);
  g_autofree float *values = g_new (float, SIDE * SIDE * ae_shape_size (&shape));
  WbManifold manifold = {
    .picture = { .values = values, .shape = shape, .map = WB_MAP_IMAGE, .upper = 1 },
    .n_columns = SIDE,
    .n_rows = SIDE,
    .x_lower = -REACH,
    .x_upper = REACH,
    .y_lower = -REACH,
    .y_upper = REACH,
    .x_label = "code 1",
    .y_label = "code 2",
  };
  Drawing drawing = { .subject = &manifold };

  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      double place[2];

      wb_manifold_get_code (&manifold, i % SIDE, i / SIDE, place);
      codes[2 * i] = (float) place[0];
      codes[2 * i + 1] = (float) place[1];
    }
  if (!ae_network_predict (self->network, code, last, SIDE * SIDE, codes, values, error))
    return FALSE;
  wb_style_init (&drawing.style, FALSE);
  return write_figure (self, "manifold", 720, 720, draw_manifold, &drawing, error);
}

gboolean
wb_reproduced_draw (const WbReproduced *self, GError **error)
{
  guint code = ae_network_get_code (self->network);
  gsize size = ae_shape_size (ae_network_get_shape (self->network, code));
  g_autofree float *codes = NULL;

  if (!draw_reconstructions (self, error))
    return FALSE;
  if (!g_str_equal (self->model, "conv") && !g_str_equal (self->model, "variational"))
    return TRUE;
  codes = wb_reproduced_encode (self, error);
  if (codes == NULL)
    return FALSE;
  if (g_str_equal (self->model, "conv"))
    return size % CODE_COLUMNS != 0 || draw_codes (self, codes, error);
  return draw_classes (self, codes, error) && draw_plane (self, error);
}
