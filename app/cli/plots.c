/* SPDX-License-Identifier: MIT */
/* Figures of a run: its losses, and what the model makes of samples. */
#include "app/cli/plots.h"

#include <stdio.h>

#include "app/cli/output.h"
#include "app/figures/hourglass.h"
#include "app/figures/image-grid.h"
#include "app/figures/loss-chart.h"
#include "app/project/checkpoint.h"
#include "app/project/project-text.h"
#include "app/training/monitor.h"

#define N_SAMPLES 10
#define MARGIN    16

gboolean
wb_plot_write (const WbPlot *self,
               double width,
               double height,
               WbFigureDraw draw,
               gpointer data,
               GError **error)
{
  const char *path = wb_arguments_get_text (self->arguments, "output");
  g_autofree char *recipe = wb_project_to_text (self->project);
  WbFigure figure = {
    .width = width + 2 * MARGIN,
    .height = height + 2 * MARGIN,
    .scale = wb_arguments_get_real (self->arguments, "scale", 2),
    .margin = MARGIN,
    .background = self->style.card,
    .draw = draw,
    .data = data,
    .recipe = recipe,
  };

  if (!wb_figure_write (&figure, path, error))
    return FALSE;
  wb_cli_print (stdout, "Wrote “%s”.\n", path);
  return TRUE;
}

typedef struct
{
  gconstpointer subject;
  const WbStyle *style;
} Drawing;

static void
draw_chart (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_loss_chart_draw (drawing->subject, cr, width, height, drawing->style);
}

static void
show_history (WbLossChart *chart, const WbHistory *history)
{
  wb_loss_chart_add_history (chart, history, 0);
  wb_loss_chart_set_flags (chart, wb_history_get_flags (history));
}

gboolean
wb_plot_model (const WbPlot *self, GError **error)
{
  const AeModel *model = self->project->model;
  g_autoptr (WbHourglass) hourglass = wb_hourglass_new (model, 1, ae_model_get_n_layers (model) - 1,
                                                        ae_network_get_shape (self->network, 0),
                                                        &self->style);
  double width, height;

  wb_hourglass_get_size (hourglass, &width, &height);
  return wb_plot_write (self, width, height, wb_hourglass_draw, hourglass, error);
}

gboolean
wb_plot_loss (const WbPlot *self, GError **error)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  Drawing drawing = { chart, &self->style };

  if (self->project->checkpoint != NULL)
    show_history (chart, wb_checkpoint_get_history (self->project->checkpoint));
  else
    wb_loss_chart_set_message (chart, "Not trained yet");
  return wb_plot_write (self, 720, 360, draw_chart, &drawing, error);
}

static void
draw_grid (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_image_grid_draw (drawing->subject, cr, width, height, drawing->style);
}

gboolean
wb_plot_reconstructions (const WbPlot *self, GError **error)
{
  const gint64 wanted = MIN (wb_arguments_get_int (self->arguments, "count", N_SAMPLES),
                             WB_PROBE_MAX);
  WbMeasure measure = { .dataset = self->dataset,
                        .n = (guint) MIN ((gsize) wanted, ds_dataset_get_count (self->dataset)) };
  g_autoptr (WbProbe) probe = wb_probe_measure (self->network, &measure, &self->project->recipe,
                                                error);
  double width, height;

  if (probe == NULL)
    return FALSE;
  else
    {
      const WbImageRow rows[] = {
        wb_image_row ("Input", probe->inputs),
        wb_image_row_output ("Output", probe->outputs, probe->targets),
        wb_image_row_error ("Error", probe->outputs, probe->targets),
      };
      WbImageGrid grid = { .shape = self->shape,
                           .n = probe->n,
                           .rows = rows,
                           .n_rows = G_N_ELEMENTS (rows),
                           .numbers_label = "Loss",
                           .numbers = probe->errors,
                           .decimals = 3,
                           .selected = -1,
                           .error_key = TRUE };

      wb_image_grid_get_natural_size (&grid, &self->style, &width, &height);
      return wb_plot_write (self, width, height, draw_grid, &(Drawing) { &grid, &self->style },
                            error);
    }
}
