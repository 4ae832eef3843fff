/* SPDX-License-Identifier: MIT */
/* One followed sample: three tiles and a number. */
#pragma once

#include "engine/shape.h"
#include "ui/figure-widget.h"

G_BEGIN_DECLS

#define HG_TYPE_SAMPLE_COLUMN (hg_sample_column_get_type ())
G_DECLARE_FINAL_TYPE (HgSampleColumn, hg_sample_column, HG, SAMPLE_COLUMN, HgFigureWidget)

/**
 * HgSampleFace: what a column shows; its values are read while it is set.
 * @tiles: from the top; a NULL draws a place that waits
 * @ink: the samples are strokes
 * @compared: the last tile shows how the one above it differs from the first
 * @number: (nullable): stands below the tiles
 * @worst: the worst number of all columns
 */
typedef struct
{
  const AeShape *shape;
  const float *tiles[3];
  gboolean ink;
  gboolean compared;
  const char *number;
  gboolean worst;
  gboolean selected;
  const char *name;
} HgSampleFace;

/* Measures that the row labels share: from the top of a column. */
#define HG_SAMPLE_TOP    6
#define HG_SAMPLE_GAP    10
#define HG_SAMPLE_NUMBER 20

GtkWidget *hg_sample_column_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** @face: copied */
void hg_sample_column_set_face (HgSampleColumn *self, const HgSampleFace *face);

/** Returns: (nullable): what the tooltip and a screen reader say */
const char *hg_sample_column_get_name (HgSampleColumn *self);

/**
 * @tile: width and height of a tile
 * @gap: from one to the next, at least %HG_SAMPLE_GAP
 */
void hg_sample_column_set_tile (HgSampleColumn *self, int tile, int gap);

G_END_DECLS
