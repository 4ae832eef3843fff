/* SPDX-License-Identifier: MIT */
/*
 * One image brought to another size: a part of it is taken, resampled with a
 * triangle filter where the sizes differ, and laid into the middle of zeros.
 * Images are [height, width, channels].
 */
#pragma once

#include "data/fit.h"

G_BEGIN_DECLS

/**
 * DsFilter:
 * @first: [n_out], where the pixels of each new one begin
 * @weights: [n_out, n_taps]
 * @n_taps: how many pixels make a new one
 *
 * Where each new pixel of an axis comes from.
 */
typedef struct
{
  guint *first;
  float *weights;
  guint n_taps;
} DsFilter;

/**
 * DsArea:
 *
 * A part of an image.
 */
typedef struct
{
  guint top;
  guint left;
  guint height;
  guint width;
} DsArea;

/**
 * DsFitter:
 * @width_in: of images that come
 * @height: @width: @channels: of images that go
 * @from: what is taken of the image
 * @to: where it is laid
 * @rows: @columns: the filters, of no tap where nothing is resampled
 *
 * Any number of threads may apply one.
 */
typedef struct
{
  guint width_in;
  guint height;
  guint width;
  guint channels;
  DsArea from;
  DsArea to;
  DsFilter rows;
  DsFilter columns;
} DsFitter;

/**
 * @self: (out): for images of one size
 * @fit: not DS_FIT_NONE
 * @height: @width: @channels: of images that come
 */
void ds_fitter_init (DsFitter *self, const DsFit *fit, guint height, guint width, guint channels);

void ds_fitter_clear (DsFitter *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsFitter, ds_fitter_clear)

/** Returns: the floats of scratch memory that ds_fitter_apply() needs. */
gsize ds_fitter_get_n_scratch (const DsFitter *self);

/**
 * @x: the image
 * @scratch: memory
 * @out: (out): the image in its new size
 */
void ds_fitter_apply (const DsFitter *self, const float *x, float *scratch, float *out);

/**
 * DsFitterRowFunc:
 * @x: an image
 * @y: a row of it
 * @row: (out): [width, channels], its values
 *
 * Returns: whether to continue.
 */
typedef gboolean (*DsFitterRowFunc) (gpointer x, guint y, float *row);

/**
 * Allocates what it needs: less than the image, where that becomes smaller.
 *
 * @read: reads a row of @x
 * @out: (out): the image in its new size, rounded
 *
 * Returns: whether @read continued to the end.
 */
gboolean
ds_fitter_apply_bytes (const DsFitter *self, DsFitterRowFunc read, gpointer x, guint8 *out);

/** The same of 16 bits. */
gboolean
ds_fitter_apply_words (const DsFitter *self, DsFitterRowFunc read, gpointer x, guint16 *out);

G_END_DECLS
