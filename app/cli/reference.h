/* SPDX-License-Identifier: MIT */
/* What the seven models of "Building Autoencoders in Keras" reach on MNIST:
 * losses after this many epochs, measured with PyTorch with Keras' initialisers,
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
 * @epoch: after this many
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

/** Whether a row tells of this model with this optimizer. */
gboolean
wb_reference_row_is_of (const WbReferenceRow *row, const char *model, const char *optimizer);

/** The last epoch that is known of @model; 0 where nothing is. */
guint wb_reference_count_epochs (const char *model, const char *optimizer);

/**
 * The seed that is compared with the reference where none is given. How long
 * the sequence stays on its plateau, the mean image, hangs on the seed: with 2
 * and in the reference for four to six epochs, with 1 twice as long.
 */
gint64 wb_reference_get_seed (const char *model);

/** Whether the samples are MNIST's, in any order: what the rows tell of. */
gboolean wb_reference_is_of_data (DsDataset *training, DsDataset *validation);

/**
 * The validation loss that a training that does as well is not above: 2 % more
 * than the reference's, 3 % for the variational one, whose last digits are
 * noise; the sequence's, which still falls by more than that in an epoch, the
 * reference's two epochs earlier, where there is such an epoch. NAN before the
 * first epoch that is known.
 */
double wb_reference_get_bound (const char *model, const char *optimizer, guint epoch);

G_END_DECLS
