/* SPDX-License-Identifier: MIT */
/* The fields of the reconstructions, for the file that lays them out and fills
 * them and the one that writes the words around them.
 */
#pragma once

#include "app/figures/palette.h"
#include "ui/views/live/reconstructions.h"
#include "ui/views/live/sample-column.h"

G_BEGIN_DECLS

#define HG_RECONSTRUCTIONS_LABEL  62
#define HG_RECONSTRUCTIONS_MARGIN 14
#define HG_RECONSTRUCTIONS_FOOT   40

/**
 * HgReconstructions:
 * @samples: [n, values]: the followed samples, clean
 * @n: how many are followed
 * @first: @n_shown: those that there is room for
 * @bands: @n_across: the shown columns stand in this many bands, one below the
 *   other; @n_across columns in each
 * @noisy: the samples get noise on the way in: rows and numbers are others
 * @errors: @noises: [n]: mean squared errors of the output and of the noise
 * @pinned: the focus that the pointer's is for a while
 * @hovered: the column under the pointer, or -1
 */
struct _HgReconstructions
{
  GtkWidget parent_instance;

  HgWorkspace *workspace;
  GPtrArray *columns;
  float *samples;
  AeShape shape;
  guint n;
  guint first;
  guint n_shown;
  guint bands;
  guint n_across;
  int tile;
  int gap;
  gboolean noisy;
  gboolean has_outputs;
  double errors[HG_N_FOLLOWED];
  double noises[HG_N_FOLLOWED];
  guint pinned;
  int hovered;
  gint64 time;
  guint timeout;
};

/* (nullable): the newest inputs and outputs, where they belong to these samples and this model. */
const WbProbe *hg_reconstructions_find_probe (HgReconstructions *self);

/** How high a band of columns is, as tall as the columns' tiles make it. */
int hg_reconstructions_get_band_height (const HgReconstructions *self);

/** What the names of the rows take. */
double hg_reconstructions_get_label_width (HgReconstructions *self);

/**
 * @squared_error: mean over values in [0, 1]
 *
 * Returns: the peak signal-to-noise ratio in decibels, at most 99
 */
double hg_reconstructions_get_psnr (double squared_error);

/** Draws all words that are not inside a column. */
void hg_reconstructions_draw_words (HgReconstructions *self, cairo_t *cr, const WbStyle *style);

G_END_DECLS
