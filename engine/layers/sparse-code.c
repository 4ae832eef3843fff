/* SPDX-License-Identifier: MIT */
/* SparseCode: y = x, and a penalty that keeps the mean activity of each unit
 * near a target ρ (Ng, "Sparse autoencoder", CS294A lecture notes, 2011):
 *   a = mean of x over the batch
 *   L += weight·Σ (ρ·log (ρ/a) + (1-ρ)·log ((1-ρ)/(1-a)))
 *   dx = dy + weight·(-ρ/a + (1-ρ)/(1-a)) / batch
 *
 * Near 0 and 1, and beyond, the divergence continues in a straight line: units
 * that are dead or above 1 are pulled back too. Every position of an image or a series is a unit.
 * statistics: Σ x of a unit.
 */
#include <math.h>

#include "engine/layers/elementwise.h"
#include "engine/translation.h"

#define EPSILON 1e-3

typedef struct
{
  double rho;
  double weight;
} SparseCode;

static const AeOption options[] = {
  { .name = "rho",
    .title = N_ ("Target activity"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("The mean activity that each unit is kept near."),
    .offset = G_STRUCT_OFFSET (SparseCode, rho),
    .value = 0.05,
    .min = 0.001,
    .max = 0.999,
    .live = TRUE },
  { .name = "weight",
    .title = N_ ("Weight"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How much the penalty counts in the loss."),
    .offset = G_STRUCT_OFFSET (SparseCode, weight),
    .value = 0.001,
    .min = 0,
    .max = 100,
    .live = TRUE,
    .logarithmic = TRUE },
  { NULL },
};

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  out->statistics = ae_shape_size (x_shape);
}

static void
measure (const AePass *pass, double *sums)
{
  gsize size = ae_shape_size (&pass->x_shape);

  for (guint s = 0; s < pass->n; s++)
    for (gsize i = 0; i < size; i++)
      sums[i] += pass->x[s * size + i];
}

/* The sums of the forward way are all that backward wants. */
static void
add_back_statistics (const AePass *pass, double *sums)
{
}

typedef struct
{
  double value;
  double slope;
} Divergence;

/* The divergence of one unit, by its mean activity. */
static Divergence
diverge (const SparseCode *code, double activity)
{
  double rho = code->rho, a = CLAMP (activity, EPSILON, 1 - EPSILON);
  double value = rho * log (rho / a) + (1 - rho) * log ((1 - rho) / (1 - a));
  double slope = -rho / a + (1 - rho) / (1 - a);

  return (Divergence) { value + slope * (activity - a), slope };
}

static void
forward (const AePass *pass)
{
  const SparseCode *code = pass->options;
  gsize size = ae_shape_size (&pass->x_shape);
  double sum = 0;

  ae_pass_forward_identity (pass);
  if (!pass->training || pass->penalty == NULL)
    return;
  for (gsize i = 0; i < size; i++)
    sum += diverge (code, pass->statistics[i] / pass->n_batch).value;
  *pass->penalty += code->weight * sum * pass->n;
}

static void
backward (const AePass *pass)
{
  const SparseCode *code = pass->options;
  gsize size = ae_shape_size (&pass->x_shape);

  if (pass->dx == NULL)
    return;
  ae_pass_backward_identity (pass);
  for (gsize i = 0; i < size; i++)
    {
      double slope = diverge (code, pass->statistics[i] / pass->n_batch).slope;
      float d = (float) (code->weight * slope) * pass->loss_scale;

      for (guint s = 0; s < pass->n; s++)
        pass->dx[s * size + i] += d;
    }
}

static const AeProbe probes[] = {
  { "rho=0.2,weight=0.5", { 1, { 5 } }, 0.1f, 0.9f },
  { "rho=0.5,weight=2", { 2, { 2, 3 } }, 0.2f, 0.8f },
  { "rho=0.5,weight=0.001", { 1, { 3 } }, 1.1f, 1.9f },
  { NULL },
};

const AeLayerClass ae_layer_sparse_code = {
  .type = "SparseCode",
  .title = N_ ("Sparse code"),
  .group = N_ ("Latent"),
  .summary = N_ ("Keeps the mean activity of every unit near a small target."),
  .icon = "m 4 13 l 4 9 m 8 13 l 8 3 m 12 13 l 12 11 s",
  .flags = AE_LAYER_KEEPS_RANGE | AE_LAYER_REGULARISES | AE_LAYER_LATENT | AE_LAYER_MIRROR_OMITS
           | AE_LAYER_IN_PLACE,
  .options_size = sizeof (SparseCode),
  .options = options,
  .shape = ae_shape_same,
  .needs = needs,
  .measure = measure,
  .add_back_statistics = add_back_statistics,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
