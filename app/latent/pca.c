/* SPDX-License-Identifier: MIT */
/* By the covariance: codes have far fewer values than there are codes. */
#include "app/latent/pca.h"

#include <math.h>
#include <string.h>

#include "engine/blas.h"

/* Codes that are multiplied at once: their sums are exact enough in float. */
#define SLICE 2048

/* Two planes that have less in common, from 0 to 2, are not laid over each other; a turn
 * that nobody sees is not made. */
#define LEAST_ALIKE 1
#define LEAST_TURN  1e-4

static void
find_mean (WbPca *self, gsize n, const float *x)
{
  g_autofree double *sums = g_new0 (double, self->size);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < self->size; j++)
      sums[j] += x[i * self->size + j];
  for (gsize j = 0; j < self->size; j++)
    self->mean[j] = (float) (sums[j] / (double) n);
}

static void
subtract_mean (const WbPca *self, gsize n, const float *x, float *out)
{
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < self->size; j++)
      out[i * self->size + j] = x[i * self->size + j] - self->mean[j];
}

/* (transfer full): [d, d] */
static double *
find_covariance (const WbPca *self, gsize n, const float *x)
{
  const gsize d = self->size;
  g_autofree float *centred = g_new (float, MIN (n, SLICE) * d);
  g_autofree float *product = g_new (float, d * d);
  double *sums = g_new0 (double, d * d);

  for (gsize first = 0; first < n; first += SLICE)
    {
      const gsize m = MIN (SLICE, n - first);

      subtract_mean (self, m, x + first * d, centred);
      ae_gemm_tn (d, d, m, centred, centred, 0, product);
      for (gsize i = 0; i < d * d; i++)
        sums[i] += product[i];
    }
  for (gsize i = 0; i < d * d; i++)
    sums[i] /= (double) n;
  return sums;
}

static void
take_axis (WbPca *self, guint component, const double *vector)
{
  float *axis = self->axes + component * self->size;
  gsize largest = 0;

  for (gsize j = 0; j < self->size; j++)
    if (fabs (vector[j]) > fabs (vector[largest]))
      largest = j;
  for (gsize j = 0; j < self->size; j++)
    axis[j] = (float) (vector[largest] < 0 ? -vector[j] : vector[j]);
}

WbPca *
wb_pca_new (gsize n, gsize size, const float *x, guint n_components)
{
  g_autoptr (WbPca) self = g_new0 (WbPca, 1);
  g_autofree double *values = g_new (double, size);
  g_autofree double *vectors = NULL;

  g_return_val_if_fail (n > 0 && n_components > 0 && n_components <= size, NULL);
  self->size = size;
  self->n_components = n_components;
  self->mean = g_new (float, size);
  self->axes = g_new (float, n_components *size);
  self->variances = g_new (double, n_components);
  find_mean (self, n, x);
  vectors = find_covariance (self, n, x);
  if (!ae_eigen_symmetric (size, vectors, values))
    return NULL;
  for (gsize i = 0; i < size; i++)
    self->total_variance += MAX (values[i], 0);
  for (guint i = 0; i < n_components; i++)
    {
      self->variances[i] = MAX (values[size - 1 - i], 0);
      take_axis (self, i, vectors + (size - 1 - i) * size);
    }
  self->found = g_memdup2 (self->axes, n_components * size * sizeof *self->axes);
  return g_steal_pointer (&self);
}

void
wb_pca_free (WbPca *self)
{
  if (self == NULL)
    return;
  g_free (self->mean);
  g_free (self->axes);
  g_free (self->found);
  g_free (self->variances);
  g_free (self);
}

static double
multiply (gsize size, const float *a, const float *b)
{
  double product = 0;

  for (gsize j = 0; j < size; j++)
    product += (double) a[j] * b[j];
  return product;
}

/* Turns two axes in their plane, or mirrors them there, so that they lie over others. */
static void
turn_plane (WbPca *self, const WbPca *before)
{
  const gsize d = self->size;
  float *first = self->axes, *second = self->axes + d;
  const double m00 = multiply (d, before->axes, first), m01 = multiply (d, before->axes, second);
  const double m10 = multiply (d, before->axes + d, first);
  const double m11 = multiply (d, before->axes + d, second);
  const double turned = hypot (m00 + m11, m01 - m10), mirrored = hypot (m00 - m11, m01 + m10);
  const double mirror = mirrored > turned ? -1 : 1, length = MAX (turned, mirrored);
  const double cosine = (m00 + mirror * m11) / length, sine = (m01 - mirror * m10) / length;

  if (length < LEAST_ALIKE || fabs (sine) < LEAST_TURN)
    return;
  for (gsize j = 0; j < d; j++)
    {
      const double a = first[j], b = second[j];

      first[j] = (float) (cosine * a + sine * b);
      second[j] = (float) (mirror * (cosine * b - sine * a));
    }
}

void
wb_pca_align (WbPca *self, const WbPca *before)
{
  const gsize size = self->n_components * self->size * sizeof *self->axes;

  g_return_if_fail (self->size == before->size);
  if (self->n_components == before->n_components && memcmp (self->found, before->found, size) == 0)
    {
      memcpy (self->axes, before->axes, size);
      return;
    }
  if (self->n_components == 2 && before->n_components == 2)
    turn_plane (self, before);
  for (guint i = 0; i < MIN (self->n_components, before->n_components); i++)
    {
      float *axis = self->axes + i * self->size;
      const gboolean turns = multiply (self->size, axis, before->axes + i * self->size) < 0;

      for (gsize j = 0; turns && j < self->size; j++)
        axis[j] = -axis[j];
    }
}

void
wb_pca_project (const WbPca *self, gsize n, const float *x, float *places)
{
  g_autofree float *centred = g_new (float, MIN (n, SLICE) * self->size);

  for (gsize first = 0; first < n; first += SLICE)
    {
      const gsize m = MIN (SLICE, n - first);

      subtract_mean (self, m, x + first * self->size, centred);
      ae_gemm_nt (m, self->n_components, self->size, centred, self->axes, 0,
                  places + first * self->n_components);
    }
}
