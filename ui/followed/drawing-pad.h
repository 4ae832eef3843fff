/* SPDX-License-Identifier: MIT */
/* A pad to draw a sample on, with the pixels of the data. The signal
 *
 *   drawn (HgDrawingPad)
 *
 * is emitted while a stroke is drawn, and when the pad is cleared.
 */
#pragma once

#include "engine/shape.h"
#include "ui/figure-widget.h"

G_BEGIN_DECLS

#define HG_TYPE_DRAWING_PAD (hg_drawing_pad_get_type ())
G_DECLARE_FINAL_TYPE (HgDrawingPad, hg_drawing_pad, HG, DRAWING_PAD, HgFigureWidget)

GtkWidget *hg_drawing_pad_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Another shape clears the pad.
 *
 * @shape: of a sample
 *
 * Returns: whether samples of this shape can be drawn: images that are not large
 */
gboolean hg_drawing_pad_set_shape (HgDrawingPad *self, const AeShape *shape);

/** @ink: what is drawn is to look as strokes do */
void hg_drawing_pad_set_ink (HgDrawingPad *self, gboolean ink);

/** Returns: (transfer none) (nullable): what is drawn, in [0, 1] */
const float *hg_drawing_pad_get_values (HgDrawingPad *self);

/** Makes the pad empty. */
void hg_drawing_pad_clear (HgDrawingPad *self);

G_END_DECLS
