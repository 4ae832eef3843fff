/* SPDX-License-Identifier: MIT */
/* The model's picture: the hourglass as the canvas draws it, with model and recipe inside, so
 * that the file opens as a new project.
 */
#include <glib/gi18n-lib.h>

#include "app/export/export.h"
#include "app/figures/hourglass.h"
#include "app/figures/write.h"
#include "app/project/project-text.h"

#define MARGIN 16
#define SCALE  2

static gboolean
write_picture (const WbExportModel *model,
               const WbExportOptions *options,
               const char *path,
               GError **error)
{
  AeModel *whole = wb_checkpoint_get_model (model->checkpoint);
  g_autoptr (WbProject) project = wb_project_new (whole,
                                                  wb_checkpoint_get_recipe (model->checkpoint));
  g_autofree char *recipe = wb_project_to_text (project);
  g_autoptr (WbHourglass) hourglass = NULL;
  WbFigure figure = {
    .scale = SCALE, .margin = MARGIN, .draw = wb_hourglass_draw, .recipe = recipe
  };
  WbStyle style;

  wb_style_init (&style, FALSE);
  hourglass = wb_hourglass_new (whole, model->first, model->n_layers, &model->output, &style);
  wb_hourglass_get_size (hourglass, &figure.width, &figure.height);
  figure.width += 2 * MARGIN;
  figure.height += 2 * MARGIN;
  figure.background = style.card;
  figure.data = hourglass;
  return wb_figure_write (&figure, path, error);
}

static const char *const endings[] = { ".svg", ".png", ".pdf", NULL };

const WbExportClass wb_export_picture = {
  .name = "picture",
  .title = N_ ("Model picture"),
  .extension = ".svg",
  .endings = endings,
  .summary = N_ ("The hourglass, for papers and slides"),
  .describes = TRUE,
  .write = write_picture,
};
