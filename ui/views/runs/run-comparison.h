/* SPDX-License-Identifier: MIT */
/* What the card below the table shows of the ticked runs, as the drawings on its pages
 * need it: a picture of each sample, a wipe between two runs, their errors.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/figures/palette.h"
#include "ui/views/runs/run-item.h"
#include "ui/views/runs/run-results.h"

G_BEGIN_DECLS

/**
 * HgRunComparison: belongs to the card, which outlives its drawings.
 * @items: (element-type HgRunItem): the ticked runs
 * @pair: (nullable): the two of them that the wipe is between: left, right
 * @wipe: the share of each picture that the left one has
 */
typedef struct
{
  HgWorkspace *workspace;
  HgRunResults *results;
  GPtrArray *items;
  HgRunItem *pair[2];
  double wipe;
} HgRunComparison;

/** (transfer floating): the samples in rows: as they are, and as each run has them. */
GtkWidget *hg_run_images_new (HgRunComparison *comparison) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer floating): samples of two runs with a divider that is dragged. */
GtkWidget *hg_run_wipe_new (HgRunComparison *comparison) G_GNUC_WARN_UNUSED_RESULT;

/** Says anew what the drawing shows, for screen readers, and draws it. */
void hg_run_images_update (GtkWidget *self);
void hg_run_wipe_update (GtkWidget *self);

/** The values that a run makes of shown sample @index, or NULL. */
const float *hg_run_comparison_get_output (HgRunComparison *self, HgRunItem *item, gsize index);

/** A shown sample, drawn into a square with a border: @values NULL for a dashed one. */
void hg_run_comparison_draw_tile (HgRunComparison *self,
                                  cairo_t *cr,
                                  const float *values,
                                  double x,
                                  double y,
                                  double size,
                                  const WbStyle *style);

/** Words in one line, cut where they are wider than @width; @align: as for wb_text_draw(). */
void hg_run_comparison_draw_words (GtkWidget *widget,
                                   cairo_t *cr,
                                   const char *words,
                                   double x,
                                   double y,
                                   double width,
                                   double align,
                                   const WbColour *colour,
                                   gboolean bold);

G_END_DECLS
