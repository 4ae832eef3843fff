/* SPDX-License-Identifier: MIT */
/* What the seven models of "Building Autoencoders in Keras" reach on MNIST:
 * losses after so many epochs, measured with PyTorch with Keras' initialisers,
 * Adam at Keras' defaults, the losses and batches of the templates.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WbReferenceRow:
 * @model: name of the template
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
  guint epoch;
  double loss;
  double validation_loss;
  double code;
  double zeros;
} WbReferenceRow;

/** All rows, in the order of the models and epochs, ended by a NULL model. */
extern const WbReferenceRow wb_reference_rows[];

guint wb_reference_count_epochs (const char *model);
double wb_reference_get_bound (const char *model, guint epoch);

G_END_DECLS
