/* SPDX-License-Identifier: MIT */
/* Dense: y = x·w + b, then the activation.
 *   backward: dx = dy·wᵀ    dw += xᵀ·dy    db += Σ dy
 *
 * x [n, in] or, for time × features, [n, steps, in]: every step by the same
 * weights. An image is flattened first. w [in, units], b [units].
 *
 * Where most of x is zero, as in images of strokes, the products skip zeros.
 */
#include "engine/layers/dense.h"

#include "engine/blas.h"
#include "engine/kernels.h"
#include "engine/translation.h"

/* Floats of weights that are well above a second-level cache: 2 MB. */
#define WIDE 524288

const AeOption ae_dense_options[] = {
  { .name = "units",
    .title = N_ ("Units"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How many numbers the layer outputs."),
    .offset = G_STRUCT_OFFSET (AeDenseOptions, units),
    .value = 32,
    .min = 1,
    .max = 65536,
    .logarithmic = TRUE },
  AE_OPTION_ACTIVATION (AeDenseOptions, AE_ACTIVATION_LINEAR),
  AE_OPTION_USE_BIAS (AeDenseOptions),
  AE_OPTION_KERNEL_INITIALIZER (AeDenseOptions),
  AE_OPTIONS_PENALTIES (AeDenseOptions),
  { NULL },
};

/* The rows of the product in one sample, and their length. */
static gsize
count_rows (const AeShape *x_shape)
{
  return x_shape->rank == 2 ? x_shape->dims[0] : 1;
}

static gsize
count_inputs (const AeShape *x_shape)
{
  return ae_shape_size (x_shape) / count_rows (x_shape);
}

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  const AeDenseOptions *dense = values;

  *y_shape = AE_SHAPE (1, (guint) dense->units);
  if (x_shape->rank == 2)
    *y_shape = AE_SHAPE (2, x_shape->dims[0], (guint) dense->units);
  return TRUE;
}

guint
ae_dense_params (const void *values,
                 const AeShape *x_shape,
                 const AeShape *y_shape,
                 AeParam out[AE_MAX_PARAMS])
{
  const AeDenseOptions *dense = values;
  guint in = (guint) count_inputs (x_shape), units = (guint) dense->units;

  out[0] = (AeParam) { .name = "kernel",
                       .shape = AE_SHAPE (2, in, units),
                       .initializer = dense->kernel_initializer,
                       .fan_in = in,
                       .fan_out = units };
  out[1] = (AeParam) { .name = "bias", .shape = AE_SHAPE (1, units) };
  return dense->use_bias ? 2 : 1;
}

static gboolean
is_wide (gsize in, gsize units)
{
  return in * units > WIDE;
}

void
ae_dense_needs (const void *values,
                const AeShape *x_shape,
                const AeShape *y_shape,
                AeLayerNeeds *out)
{
  const AeDenseOptions *dense = values;
  gsize rows = count_rows (x_shape), in = count_inputs (x_shape);

  out->scratch = AE_SPARSE_SCRATCH (rows);
  out->scratch_fixed = AE_SPARSE_SCRATCH (in);
  if (!is_wide (in, (gsize) dense->units))
    return;
  out->scratch = MAX (out->scratch, rows * AE_SPARSE_ROW (in));
  out->scratch_fixed = MAX (out->scratch_fixed, AE_SPARSE_STRIPE (in));
}

/* Every fourth row tells; short rows are not worth looking at. */
static gboolean
is_sparse (gsize rows, gsize in, const float *x)
{
  gsize looked = 0, nonzero = 0;

  if (in < 128 || in > AE_SPARSE_MAX || rows > AE_SPARSE_MAX)
    return FALSE;
  for (gsize i = 0; i < rows; i += 4, looked += in)
    nonzero += ae_kernels ()->sparse->count (in, x + i * in);
  return 3 * nonzero < looked;
}

void
ae_dense_forward (const AePass *pass)
{
  const AeDenseOptions *dense = pass->options;
  const AeKernels *kernels = ae_kernels ();
  gsize rows = pass->n * count_rows (&pass->x_shape);
  gsize in = count_inputs (&pass->x_shape), units = (gsize) dense->units;

  if (!is_sparse (rows, in, pass->x))
    ae_gemm_nn (rows, units, in, pass->x, pass->w[0], 0, pass->y);
  else if (is_wide (in, units))
    kernels->sparse->multiply_wide (rows, units, in, pass->x, pass->w[0], pass->y, pass->scratch);
  else
    kernels->sparse->multiply_nn (rows, units, in, pass->x, pass->w[0], FALSE, pass->y,
                                  pass->scratch);
  if (dense->use_bias)
    kernels->sum->add_bias (rows, units, pass->w[1], pass->y);
}

void
ae_dense_backward (const AePass *pass)
{
  const AeDenseOptions *dense = pass->options;
  gsize rows = pass->n * count_rows (&pass->x_shape);
  gsize in = count_inputs (&pass->x_shape), units = (gsize) dense->units;

  if (is_sparse (rows, in, pass->x))
    ae_kernels ()->sparse->multiply_tn (in, units, rows, pass->x, pass->dy, !pass->assign,
                                        pass->dw[0], pass->scratch);
  else
    ae_gemm_tn (in, units, rows, pass->x, pass->dy, pass->assign ? 0 : 1, pass->dw[0]);
  if (dense->use_bias)
    ae_kernels ()->sum->sum_rows (rows, units, pass->dy, pass->dw[1]);
  if (pass->dx != NULL)
    ae_gemm_nt (rows, in, units, pass->dy, pass->w[0], 0, pass->dx);
}

double
ae_dense_flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  return 2.0 * (double) ae_shape_size (y_shape) * (double) count_inputs (x_shape);
}

gboolean
ae_dense_mirror (AeMirror *self, guint index, GError **error)
{
  const AeShape *x = &self->shapes[index - 1], *y = &self->shapes[index];
  g_autofree char *activation = ae_mirror_get_activation (self, index);
  gboolean stepwise = x->rank == 2 && y->rank == 2;
  guint units = stepwise ? x->dims[1] : (guint) ae_shape_size (x);

  return ae_mirror_append (self, error, "Dense", "units=%u,activation=%s", units, activation)
         && (index == 1 || ae_mirror_reshape (self, x, error));
}

static const AeProbe probes[] = {
  { "units=5,activation=tanh", { 1, { 7 } } },
  { "units=3,use_bias=false", { 3, { 2, 3, 2 } } },
  { "units=4,activation=sigmoid", { 2, { 3, 5 } } },
  { NULL },
};

const AeLayerClass ae_layer_dense = {
  .type = "Dense",
  .title = N_ ("Dense"),
  .group = N_ ("Core"),
  .summary = N_ ("Every unit looks at all numbers that come in."),
  .icon = "o 3.5 3.5 1.7 o 3.5 12.5 1.7 o 12.5 8 1.9 f m 3.5 3.5 l 12.5 8 l 3.5 12.5 s",
  .flags = AE_LAYER_ASSIGNS,
  .options_size = sizeof (AeDenseOptions),
  .options = ae_dense_options,
  .activation = "activation",
  .shape = shape,
  .params = ae_dense_params,
  .needs = ae_dense_needs,
  .forward = ae_dense_forward,
  .backward = ae_dense_backward,
  .flops = ae_dense_flops,
  .mirror = ae_dense_mirror,
  .probes = probes,
};
