/* SPDX-License-Identifier: MIT */
/* What the seven models of "Building Autoencoders in Keras" reach on MNIST:
 * losses after so many epochs, measured with PyTorch with Keras' initialisers,
 * the losses and batches of the templates, and Adam at Keras' defaults; simple
 * and deep also with the Adadelta of the article's first edition (rate 1).
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * WbReferenceRow:
 * @model: name of the template
 * @optimizer: its name
 * @epoch: after so many
 * @loss: while it was trained, penalties included
 * @validation_loss: on the 10,000 test images, without penalties; the mean of
 *   two seeds where two were tried; NAN where none was
 * @code: mean of the code's values, or 0
 * @zeros: share of zeros in it
 */
typedef struct
{
  const char *model;
  const char *optimizer;
  guint epoch;
  double loss;
  double validation_loss;
  double code;
  double zeros;
} WbReferenceRow;

/** All rows, in the order of optimizers, models and epochs, ended by a NULL model. */
extern const WbReferenceRow wb_reference_rows[];

gboolean
wb_reference_row_is_of (const WbReferenceRow *row, const char *model, const char *optimizer);
guint wb_reference_count_epochs (const char *model, const char *optimizer);
gint64 wb_reference_get_seed (const char *model);
gboolean wb_reference_is_of_data (DsDataset *training, DsDataset *validation);
double wb_reference_get_bound (const char *model, const char *optimizer, guint epoch);

G_END_DECLS
