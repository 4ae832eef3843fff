/* SPDX-License-Identifier: MIT */
/* LSTM over a series x [T, D]; y [U] is the last step's output, or [T, U] those
 * of all steps. Formulas in recurrence-lstm.c. */
#include "engine/layers/recurrent-layer.h"
#include "engine/translation.h"

static const AeOption options[] = {
  AE_OPTIONS_RECURRENT,
  { .name = "unit_forget_bias",
    .title = N_ ("Unit forget bias"),
    .kind = AE_OPTION_BOOL,
    .help = N_ ("Begin with a bias of 1 in the forget gate."),
    .offset = G_STRUCT_OFFSET (AeRecurrentOptions, unit_forget_bias),
    .value = TRUE },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  if (!ae_recurrent_check ("LSTM", x_shape, error))
    return FALSE;
  *y_shape = ae_recurrent_infer (values, x_shape);
  return TRUE;
}

static guint
params (const void *values,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  const AeRecurrentOptions *self = values;

  return ae_recurrence_list_params (AE_CELL_LSTM, x_shape->dims[1], (gsize) self->units,
                                    self->use_bias, self->unit_forget_bias,
                                    self->kernel_initializer, self->recurrent_initializer, out);
}

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  ae_recurrent_needs (AE_CELL_LSTM, values, x_shape, out);
}

static void
forward (const AePass *pass)
{
  ae_recurrent_forward (AE_CELL_LSTM, pass);
}

static void
backward (const AePass *pass)
{
  ae_recurrent_backward (AE_CELL_LSTM, pass);
}

static double
flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  gsize units = (gsize) ((const AeRecurrentOptions *) values)->units;

  return ae_recurrent_count_flops (AE_CELL_LSTM, units, x_shape);
}

static const AeProbe probes[] = {
  { "units=3", { 2, { 4, 2 } } },
  { "units=2,return_sequences=true,use_bias=false", { 2, { 3, 3 } } },
  { "units=4,return_sequences=true", { 2, { 1, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_lstm = {
  .type = "LSTM",
  .title = N_ ("LSTM"),
  .group = N_ ("Sequence"),
  .summary = N_ ("Reads a series step by step and decides what to remember."),
  .icon = "r 2.5 8 5 5 f m 5 8 l 5 3.5 l 13 3.5 l 13 10 m 10.8 8 l 13 10.5 l 15 8 s",
  .flags = AE_LAYER_RECURRENT,
  .options_size = sizeof (AeRecurrentOptions),
  .options = options,
  .shape = shape,
  .params = params,
  .needs = needs,
  .fuses = ae_recurrent_fuses,
  .forward = forward,
  .backward = backward,
  .flops = flops,
  .mirror = ae_recurrent_mirror,
  .probes = probes,
};
