/* SPDX-License-Identifier: MIT */
/* All lassos share the products of the values with one another, so each is found by
 * coordinate descent without a look at the samples (Friedman, Hastie, Tibshirani,
 * "Regularization paths for generalized linear models via coordinate descent", 2010,
 * section 2.2).
 */
#include "app/latent/dci.h"

#include <math.h>

#include "engine/blas.h"

#define MOST_SWEEPS 300
#define TOLERANCE   1e-6

/* Columns of mean 0 and variance 1 over the samples that are learned from. */
typedef struct
{
  gsize n_learned;
  gsize n_held_out;
  gsize width;
  float *learned;  /* [n_learned, width] */
  float *held_out; /* [n_held_out, width] */
} Columns;

static gboolean
is_held_out (gsize sample)
{
  return sample % WB_DCI_HELD_OUT == WB_DCI_HELD_OUT - 1;
}

static void
columns_init (Columns *self, gsize n, gsize width)
{
  self->n_held_out = n / WB_DCI_HELD_OUT;
  self->n_learned = n - self->n_held_out;
  self->width = width;
  self->learned = g_new (float, self->n_learned * width);
  self->held_out = g_new (float, self->n_held_out * width);
}

static void
columns_clear (Columns *self)
{
  g_free (self->learned);
  g_free (self->held_out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Columns, columns_clear)

/* Whoever knows value i of a column. */
typedef double (*GetValue) (const float *values, gsize i, gsize stride, int class);

static double
get_number (const float *values, gsize i, gsize stride, int class)
{
  return values[i * stride];
}

static double
get_is_class (const float *values, gsize i, gsize stride, int class)
{
  return values[i * stride] == (float) class;
}

static void
columns_set (Columns *self,
             gsize column,
             GetValue get,
             const float *values,
             gsize stride,
             int class)
{
  const gsize n = self->n_learned + self->n_held_out;
  gsize at[2] = { 0, 0 };
  double mean, deviation;

  for (gsize i = 0; i < n; i++)
    {
      gboolean out = is_held_out (i);
      float *to = out ? self->held_out : self->learned;

      to[at[out]++ * self->width + column] = (float) get (values, i, stride, class);
    }
  wb_column_measure (self->n_learned, self->learned + column, self->width, &mean, &deviation);
  for (gsize i = 0; i < self->n_learned; i++)
    {
      float *value = &self->learned[i * self->width + column];

      *value = deviation > 0 ? (float) ((*value - mean) / deviation) : 0;
    }
  for (gsize i = 0; i < self->n_held_out; i++)
    {
      float *value = &self->held_out[i * self->width + column];

      *value = deviation > 0 ? (float) ((*value - mean) / deviation) : 0;
    }
}

/* A column for each number, and one for each class. */
static gsize
count_targets (const WbFactorTable *factors)
{
  gsize n = 0;

  for (guint f = 0; f < factors->n_factors; f++)
    n += MAX (factors->n_classes[f], 1);
  return n;
}

static void
set_targets (Columns *self, const WbFactorTable *factors)
{
  gsize column = 0;

  for (guint f = 0; f < factors->n_factors; f++)
    {
      const float *values = factors->values + f * factors->n;

      if (factors->n_classes[f] == 0)
        columns_set (self, column++, get_number, values, 1, 0);
      for (guint c = 0; c < factors->n_classes[f]; c++)
        columns_set (self, column++, get_is_class, values, 1, (int) c);
    }
}

/*
 * @products: [d, d]: of the values with one another, a sample
 * @rest: [d]: of the values with what is not yet predicted; changed
 * @weights: (out): [d]
 */
static void
fit_lasso (gsize d, const float *products, double *rest, double *weights)
{
  for (gsize i = 0; i < d; i++)
    weights[i] = 0;
  for (guint sweep = 0; sweep < MOST_SWEEPS; sweep++)
    {
      double moved = 0;

      for (gsize i = 0; i < d; i++)
        {
          double own = products[i * d + i], pull = rest[i] + own * weights[i], step;

          if (own == 0)
            continue;
          step = copysign (MAX (fabs (pull) - WB_DCI_PENALTY, 0), pull) / own - weights[i];
          if (step == 0)
            continue;
          weights[i] += step;
          moved = MAX (moved, fabs (step));
          for (gsize k = 0; k < d; k++)
            rest[k] -= step * products[i * d + k];
        }
      if (moved < TOLERANCE)
        return;
    }
}

/* Of samples that were not learned from; 1 where a target does not vary. */
static double
find_error (const Columns *codes, const Columns *targets, gsize target, const double *weights)
{
  double wrong = 0, all = 0;

  for (gsize i = 0; i < codes->n_held_out; i++)
    {
      const float *code = codes->held_out + i * codes->width;
      double value = targets->held_out[i * targets->width + target], guess = 0;

      for (gsize j = 0; j < codes->width; j++)
        guess += weights[j] * code[j];
      wrong += (value - guess) * (value - guess);
      all += value * value;
    }
  return all > 0 ? sqrt (wrong / all) : 1;
}

/* 1 - H(p) of the shares @values have of their sum, in units of log n; 1 of a single one. */
static double
find_concentration (gsize n, const double *values, gsize stride, double sum)
{
  double entropy = 0;

  if (n == 1)
    return 1;
  if (sum <= 0)
    return 0;
  for (gsize i = 0; i < n; i++)
    if (values[i * stride] > 0)
      entropy -= values[i * stride] / sum * log (values[i * stride] / sum);
  return 1 - entropy / log ((double) n);
}

static double
find_sum (gsize n, const double *values, gsize stride)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i * stride];
  return sum;
}

void
wb_dci_score (gsize size, guint n_factors, const double *importances, WbDci *dci)
{
  double all = find_sum (size * n_factors, importances, 1);

  dci->disentanglement = dci->completeness = 0;
  for (gsize i = 0; i < size && all > 0; i++)
    {
      const double *row = importances + i * n_factors;
      double sum = find_sum (n_factors, row, 1);

      dci->disentanglement += sum / all * find_concentration (n_factors, row, 1, sum);
    }
  for (guint f = 0; f < n_factors; f++)
    dci->completeness += find_concentration (size, importances + f, n_factors,
                                             find_sum (size, importances + f, n_factors))
                         / n_factors;
}

/* @importances: (out): [d, F] of zeros; returns the error. */
static double
learn (const Columns *codes,
       const Columns *targets,
       const WbFactorTable *factors,
       double *importances)
{
  const gsize d = codes->width, t = targets->width, n = codes->n_learned;
  g_autofree float *products = g_new (float, d *d);
  g_autofree float *with = g_new (float, d *t);
  g_autofree double *rest = g_new (double, d);
  g_autofree double *weights = g_new (double, d);
  double error = 0;
  gsize target = 0;

  ae_gemm_tn (d, d, n, codes->learned, codes->learned, 0, products);
  ae_gemm_tn (d, t, n, codes->learned, targets->learned, 0, with);
  for (gsize i = 0; i < d * d; i++)
    products[i] /= (float) n;
  for (guint f = 0; f < factors->n_factors; f++)
    {
      const guint n_targets = MAX (factors->n_classes[f], 1);

      for (guint k = 0; k < n_targets; k++, target++)
        {
          for (gsize i = 0; i < d; i++)
            rest[i] = with[i * t + target] / (double) n;
          fit_lasso (d, products, rest, weights);
          for (gsize i = 0; i < d; i++)
            importances[i * factors->n_factors + f] += fabs (weights[i]) / n_targets;
          error += find_error (codes, targets, target, weights) / n_targets;
        }
    }
  return error / factors->n_factors;
}

void
wb_dci_measure (gsize size, const float *codes, const WbFactorTable *factors, WbDci *dci)
{
  g_auto (Columns) values = { 0 };
  g_auto (Columns) targets = { 0 };
  g_autofree double *importances = g_new0 (double, size *factors->n_factors);

  g_return_if_fail (factors->n >= WB_DCI_HELD_OUT);
  columns_init (&values, factors->n, size);
  columns_init (&targets, factors->n, count_targets (factors));
  for (gsize j = 0; j < size; j++)
    columns_set (&values, j, get_number, codes + j, size, 0);
  set_targets (&targets, factors);
  dci->error = learn (&values, &targets, factors, importances);
  wb_dci_score (size, factors->n_factors, importances, dci);
}
