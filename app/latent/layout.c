/* SPDX-License-Identifier: MIT */
#include "app/latent/layout.h"

#include <math.h>
#include <string.h>

#include "engine/random.h"

static const WbLayoutClass *const classes[] = { &wb_layout_tsne, &wb_layout_umap, NULL };

const WbLayoutClass *const *
wb_layout_get_classes (void)
{
  return classes;
}

const WbLayoutClass *
wb_layout_find_class (const char *name)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (g_str_equal (classes[i]->name, name))
      return classes[i];
  return NULL;
}

/* From two components, or from chance. */
static gboolean
set_start (WbLayout *self)
{
  g_autoptr (WbPca) pca = wb_pca_new (self->n, self->d, self->codes, 2);
  float scale;

  if (pca == NULL)
    return FALSE;
  if (self->options.seed == 0)
    wb_pca_project (pca, self->n, self->codes, self->places);
  else
    ae_random_normal (&(AeRandomKey) { .seed = self->options.seed }, self->places, 2 * self->n);
  scale = (float) self->method->get_scale (self, pca);
  for (gsize i = 0; i < 2 * self->n; i++)
    self->places[i] *= scale;
  return TRUE;
}

WbLayout *
wb_layout_new (const WbLayoutClass *method,
               AePool *pool,
               gsize n,
               gsize d,
               const float *x,
               const WbLayoutOptions *options)
{
  g_autoptr (WbLayout) self = NULL;

  if (n < 4 || d < 2)
    return NULL;
  self = g_malloc0 (method->size);
  self->method = method;
  self->pool = pool;
  self->options = *options;
  self->n = n;
  self->d = d;
  self->codes = g_memdup2 (x, n * d * sizeof *x);
  self->places = g_new (float, 2 * n);
  method->init (self);
  if (!set_start (self))
    return NULL;
  return g_steal_pointer (&self);
}

void
wb_layout_free (WbLayout *self)
{
  if (self == NULL)
    return;
  self->method->clear (self);
  wb_affinities_free (self->affinities);
  g_free (self->codes);
  g_free (self->places);
  g_free (self);
}

static gboolean
are_finite (gsize n, const float *x)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (x[i]))
      return FALSE;
  return TRUE;
}

void
wb_layout_set_codes (WbLayout *self, const float *x)
{
  const WbLayoutClass *method = self->method;
  const gsize size = self->n * self->d * sizeof *x;

  if (memcmp (self->codes, x, size) == 0 || !are_finite (self->n * self->d, x))
    return;
  memcpy (self->codes, x, size);
  g_clear_pointer (&self->affinities, wb_affinities_free);
  self->iteration = MIN (self->iteration, method->n_iterations - method->n_more);
}

gboolean
wb_layout_advance (WbLayout *self)
{
  if (self->iteration >= self->method->n_iterations)
    return FALSE;
  if (self->affinities == NULL)
    self->affinities = self->method->find_neighbours (self);
  if (self->affinities == NULL || !self->method->advance (self))
    return FALSE;
  return ++self->iteration < self->method->n_iterations;
}

guint
wb_layout_get_iteration (const WbLayout *self)
{
  return self->iteration;
}

const float *
wb_layout_get_places (const WbLayout *self)
{
  return self->places;
}
