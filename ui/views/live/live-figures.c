/* SPDX-License-Identifier: MIT */
#include "ui/views/live/live-figures.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/image-grid.h"
#include "app/figures/write.h"
#include "app/latent/number-table.h"
#include "app/project/history-csv.h"
#include "ui/figure-actions.h"
#include "ui/figure-style.h"
#include "ui/views/live/reconstructions-private.h"

#define WIDTH  720 /* of the loss */
#define HEIGHT 360
#define MARGIN 12

typedef struct
{
  gconstpointer subject;
  WbStyle style;
} Drawing;

static gboolean
write_figure (HgWorkspace *workspace,
              WbFigureDraw draw,
              Drawing *drawing,
              double size[2],
              double scale,
              const char *path,
              GError **error)
{
  g_autofree char *recipe = hg_workspace_get_recipe_text (workspace);
  WbFigure figure = { .width = size[0] + 2 * MARGIN,
                      .height = size[1] + 2 * MARGIN,
                      .scale = scale,
                      .margin = MARGIN,
                      .background = drawing->style.card,
                      .draw = draw,
                      .data = drawing,
                      .recipe = recipe };

  return wb_figure_write (&figure, path, error);
}

static const WbHistory *
get_history (HgLossView *loss)
{
  WbSession *session = hg_workspace_get_session (hg_loss_view_get_workspace (loss));

  return session != NULL ? wb_session_get_history (session) : NULL;
}

static char *
copy_loss (GtkWidget *loss)
{
  const WbHistory *history = get_history (HG_LOSS_VIEW (loss));

  return history != NULL ? wb_history_to_csv (history) : NULL;
}

static void
draw_loss (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_loss_chart_draw (drawing->subject, cr, width, height, &drawing->style);
}

/* All epochs, whatever part of them the window shows. */
static gboolean
write_loss (GtkWidget *widget, const char *path, double scale, GError **error)
{
  HgLossView *loss = HG_LOSS_VIEW (widget);
  const WbHistory *history = get_history (loss);
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  Drawing drawing = { .subject = chart };
  gsize n = 0;

  if (history != NULL)
    wb_history_get_losses (history, &n);
  if (n == 0)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                           _ ("There is no loss yet. Train the model first."));
      return FALSE;
    }
  hg_figure_style_init (&drawing.style, widget);
  wb_loss_chart_add_history (chart, history, 0);
  wb_loss_chart_set_flags (chart, wb_history_get_flags (history));
  return write_figure (hg_loss_view_get_workspace (loss), draw_loss, &drawing,
                       (double[]) { WIDTH, HEIGHT }, scale, path, error);
}

/* A line for each sample: its error, its values, what the model made of them, and what it was given
 * where that had noise. */
static char *
copy_reconstructions (GtkWidget *widget)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (widget);
  const WbProbe *probe = hg_reconstructions_find_probe (self);
  const gsize size = ae_shape_size (&self->shape);
  float numbers[HG_N_FOLLOWED], errors[HG_N_FOLLOWED];

  if (probe == NULL || !self->has_outputs)
    return NULL;
  for (guint i = 0; i < self->n; i++)
    {
      const guint32 number = hg_workspace_get_followed (self->workspace, i);

      numbers[i] = number != HG_DRAWN ? (float) number + 1 : NAN;
      errors[i] = (float) self->errors[i];
    }
  return wb_number_table_to_csv (self->n, self->noisy ? 5 : 4,
                                 (WbColumns[]) { { "sample", 1, numbers },
                                                 { "error", 1, errors },
                                                 { "x", size, self->samples },
                                                 { "output", size, probe->outputs },
                                                 { "input", size, probe->inputs } });
}

static void
draw_grid (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_image_grid_draw (drawing->subject, cr, width, height, &drawing->style);
}

static gboolean
write_reconstructions (GtkWidget *widget, const char *path, double scale, GError **error)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (widget);
  const WbProbe *probe = hg_reconstructions_find_probe (self);
  WbImageRow rows[3];
  WbImageGrid grid = { .shape = self->shape,
                       .n = self->n,
                       .rows = rows,
                       .n_rows = G_N_ELEMENTS (rows),
                       .numbers_label = _ ("Error"),
                       .numbers = self->errors,
                       .decimals = 3,
                       .selected = -1,
                       .error_key = TRUE };
  Drawing drawing = { .subject = &grid };
  double size[2];

  if (probe == NULL || !self->has_outputs)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                           _ ("There are no reconstructions yet. Train the model first."));
      return FALSE;
    }
  rows[0] = wb_image_row (_ ("Input"), probe->inputs);
  rows[1] = wb_image_row_output (_ ("Output"), probe->outputs, probe->targets);
  rows[2] = wb_image_row_error (_ ("Error"), probe->outputs, probe->targets);
  hg_figure_style_init_pixels (&drawing.style, widget, hg_workspace_is_ink (self->workspace));
  wb_image_grid_get_natural_size (&grid, &drawing.style, &size[0], &size[1]);
  return write_figure (self->workspace, draw_grid, &drawing, size, scale, path, error);
}

static const HgFigureActions loss_actions = { "loss", N_ ("Save the loss"), "loss.png", write_loss,
                                              copy_loss };
static const HgFigureActions reconstructions_actions = {
  "reconstructions", N_ ("Save the reconstructions"), "reconstructions.png", write_reconstructions,
  copy_reconstructions
};

void
hg_loss_menu_add (GtkMenuButton *button, HgLossView *loss)
{
  hg_figure_menu_add (button, GTK_WIDGET (loss), &loss_actions);
}

void
hg_reconstructions_menu_add (GtkMenuButton *button, HgReconstructions *reconstructions)
{
  hg_figure_menu_add (button, GTK_WIDGET (reconstructions), &reconstructions_actions);
}
