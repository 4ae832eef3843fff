/* SPDX-License-Identifier: MIT */
/* GRU over a series x [T, D]; y [U] is the last step's output, or [T, U] those
 * of all steps. Formulas in recurrence-gru.c. */
#include "engine/layers/recurrent-layer.h"
#include "engine/translation.h"

static const AeOption options[] = {
  AE_OPTIONS_RECURRENT,
  { .name = "reset_after",
    .title = N_ ("Reset after"),
    .kind = AE_OPTION_BOOL,
    .help = N_ ("Reset behind the product with the state (as in Keras), not before it."),
    .offset = G_STRUCT_OFFSET (AeRecurrentOptions, reset_after),
    .value = TRUE },
  { NULL },
};

static AeCell
get_cell (const void *values)
{
  return ((const AeRecurrentOptions *) values)->reset_after ? AE_CELL_GRU
                                                            : AE_CELL_GRU_RESET_BEFORE;
}

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  if (!ae_recurrent_check ("GRU", x_shape, error))
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

  return ae_recurrence_list_params (get_cell (values), x_shape->dims[1], (gsize) self->units,
                                    self->use_bias, FALSE, self->kernel_initializer,
                                    self->recurrent_initializer, out);
}

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  ae_recurrent_needs (get_cell (values), values, x_shape, out);
}

static void
pack (const AePass *pass, float *packed)
{
  const AeRecurrentOptions *self = pass->options;

  ae_recurrence_pack (get_cell (self), (gsize) self->units, pass->w[1], packed);
}

static void
forward (const AePass *pass)
{
  ae_recurrent_forward (get_cell (pass->options), pass);
}

static void
backward (const AePass *pass)
{
  ae_recurrent_backward (get_cell (pass->options), pass);
}

static double
flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  gsize units = (gsize) ((const AeRecurrentOptions *) values)->units;

  return ae_recurrent_count_flops (get_cell (values), units, x_shape);
}

static const AeProbe probes[] = {
  { "units=3", { 2, { 4, 2 } } },
  { "units=2,return_sequences=true,use_bias=false", { 2, { 3, 3 } } },
  { "units=3,reset_after=false", { 2, { 4, 2 } } },
  { "units=2,reset_after=false,return_sequences=true,use_bias=false", { 2, { 3, 3 } } },
  { NULL },
};

const AeLayerClass ae_layer_gru = {
  .type = "GRU",
  .title = N_ ("GRU"),
  .group = N_ ("Sequence"),
  .summary = N_ ("Reads a series step by step, with fewer gates than LSTM."),
  .icon = "m 12.6 5 c 11 2.4 7.6 1.8 5 3.4 c 2.4 5 2 8.6 3.6 11 c 5.4 13.6 9.2 14 11.6 "
          "12 c 12.6 11.2 13.2 10 13.4 8.8 s m 13 1.8 l 13 5.4 l 9.6 5.4 s",
  .flags = AE_LAYER_RECURRENT,
  .options_size = sizeof (AeRecurrentOptions),
  .options = options,
  .shape = shape,
  .params = params,
  .needs = needs,
  .fuses = ae_recurrent_fuses,
  .pack = pack,
  .forward = forward,
  .backward = backward,
  .flops = flops,
  .mirror = ae_recurrent_mirror,
  .probes = probes,
};
