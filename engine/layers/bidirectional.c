/* SPDX-License-Identifier: MIT */
/* Bidirectional: an LSTM or GRU that reads a series forward and another that
 * reads it backward; their outputs f and b are merged:
 *   concat [f, b] · sum f + b · mul f·b · ave (f + b) / 2
 *
 * x [T, D]; y [T, M] or [M] with M = U, or 2U for concat. Where only the last
 * output is wanted, each outputs the one of its own last step.
 *
 * kept: x [T, N, D], f and b [T, N, U], then both recurrences' own. scratch:
 * dh [T, N, U], dx [T, N, D], its other order [N, T, D], a recurrence's own.
 */
#include <string.h>

#include "engine/kernels.h"
#include "engine/layers/recurrent-layer.h"
#include "engine/translation.h"

typedef struct
{
  AeRecurrentOptions recurrent;
  guint layer;
  guint merge_mode;
} Bidirectional;

static const char *const layer_names[] = { "LSTM", "GRU", NULL };

enum
{
  MERGE_CONCAT,
  MERGE_SUM,
  MERGE_MUL,
  MERGE_AVE,
};

static const char *const merge_modes[] = { "concat", "sum", "mul", "ave", NULL };

static const AeOption options[] = {
  { .name = "layer",
    .title = N_ ("Layer"),
    .kind = AE_OPTION_CHOICE,
    .help = N_ ("What reads the series."),
    .offset = G_STRUCT_OFFSET (Bidirectional, layer),
    .choices = layer_names },
  AE_OPTIONS_RECURRENT,
  { .name = "merge_mode",
    .title = N_ ("Merge"),
    .kind = AE_OPTION_CHOICE,
    .help = N_ ("How the two readings become one."),
    .offset = G_STRUCT_OFFSET (Bidirectional, merge_mode),
    .choices = merge_modes },
  { NULL },
};

/* The sizes that everything here is made of, for n samples. */
typedef struct
{
  AeCell cell;
  gsize n, steps, features, units, merged;
  gsize inputs, outputs, own_kept;
} Sizes;

static Sizes
get_sizes (const Bidirectional *self, const AeShape *x_shape, gsize n)
{
  Sizes sizes = {
    .cell = self->layer == 0 ? AE_CELL_LSTM : AE_CELL_GRU,
    .n = n,
    .steps = x_shape->dims[0],
    .features = x_shape->dims[1],
    .units = (gsize) self->recurrent.units,
  };

  sizes.merged = sizes.units * (self->merge_mode == MERGE_CONCAT ? 2 : 1);
  sizes.inputs = n * sizes.steps * sizes.features;
  sizes.outputs = n * sizes.steps * sizes.units;
  sizes.own_kept = n * ae_recurrence_count_kept (sizes.cell, sizes.steps, sizes.units);
  return sizes;
}

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  const Bidirectional *self = values;

  if (!ae_recurrent_check ("Bidirectional", x_shape, error))
    return FALSE;
  *y_shape = ae_recurrent_infer (&self->recurrent, x_shape);
  y_shape->dims[y_shape->rank - 1] = (guint) get_sizes (self, x_shape, 1).merged;
  return TRUE;
}

static guint
params (const void *values,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  static const char *const names[2][3] = {
    { "forward_kernel", "forward_recurrent_kernel", "forward_bias" },
    { "backward_kernel", "backward_recurrent_kernel", "backward_bias" },
  };
  const Bidirectional *self = values;
  Sizes sizes = get_sizes (self, x_shape, 1);
  guint n = 0;

  for (guint side = 0; side < 2; side++)
    {
      guint count = ae_recurrence_list_params (sizes.cell, sizes.features, sizes.units,
                                               self->recurrent.use_bias, TRUE,
                                               self->recurrent.kernel_initializer,
                                               self->recurrent.recurrent_initializer, out + n);

      for (guint i = 0; i < count; i++)
        out[n + i].name = names[side][i];
      n += count;
    }
  return n;
}

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  Sizes sizes = get_sizes (values, x_shape, 1);

  out->kept = sizes.inputs + 2 * (sizes.outputs + sizes.own_kept);
  out->scratch = sizes.outputs + 2 * sizes.inputs
                 + ae_recurrence_count_scratch (sizes.cell, sizes.steps, sizes.units);
}

/* The recurrence of one side; @w and @dw have room for its three weights. */
static AeRecurrence
make_side (const AePass *pass, guint side, const float *w[3], float *dw[3])
{
  const Bidirectional *self = pass->options;
  Sizes sizes = get_sizes (self, &pass->x_shape, pass->n);
  guint count = self->recurrent.use_bias ? 3 : 2;
  float *outputs = pass->kept + sizes.inputs;

  for (guint i = 0; i < 3; i++)
    {
      w[i] = i < count ? pass->w[side * count + i] : NULL;
      dw[i] = i < count && pass->dw != NULL ? pass->dw[side * count + i] : NULL;
    }
  return (AeRecurrence) {
    .cell = sizes.cell,
    .n = sizes.n,
    .steps = sizes.steps,
    .features = sizes.features,
    .units = sizes.units,
    .reverse = side == 1,
    .x = pass->kept,
    .w = w,
    .kept = outputs + 2 * sizes.outputs + side * sizes.own_kept,
    .h = outputs + side * sizes.outputs,
    .dh = pass->scratch,
    .dx = pass->dx != NULL ? pass->scratch + sizes.outputs : NULL,
    .dw = dw,
    .scratch = pass->scratch + sizes.outputs + 2 * sizes.inputs,
  };
}

/* Where the outputs of one sample's step stand that belong to row @row of y. */
static void
locate (const AePass *pass, const Sizes *sizes, gsize row, gsize *f, gsize *b)
{
  const Bidirectional *self = pass->options;
  gsize sample = row, first = 0, last = sizes->steps - 1;

  if (self->recurrent.return_sequences)
    {
      sample = row / sizes->steps;
      first = last = row % sizes->steps;
    }
  *f = (last * sizes->n + sample) * sizes->units;
  *b = (first * sizes->n + sample) * sizes->units;
}

static void
merge (guint mode, gsize units, const float *f, const float *b, float *y)
{
  for (gsize u = 0; u < units; u++)
    switch (mode)
      {
      case MERGE_CONCAT:
        y[u] = f[u];
        y[units + u] = b[u];
        break;
      case MERGE_SUM:
        y[u] = f[u] + b[u];
        break;
      case MERGE_MUL:
        y[u] = f[u] * b[u];
        break;
      case MERGE_AVE:
        y[u] = (f[u] + b[u]) / 2;
        break;
      }
}

/* The share of dy that one side gets; @other is the other side's output. */
static void
split (guint mode, gsize units, guint side, const float *other, const float *dy, float *d)
{
  for (gsize u = 0; u < units; u++)
    switch (mode)
      {
      case MERGE_CONCAT:
        d[u] = dy[side * units + u];
        break;
      case MERGE_SUM:
        d[u] = dy[u];
        break;
      case MERGE_MUL:
        d[u] = dy[u] * other[u];
        break;
      case MERGE_AVE:
        d[u] = dy[u] / 2;
        break;
      }
}

static gsize
count_rows (const AePass *pass, const Sizes *sizes)
{
  const Bidirectional *self = pass->options;

  return sizes->n * (self->recurrent.return_sequences ? sizes->steps : 1);
}

static void
forward (const AePass *pass)
{
  const Bidirectional *self = pass->options;
  Sizes sizes = get_sizes (self, &pass->x_shape, pass->n);
  const float *f = pass->kept + sizes.inputs, *b = f + sizes.outputs;

  ae_kernels ()->recurrent->swap (sizes.n, sizes.steps, sizes.features, pass->x, pass->kept);
  for (guint side = 0; side < 2; side++)
    {
      const float *w[3];
      float *dw[3];
      AeRecurrence recurrence = make_side (pass, side, w, dw);

      ae_recurrence_forward (&recurrence);
    }
  for (gsize row = 0; row < count_rows (pass, &sizes); row++)
    {
      gsize f_at, b_at;

      locate (pass, &sizes, row, &f_at, &b_at);
      merge (self->merge_mode, sizes.units, f + f_at, b + b_at, pass->y + row * sizes.merged);
    }
}

static void
back_side (const AePass *pass, const Sizes *sizes, guint side)
{
  const Bidirectional *self = pass->options;
  const float *w[3];
  float *dw[3];
  AeRecurrence recurrence = make_side (pass, side, w, dw);
  const float *other = pass->kept + sizes->inputs + (1 - side) * sizes->outputs;
  float *turned = pass->scratch + sizes->outputs + sizes->inputs;

  memset (recurrence.dh, 0, sizes->outputs * sizeof (float));
  for (gsize row = 0; row < count_rows (pass, sizes); row++)
    {
      gsize at[2];

      locate (pass, sizes, row, &at[0], &at[1]);
      split (self->merge_mode, sizes->units, side, other + at[1 - side],
             pass->dy + row * sizes->merged, recurrence.dh + at[side]);
    }
  ae_recurrence_backward (&recurrence);
  if (pass->dx == NULL)
    return;
  ae_kernels ()->recurrent->swap (sizes->steps, sizes->n, sizes->features, recurrence.dx, turned);
  ae_kernels ()->sum->add (sizes->inputs, turned, pass->dx);
}

static void
backward (const AePass *pass)
{
  Sizes sizes = get_sizes (pass->options, &pass->x_shape, pass->n);

  if (pass->dx != NULL)
    memset (pass->dx, 0, sizes.inputs * sizeof (float));
  back_side (pass, &sizes, 0);
  back_side (pass, &sizes, 1);
}

static double
flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  Sizes sizes = get_sizes (values, x_shape, 1);

  return 2 * ae_recurrent_count_flops (sizes.cell, sizes.units, x_shape);
}

static const AeProbe probes[] = {
  { "units=2", { 2, { 4, 2 } } },
  { "units=2,layer=GRU,return_sequences=true,merge_mode=mul", { 2, { 3, 3 } } },
  { "units=3,return_sequences=true,merge_mode=ave,use_bias=false", { 2, { 3, 2 } } },
  { "units=2,layer=GRU,merge_mode=sum", { 2, { 3, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_bidirectional = {
  .type = "Bidirectional",
  .title = N_ ("Bidirectional"),
  .group = N_ ("Sequence"),
  .summary = N_ ("Reads a series from both ends."),
  .icon = "m 2.5 5 l 13.5 5 l 11 2.5 m 13.5 11 l 2.5 11 l 5 13.5 s",
  .flags = AE_LAYER_RECURRENT,
  .options_size = sizeof (Bidirectional),
  .options = options,
  .shape = shape,
  .params = params,
  .needs = needs,
  .forward = forward,
  .backward = backward,
  .flops = flops,
  .mirror = ae_recurrent_mirror,
  .probes = probes,
};
