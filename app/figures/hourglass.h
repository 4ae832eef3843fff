/* SPDX-License-Identifier: MIT */
/* A model, or a part of it, drawn as the hourglass that it is on the canvas: a box's
 * height follows the logarithm of the number of values that the layer outputs. Pure
 * functions; any thread.
 */
#pragma once

#include "app/figures/palette.h"
#include "engine/model/model.h"

G_BEGIN_DECLS

/** The height of a box: h_min + k·log2 (size / n_min), where k is at most 26 pixels for each
 * doubling and less where the largest of the model would not fit. @size: at least 1. */
float wb_hourglass_height (gsize size, gsize n_min, gsize n_max, float h_min, float h_max);

/** Whether layers of this class are drawn as a trapezoid: they have neither weights nor an
 * activation and only lead values elsewhere. */
gboolean wb_hourglass_is_taper (const AeLayerClass *klass);

typedef struct _WbHourglass WbHourglass;

/**
 * Lays out layers of a model between what they take and what they give.
 *
 * @first: @n_layers: which layers; the input layer is none of them
 * @output: the shape of the box at the end
 * @style: must outlive the hourglass
 */
WbHourglass *wb_hourglass_new (const AeModel *model,
                               guint first,
                               guint n_layers,
                               const AeShape *output,
                               const WbStyle *style) G_GNUC_WARN_UNUSED_RESULT;
void wb_hourglass_free (WbHourglass *self);

void wb_hourglass_get_size (const WbHourglass *self, double *width, double *height);

/** Draws it into a rectangle from (0, 0), as large as fits. A WbFigureDraw. */
void wb_hourglass_draw (cairo_t *cr, double width, double height, gpointer hourglass);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbHourglass, wb_hourglass_free)

G_END_DECLS
