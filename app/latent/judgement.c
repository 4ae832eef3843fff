/* SPDX-License-Identifier: MIT */
#include "app/latent/judgement.h"

#include <math.h>

#include "app/latent/map-values.h"
#include "app/latent/neighbours.h"

/* 1 less the mean of what was judged. */
static double
find_share (WbJudgement *self, const float *wrong)
{
  double sum = 0;

  self->n_judged = 0;
  for (gsize i = 0; i < self->n; i++)
    if (isfinite (wrong[i]))
      {
        sum += wrong[i];
        self->n_judged++;
      }
  return self->n_judged > 0 ? 1 - sum / (double) self->n_judged : NAN;
}

WbJudgement *
wb_judgement_new (AePool *pool,
                  gsize n,
                  gsize d,
                  const float *x,
                  const float *places,
                  const atomic_bool *stop)
{
  g_autoptr (WbJudgement) self = NULL;

  if (n <= 2 * WB_JUDGEMENT_NEIGHBOURS)
    return NULL;
  self = g_new0 (WbJudgement, 1);
  self->n = n;
  self->invented = g_new (float, n);
  self->torn = g_new (float, n);
  if (!wb_neighbours_judge_each (pool, n, d, x, places, WB_JUDGEMENT_NEIGHBOURS,
                                 (guint) ((n + WB_JUDGEMENT_MOST - 1) / WB_JUDGEMENT_MOST),
                                 self->invented, self->torn, stop))
    return NULL;
  self->trustworthiness = find_share (self, self->invented);
  self->continuity = find_share (self, self->torn);
  return g_steal_pointer (&self);
}

void
wb_judgement_free (WbJudgement *self)
{
  if (self == NULL)
    return;
  g_free (self->invented);
  g_free (self->torn);
  g_free (self);
}

float *
wb_judgement_get_values (const WbJudgement *self, gboolean torn, double *lower, double *upper)
{
  const float *from = torn ? self->torn : self->invented;
  g_autofree float *judged = g_new (float, self->n_judged);
  float *values = g_new (float, self->n);
  gsize at = 0;

  for (gsize i = 0; i < self->n; i++)
    if (isfinite (from[i]))
      judged[at++] = from[i];
  wb_values_stretch (self->n_judged, judged, lower, upper);
  at = 0;
  for (gsize i = 0; i < self->n; i++)
    values[i] = isfinite (from[i]) ? judged[at++] : NAN;
  return values;
}
