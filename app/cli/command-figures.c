/* SPDX-License-Identifier: MIT */
/* figures: the pictures of a run, as the window shows them: its losses, and
 * samples with what the model makes of them.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/project/checkpoint.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/nearest.h"
#include "app/figures/image-grid.h"
#include "app/figures/ink.h"
#include "app/figures/loss-chart.h"
#include "app/figures/write.h"
#include "app/training/monitor.h"
#include "app/project/recipe-json.h"

#define N_SAMPLES 10
#define MARGIN    16

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
draw_grid (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_image_grid_draw (drawing->subject, cr, width, height, drawing->style);
}

static gboolean
write_figure (const char *folder,
              const char *name,
              double width,
              double height,
              WbFigureDraw draw,
              Drawing *drawing,
              const WbProject *project,
              GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (json_t) json = wb_recipe_to_json (&project->recipe);
  g_autofree char *recipe = wb_json_to_text (json);
  WbFigure figure = {
    .width = width + 2 * MARGIN,
    .height = height + 2 * MARGIN,
    .scale = 2,
    .margin = MARGIN,
    .background = drawing->style->card,
    .draw = draw,
    .data = drawing,
    .recipe = recipe,
  };

  if (!wb_figure_write (&figure, path, error))
    return FALSE;
  wb_cli_print (stdout, "Wrote “%s”.\n", path);
  return TRUE;
}

static void
show_run (WbLossChart *chart, const WbHistory *history)
{
  wb_loss_chart_add_history (chart, history, 0);
  wb_loss_chart_set_flags (chart, wb_history_get_flags (history));
}

static gboolean
write_losses (const WbProject *project, const char *folder, const WbStyle *style, GError **error)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  Drawing drawing = { chart, style };

  if (project->checkpoint != NULL)
    show_run (chart, wb_checkpoint_get_history (project->checkpoint));
  else
    wb_loss_chart_set_message (chart, "Not trained yet");
  wb_loss_chart_set_legend (chart, TRUE);
  return write_figure (folder, "loss.png", 720, 360, draw_chart, &drawing, project, error);
}

static WbProbe *
look (const WbProject *project, AeNetwork *network, DsDataset *dataset, GError **error)
{
  WbMeasure measure = {
    .dataset = dataset,
    .n = (guint) MIN (N_SAMPLES, ds_dataset_get_count (dataset)),
  };

  return wb_probe_measure (network, &measure, &project->recipe, error);
}

static gboolean
write_reconstructions (const WbProject *project,
                       const WbProbe *probe,
                       const AeShape *shape,
                       const char *folder,
                       const WbStyle *style,
                       GError **error)
{
  const WbImageRow rows[] = {
    wb_image_row ("Input", probe->inputs),
    wb_image_row_output ("Output", probe->outputs, probe->targets),
    wb_image_row_error ("Error", probe->outputs, probe->targets),
  };
  WbImageGrid grid = {
    .shape = *shape,
    .n = probe->n,
    .rows = rows,
    .n_rows = G_N_ELEMENTS (rows),
    .numbers_label = "Loss",
    .numbers = probe->errors,
    .decimals = 3,
    .selected = -1,
    .error_key = TRUE,
  };
  Drawing drawing = { &grid, style };
  double width, height;

  wb_image_grid_get_natural_size (&grid, style, &width, &height);
  return write_figure (folder, "reconstructions.png", width, height, draw_grid, &drawing, project,
                       error);
}

static gboolean
check_pixels (const char **pixels, GError **error)
{
  const char *const ways[] = { "auto", "ink", "stored", NULL };
  g_autofree char *hint = NULL;

  if (*pixels == NULL)
    *pixels = ways[0];
  if (g_strv_contains (ways, *pixels))
    return TRUE;
  hint = wb_cli_suggest (*pixels, ways);
  g_clear_error (error);
  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "Pixels cannot be shown as “%s”.%s", *pixels,
               hint);
  return FALSE;
}

static gboolean
write_all (const WbArguments *arguments,
           const WbProject *project,
           const char *folder,
           GError **error)
{
  g_autoptr (AeNetwork) network = wb_cli_make_network (project, error);
  g_autoptr (DsDataset) dataset = NULL;
  g_autoptr (WbProbe) probe = NULL;
  const char *pixels = wb_arguments_get_text (arguments, "pixels");
  WbStyle style;
  AeShape shape;

  if (!check_pixels (&pixels, error) || network == NULL)
    return FALSE;
  dataset = wb_cli_open_part (arguments, project, network, error);
  if (dataset == NULL)
    return FALSE;
  probe = look (project, network, dataset, error);
  if (probe == NULL)
    return FALSE;
  shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset));
  wb_style_init (&style, wb_arguments_has (arguments, "dark"));
  style.as_stored = strcmp (pixels, "stored") == 0
                    || (strcmp (pixels, "auto") == 0 && !wb_dataset_is_ink (dataset));
  return write_losses (project, folder, &style, error)
         && write_reconstructions (project, probe, &shape, folder, &style, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *folder = wb_arguments_get_text (arguments, "output");
  g_autoptr (WbProject) project = NULL;

  if (folder == NULL)
    {
      g_set_error_literal (error, WB_CLI_ERROR, WB_CLI_USAGE,
                           "Say which folder to write to: -o FOLDER.");
      return FALSE;
    }
  project = wb_cli_open_trained (wb_arguments_get_word (arguments, 0), error);
  if (project == NULL)
    return FALSE;
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED, "The folder “%s” cannot be made: %s.",
                   folder, g_strerror (errno));
      return FALSE;
    }
  return write_all (arguments, project, folder, error);
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  WB_CLI_PART_OPTION,
  { "pixels", 0, WB_CLI_TEXT, "HOW", 0, 0,
    "ink (on paper) or stored; else ink where most of a sample is empty" },
  { "dark", 0, WB_CLI_FLAG, NULL, 0, 0, "light ink on a dark ground" },
  { "output", 'o', WB_CLI_OUTPUT, "FOLDER", 0, 0,
    "where to write loss.png and reconstructions.png" },
  { NULL },
};

const WbCliCommand wb_cli_figures = {
  .name = "figures",
  .grammar = { "FILE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "draws the losses of a run, and reconstructions",
  .run = run,
};
