/* SPDX-License-Identifier: MIT */
#include "app/latent/plane.h"

#include <math.h>
#include <string.h>

#include "app/latent/shepard.h"

/* Sets the mean; FALSE where it is not finite. */
static gboolean
find_mean (WbPlane *self, gsize n, const float *codes)
{
  g_autofree double *sums = g_new0 (double, self->size);
  gboolean finite = TRUE;

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < self->size; j++)
      sums[j] += codes[i * self->size + j];
  for (gsize j = 0; j < self->size; j++)
    {
      self->mean[j] = (float) (sums[j] / (double) n);
      finite = finite && isfinite (self->mean[j]);
    }
  return finite;
}

WbPlane *
wb_plane_new (guint x, guint y, gsize n, gsize size, const float *codes, const WbPlane *before)
{
  g_autoptr (WbPlane) self = g_new0 (WbPlane, 1);

  *self = (WbPlane) { .size = size, .axes = { x, y }, .mean = g_new (float, size) };
  if (n == 0 || !find_mean (self, n, codes))
    return NULL;
  if (x != WB_PLANE_COMPONENT)
    return g_steal_pointer (&self);
  if (size < 2)
    return NULL;
  self->pca = wb_pca_new (n, size, codes, 2);
  if (self->pca == NULL)
    return NULL;
  if (before != NULL && before->pca != NULL && before->size == size)
    wb_pca_align (self->pca, before->pca);
  return g_steal_pointer (&self);
}

WbPlane *
wb_plane_new_layout (gsize n,
                     gsize size,
                     const float *codes,
                     const float *places,
                     const float *mean)
{
  WbPlane *self = g_new0 (WbPlane, 1);

  *self = (WbPlane) { .size = size,
                      .axes = { WB_PLANE_COMPONENT, WB_PLANE_COMPONENT },
                      .mean = g_memdup2 (mean, size * sizeof *mean),
                      .n = n,
                      .codes = codes,
                      .places = places };
  return self;
}

gboolean
wb_plane_is_layout (const WbPlane *self)
{
  return self->places != NULL;
}

void
wb_plane_free (WbPlane *self)
{
  g_free (self->mean);
  wb_pca_free (self->pca);
  g_free (self);
}

void
wb_plane_project (const WbPlane *self, gsize n, const float *codes, float *places)
{
  if (self->pca != NULL)
    {
      wb_pca_project (self->pca, n, codes, places);
      return;
    }
  for (gsize i = 0; wb_plane_is_layout (self) && i < n; i++)
    wb_shepard_interpolate (self->n, self->size, self->codes, 2, self->places,
                            codes + i * self->size, places + 2 * i);
  if (wb_plane_is_layout (self))
    return;
  for (gsize i = 0; i < n; i++)
    for (guint axis = 0; axis < 2; axis++)
      places[2 * i + axis] = self->axes[axis] < self->size
                               ? codes[i * self->size + self->axes[axis]]
                               : 0;
}

void
wb_plane_restore (const WbPlane *self, const double place[2], const float *around, float *code)
{
  const float *from = around != NULL ? around : self->mean;
  float now[2] = { (float) place[0], (float) place[1] };

  if (wb_plane_is_layout (self))
    {
      wb_shepard_interpolate (self->n, 2, self->places, self->size, self->codes, now, code);
      return;
    }
  if (from != code)
    memcpy (code, from, self->size * sizeof (float));
  wb_plane_project (self, 1, code, now);
  for (guint axis = 0; axis < 2; axis++)
    if (self->pca != NULL)
      for (gsize j = 0; j < self->size; j++)
        code[j] += ((float) place[axis] - now[axis]) * self->pca->axes[axis * self->size + j];
    else if (self->axes[axis] < self->size)
      code[self->axes[axis]] = (float) place[axis];
}
