/* SPDX-License-Identifier: MIT */
/* The figures that plot draws: one row each, drawn by the code that the window draws with. */
#pragma once

#include "app/cli/arguments.h"
#include "app/figures/write.h"
#include "app/latent/codes.h"
#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * WbPlot: what a figure is drawn from.
 * @style: how it looks
 * @network: of the project
 * @dataset: (nullable): the samples; NULL of a figure that needs none
 * @table: (nullable): their codes; NULL of a figure that needs none
 * @shape: of what the decoder gives, as the data has it where that fits
 */
typedef struct
{
  const WbArguments *arguments;
  const WbProject *project;
  WbStyle style;
  const AeNetwork *network;
  DsDataset *dataset;
  WbCodeTable *table;
  AeShape shape;
} WbPlot;

/**
 * WbPlotClass:
 * @name: as typed
 * @reads_data: it needs samples
 * @reads_codes: it needs their codes, too
 * @draw: draws and writes
 */
typedef struct
{
  const char *name;
  gboolean reads_data;
  gboolean reads_codes;
  gboolean (*draw) (const WbPlot *plot, GError **error);
} WbPlotClass;

/** Writes a figure of a size to --output, with model and recipe inside. WB_ERROR_FILE. */
gboolean wb_plot_write (const WbPlot *self,
                        double width,
                        double height,
                        WbFigureDraw draw,
                        gpointer data,
                        GError **error);

gboolean wb_plot_model (const WbPlot *self, GError **error);
gboolean wb_plot_loss (const WbPlot *self, GError **error);
gboolean wb_plot_reconstructions (const WbPlot *self, GError **error);
gboolean wb_plot_latent (const WbPlot *self, GError **error);
gboolean wb_plot_manifold (const WbPlot *self, GError **error);
gboolean wb_plot_traversals (const WbPlot *self, GError **error);
gboolean wb_plot_interpolation (const WbPlot *self, GError **error);

G_END_DECLS
