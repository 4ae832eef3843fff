/* SPDX-License-Identifier: MIT */
/* plot: a figure of a trained model, as the window draws it. */
#include <string.h>

#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/nearest.h"
#include "app/cli/plots.h"
#include "app/data/batch-bridge.h"
#include "app/figures/ink.h"

#define KINDS "model|loss|reconstructions|latent|manifold|traversals|interpolation"

static const char *const endings[] = { ".png", ".svg", ".pdf", ".apng", NULL };

/* THE FIGURES: their names stand in KINDS, too. */
static const WbPlotClass classes[] = {
  { "model", FALSE, FALSE, wb_plot_model },
  { "loss", FALSE, FALSE, wb_plot_loss },
  { "reconstructions", TRUE, FALSE, wb_plot_reconstructions },
  { "latent", TRUE, TRUE, wb_plot_latent },
  { "manifold", TRUE, TRUE, wb_plot_manifold },
  { "traversals", TRUE, TRUE, wb_plot_traversals },
  { "interpolation", TRUE, TRUE, wb_plot_interpolation },
};

static const WbPlotClass *
find_class (const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (classes) + 1] = { NULL };
  g_autofree char *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      if (strcmp (classes[i].name, name) == 0)
        return &classes[i];
      names[i] = classes[i].name;
    }
  hint = wb_cli_suggest (name, names);
  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "“%s” is not a figure. Choose one of %s.%s", name,
               KINDS, hint);
  return NULL;
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
  return wb_cli_refuse (error, WB_CLI_USAGE, "Pixels cannot be shown as “%s”.%s", *pixels, hint);
}

/* A sample's own shape says more than that of the last layer, where it has the same size. */
static AeShape
find_shape (const AeNetwork *network, DsDataset *dataset)
{
  const AeShape *output = ae_network_get_shape (network, ae_network_get_n_layers (network) - 1);
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset));

  return ae_shape_size (&shape) == ae_shape_size (output) ? shape : *output;
}

static gboolean
draw_samples (WbPlot *plot, const WbPlotClass *klass, const char *pixels, GError **error)
{
  g_autoptr (DsDataset) dataset = wb_cli_open_part (plot->arguments, plot->project, plot->network,
                                                    error);
  g_autoptr (WbCodeTable) table = NULL;

  if (dataset == NULL)
    return FALSE;
  if (klass->reads_codes)
    {
      table = wb_code_table_new (plot->network, dataset, error);
      if (table == NULL)
        return FALSE;
    }
  plot->dataset = dataset;
  plot->table = table;
  plot->shape = find_shape (plot->network, dataset);
  plot->style.as_stored = strcmp (pixels, "stored") == 0
                          || (strcmp (pixels, "auto") == 0 && !wb_dataset_is_ink (dataset));
  return klass->draw (plot, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const WbPlotClass *klass = find_class (wb_arguments_get_word (arguments, 0), error);
  const char *pixels = wb_arguments_get_text (arguments, "pixels");
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = NULL;
  WbPlot plot = { .arguments = arguments };

  if (klass == NULL || !check_pixels (&pixels, error)
      || !wb_cli_require_output (arguments, "figure.png", endings, error))
    return FALSE;
  network = wb_cli_open_network (wb_arguments_get_word (arguments, 1), &project, error);
  if (network == NULL)
    return FALSE;
  plot.project = project;
  plot.network = network;
  wb_style_init (&plot.style, wb_arguments_has (arguments, "dark"));
  return klass->reads_data ? draw_samples (&plot, klass, pixels, error)
                           : klass->draw (&plot, error);
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  WB_CLI_PART_OPTION,
  { "count", 0, WB_CLI_INT, "N", 1, 256, "reconstructions or traversals; else 10" },
  { "side", 0, WB_CLI_INT, "N", 2, 60, "codes a side of the manifold; else 20" },
  { "range", 0, WB_CLI_REAL, "R", 0.1, 10,
    "of the manifold: standard deviations on both sides; else 3" },
  { "x", 0, WB_CLI_INT, "VALUE", 1, G_MAXINT32,
    "of latent and manifold: the value of the code to the right" },
  { "y", 0, WB_CLI_INT, "VALUE", 1, G_MAXINT32, "likewise upwards; else components" },
  { "from", 0, WB_CLI_INT, "N", 1, G_MAXINT32, "of interpolation: the sample A; else the first" },
  { "to", 0, WB_CLI_INT, "N", 1, G_MAXINT32, "the sample B; else the next of another class" },
  { "way", 0, WB_CLI_TEXT, "WAY", 0, 0, "from A to B: straight or spherical; else straight" },
  { "pixels", 0, WB_CLI_TEXT, "HOW", 0, 0,
    "ink (on paper) or stored; else ink where most of a sample is empty" },
  { "dark", 0, WB_CLI_FLAG, NULL, 0, 0, "light ink on a dark ground" },
  { "scale", 0, WB_CLI_REAL, "S", 0.5, 8, "pixels of a PNG for each of the figure's; else 2" },
  { "output", 'o', WB_CLI_OUTPUT, "figure.png|.svg|.pdf", 0, 0, "where to write" },
  { NULL },
};

const WbCliCommand wb_cli_plot = {
  .name = "plot",
  .grammar = { KINDS " FILE", 2, 2, options, .more_options = wb_cli_import_options },
  .summary = "draws a figure of a trained model",
  .details
  = "Figures are drawn as in the window and carry the model and its recipe: one that is "
    "dropped on the window, as a PNG, offers to open them as a new project. An interpolation "
    "can be an animation, too, as .apng. Values of "
    "the code are counted from 1; traversals are in the order of their importance.",
  .run = run,
};
