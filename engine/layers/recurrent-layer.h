/* SPDX-License-Identifier: MIT */
/* The layers LSTM and GRU: one set of functions over a recurrence. */
#pragma once

#include "engine/layers/recurrence.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

G_BEGIN_DECLS

/** Options of both; an LSTM's options struct begins like this, and so does a GRU's. */
typedef struct
{
  gint64 units;
  gboolean return_sequences;
  gboolean use_bias;
  guint kernel_initializer;
  guint recurrent_initializer;
  gboolean unit_forget_bias; /* LSTM */
  gboolean reset_after;      /* GRU */
  AePenalties penalties;
} AeRecurrentOptions;

#define AE_OPTIONS_RECURRENT \
  { .name = "units", \
    .title = N_ ("Units"), \
    .kind = AE_OPTION_INT, \
    .help = N_ ("How many numbers the layer remembers and outputs."), \
    .offset = G_STRUCT_OFFSET (AeRecurrentOptions, units), \
    .value = 32, \
    .min = 1, \
    .max = 4096, \
    .logarithmic = TRUE }, \
    { .name = "return_sequences", \
      .title = N_ ("Return sequences"), \
      .kind = AE_OPTION_BOOL, \
      .help = N_ ("Output every step's output instead of the last one's."), \
      .offset = G_STRUCT_OFFSET (AeRecurrentOptions, return_sequences) }, \
    AE_OPTION_USE_BIAS (AeRecurrentOptions), AE_OPTION_KERNEL_INITIALIZER (AeRecurrentOptions), \
    { .name = "recurrent_initializer", \
      .title = N_ ("Recurrent initializer"), \
      .kind = AE_OPTION_CHOICE, \
      .help = N_ ("How the weights from step to step are drawn."), \
      .offset = G_STRUCT_OFFSET (AeRecurrentOptions, recurrent_initializer), \
      .choices = ae_initializer_names, \
      .value = AE_INIT_ORTHOGONAL }, \
    AE_OPTIONS_PENALTIES (AeRecurrentOptions)

/** Fails for anything but a series [T, D]. AE_ERROR_SHAPE. */
gboolean ae_recurrent_check (const char *type, const AeShape *x_shape, GError **error);

/** y [T, U] or [U]. */
AeShape ae_recurrent_infer (const AeRecurrentOptions *options, const AeShape *x_shape);

void ae_recurrent_needs (AeCell cell,
                         const AeRecurrentOptions *options,
                         const AeShape *x_shape,
                         AeLayerNeeds *needs);

/** The `fuses` of both: whether the layer can do a RepeatVector's work. */
gboolean ae_recurrent_fuses (const void *options,
                             const AeShape *x_shape,
                             const AeLayerClass *before,
                             const void *before_options);

void ae_recurrent_forward (AeCell cell, const AePass *pass);
void ae_recurrent_backward (AeCell cell, const AePass *pass);

/** Multiplications and additions of one sample's series. */
double ae_recurrent_count_flops (AeCell cell, gsize units, const AeShape *x_shape);

/** The `mirror` of recurrent layers: the last output is repeated for a layer that writes a series.
 */
gboolean ae_recurrent_mirror (AeMirror *mirror, guint index, GError **error);

G_END_DECLS
