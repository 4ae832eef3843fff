/* SPDX-License-Identifier: MIT */
/* GaussianCode: the head of a variational autoencoder (Kingma and Welling,
 * "Auto-Encoding Variational Bayes", 2013; the divergence from its appendix B).
 *   m = x·wₘ + bₘ    v = x·wᵥ + bᵥ (the logarithm of the variance)
 *   z = m + e^(v/2)·ε in training, ε normal; z = m elsewhere
 *   L += β·KL,  KL = -½ Σ (1 + v - m² - e^v)
 *   dm = dz + β·m·s    dv = ½·dz·e^(v/2)·ε + ½·β·(e^v - 1)·s
 * with s what a sample counts in the loss.
 *
 * kept: of each sample m, v and e^(v/2)·ε. scratch: dm and dv.
 */
#include <math.h>
#include <string.h>

#include "engine/blas.h"
#include "engine/kernels.h"
#include "engine/layers/dense.h"
#include "engine/translation.h"

typedef struct
{
  gint64 units;
  guint kernel_initializer;
} GaussianCode;

static const AeOption options[] = {
  { .name = "units",
    .title = N_ ("Dimensions"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How many numbers the code has."),
    .offset = G_STRUCT_OFFSET (GaussianCode, units),
    .value = 2,
    .min = 1,
    .max = 4096,
    .logarithmic = TRUE },
  AE_OPTION_KERNEL_INITIALIZER (GaussianCode),
  { NULL },
};

enum
{
  MEAN_KERNEL,
  MEAN_BIAS,
  LOG_VARIANCE_KERNEL,
  LOG_VARIANCE_BIAS,
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  *y_shape = AE_SHAPE (1, (guint) ((const GaussianCode *) values)->units);
  return TRUE;
}

static guint
params (const void *values,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  const GaussianCode *code = values;
  guint in = (guint) ae_shape_size (x_shape), units = (guint) code->units;
  AeParam kernel = { .shape = AE_SHAPE (2, in, units),
                     .initializer = code->kernel_initializer,
                     .fan_in = in,
                     .fan_out = units };

  out[MEAN_KERNEL] = kernel;
  out[MEAN_KERNEL].name = "mean_kernel";
  out[MEAN_BIAS] = (AeParam) { .name = "mean_bias", .shape = AE_SHAPE (1, units) };
  out[LOG_VARIANCE_KERNEL] = kernel;
  out[LOG_VARIANCE_KERNEL].name = "log_variance_kernel";
  out[LOG_VARIANCE_BIAS] = (AeParam) { .name = "log_variance_bias", .shape = AE_SHAPE (1, units) };
  return 4;
}

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  out->kept = 3 * ae_shape_size (y_shape);
  out->scratch = 2 * ae_shape_size (y_shape);
}

/* e^(v/2)·ε, a function of the sample alone. */
static void
draw_deviation (const AePass *pass, gsize units, const float *v, float *deviation)
{
  for (guint s = 0; s < pass->n; s++)
    {
      AeRandomKey key = pass->random;
      float *row = deviation + s * units;

      key.sample += s;
      ae_random_normal (&key, row, units);
      for (gsize i = 0; i < units; i++)
        row[i] *= expf (v[s * units + i] / 2);
    }
}

static double
sum_divergence (gsize n, const float *m, const float *v)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += 1 + (double) v[i] - (double) m[i] * m[i] - exp (v[i]);
  return -sum / 2;
}

static void
forward (const AePass *pass)
{
  gsize units = pass->y_shape.dims[0], in = ae_shape_size (&pass->x_shape);
  gsize count = pass->n * units;
  float *m = pass->kept, *v = m + count, *deviation = v + count;
  const AeReductionKernels *sum = ae_kernels ()->sum;

  ae_gemm_nn (pass->n, units, in, pass->x, pass->w[MEAN_KERNEL], 0, m);
  sum->add_bias (pass->n, units, pass->w[MEAN_BIAS], m);
  ae_gemm_nn (pass->n, units, in, pass->x, pass->w[LOG_VARIANCE_KERNEL], 0, v);
  sum->add_bias (pass->n, units, pass->w[LOG_VARIANCE_BIAS], v);
  memcpy (pass->y, m, count * sizeof (float));
  if (pass->training)
    {
      draw_deviation (pass, units, v, deviation);
      sum->add (count, deviation, pass->y);
    }
  if (pass->loss != NULL)
    *pass->loss += pass->beta * sum_divergence (count, m, v);
}

static void
backward (const AePass *pass)
{
  gsize units = pass->y_shape.dims[0], in = ae_shape_size (&pass->x_shape);
  gsize count = pass->n * units;
  const float *m = pass->kept, *v = m + count, *deviation = v + count;
  float *dm = pass->scratch, *dv = dm + count;
  float weight = pass->beta * pass->loss_scale;
  const AeReductionKernels *sum = ae_kernels ()->sum;

  for (gsize i = 0; i < count; i++)
    {
      dm[i] = pass->dy[i] + weight * m[i];
      dv[i] = (pass->dy[i] * deviation[i] + weight * (expf (v[i]) - 1)) / 2;
    }
  ae_gemm_tn (in, units, pass->n, pass->x, dm, 1, pass->dw[MEAN_KERNEL]);
  sum->sum_rows (pass->n, units, dm, pass->dw[MEAN_BIAS]);
  ae_gemm_tn (in, units, pass->n, pass->x, dv, 1, pass->dw[LOG_VARIANCE_KERNEL]);
  sum->sum_rows (pass->n, units, dv, pass->dw[LOG_VARIANCE_BIAS]);
  if (pass->dx == NULL)
    return;
  ae_gemm_nt (pass->n, in, units, dm, pass->w[MEAN_KERNEL], 0, pass->dx);
  ae_gemm_nt (pass->n, in, units, dv, pass->w[LOG_VARIANCE_KERNEL], 1, pass->dx);
}

static double
flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  return 4.0 * (double) ae_shape_size (x_shape) * (double) ae_shape_size (y_shape);
}

/* x·w + b for one unit. */
static double
project (gsize size, const float *x, gsize units, gsize unit, const float *w, const float *b)
{
  double sum = b[unit];

  for (gsize i = 0; i < size; i++)
    sum += (double) x[i] * w[i * units + unit];
  return sum;
}

static void
divergence (const float *const *w, gsize units, gsize n, gsize x_size, const float *x, double *nats)
{
  for (gsize s = 0; s < n; s++, x += x_size)
    for (gsize unit = 0; unit < units; unit++)
      {
        double m = project (x_size, x, units, unit, w[MEAN_KERNEL], w[MEAN_BIAS]);
        double v = project (x_size, x, units, unit, w[LOG_VARIANCE_KERNEL], w[LOG_VARIANCE_BIAS]);

        nats[unit] += (m * m + exp (v) - 1 - v) / 2;
      }
}

static void
deviations (const float *const *w, gsize units, gsize x_size, const float *x, float *out)
{
  for (gsize unit = 0; unit < units; unit++)
    out[unit] = (float) exp (
      project (x_size, x, units, unit, w[LOG_VARIANCE_KERNEL], w[LOG_VARIANCE_BIAS]) / 2);
}

static const AeProbe probes[] = {
  { "units=2", { 1, { 6 } } },
  { "units=3", { 3, { 2, 2, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_gaussian_code = {
  .type = "GaussianCode",
  .title = N_ ("Gaussian code"),
  .group = N_ ("Latent"),
  .summary = N_ ("Learns a mean and a variance for every number of the code, and "
                 "draws from them."),
  .icon = "m 2 13 c 6.5 13 6 3 8 3 c 10 3 9.5 13 14 13 s m 8 6 l 8 13 s",
  .flags = AE_LAYER_RANDOM | AE_LAYER_REGULARISES | AE_LAYER_LATENT,
  .options_size = sizeof (GaussianCode),
  .options = options,
  .shape = shape,
  .params = params,
  .needs = needs,
  .forward = forward,
  .backward = backward,
  .flops = flops,
  .divergence = divergence,
  .deviations = deviations,
  .mirror = ae_dense_mirror,
  .probes = probes,
};
