/* SPDX-License-Identifier: MIT */
/*
 * The built-in set: digits drawn from strokes, shaped and toned like MNIST:
 * 28×28×1, grey, the body within 20×20 pixels, centred by its mass. No network
 * and nobody's copyright. Sample i is a function of (seed, i) alone, the same
 * bytes on every machine.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

#define DS_STROKES_SIDE       28
#define DS_STROKES_PIXELS     (DS_STROKES_SIDE * DS_STROKES_SIDE)
#define DS_STROKES_TRAINING   60000
#define DS_STROKES_VALIDATION 10000

/**
 * DS_STROKES_SEED:
 *
 * The seed of the set that DS_BUILT_IN opens.
 */
#define DS_STROKES_SEED 1

/**
 * @seed: of the set
 * @index: of the sample
 *
 * Returns: which digit the sample shows, 0 to 9; any thread.
 */
guint ds_strokes_get_digit (guint64 seed, guint64 index);

/**
 * DsStrokesFactor: what a sample is drawn from, as ds_dataset_read_factors() gives it
 * @DS_STROKES_DIGIT: 0 to 9
 * @DS_STROKES_SHEAR: how far the top leans to the right, of the digit's height
 * @DS_STROKES_ROTATION: clockwise, in radians
 * @DS_STROKES_WIDTH: stretch of the digit's width
 * @DS_STROKES_PRESSURE: radius of the line, in pixels
 * @DS_STROKES_SOFTNESS: width of the line's edge, in pixels
 */
typedef enum
{
  DS_STROKES_DIGIT,
  DS_STROKES_SHEAR,
  DS_STROKES_ROTATION,
  DS_STROKES_WIDTH,
  DS_STROKES_PRESSURE,
  DS_STROKES_SOFTNESS,
  DS_STROKES_N_FACTORS,
} DsStrokesFactor;

/**
 * Draws one sample. Any thread; about 10 µs; no allocation.
 *
 * @seed: of the set
 * @index: of the sample
 * @pixels: (out): [28, 28], row by row from the top, 0 paper to 255 ink
 */
void ds_strokes_draw (guint64 seed, guint64 index, guint8 *pixels);

/**
 * The whole set of DS_STROKES_TRAINING + DS_STROKES_VALIDATION samples, the
 * training samples first. Each is drawn when it is first read, by the thread
 * that reads it, and kept as bytes (55 MB when all are).
 *
 * @seed: of the set
 *
 * Returns: (transfer full): the set; any thread.
 */
DsDataset *ds_strokes_new (guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
