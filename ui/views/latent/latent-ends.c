/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/latent-private.h"

#include <glib/gi18n.h>

#include "ui/format.h"

const GArray *
hg_latent_get_end_samples (HgLatent *self, guint end)
{
  return self->ends[end];
}

void
hg_latent_set_end_samples (HgLatent *self, guint end, const GArray *samples)
{
  g_array_set_size (self->ends[end], 0);
  g_array_append_vals (self->ends[end], samples->data, samples->len);
  hg_latent_emit (self, HG_LATENT_ENDS);
}

static void
set_end (HgLatent *self, guint end, guint32 sample)
{
  g_array_set_size (self->ends[end], 0);
  g_array_append_val (self->ends[end], sample);
}

void
hg_latent_set_end (HgLatent *self, guint end, guint sample)
{
  set_end (self, end, sample);
  hg_latent_emit (self, HG_LATENT_ENDS);
}

void
hg_latent_get_end_code (HgLatent *self, guint end, float *code)
{
  wb_latent_map_get_mean (self->map, self->ends[end]->len,
                          &g_array_index (self->ends[end], guint32, 0), code);
}

void
hg_latent_choose_ends (HgLatent *self)
{
  const gint *labels = ds_dataset_get_labels (self->map->dataset);
  gint32 n = (gint32) self->map->codes->n;

  for (guint tries = 0; tries < 50; tries++)
    {
      guint32 a = (guint32) g_rand_int_range (self->random, 0, n);
      guint32 b = (guint32) g_rand_int_range (self->random, 0, n);

      set_end (self, 0, a);
      set_end (self, 1, b);
      if (a != b && (labels == NULL || labels[a] != labels[b]))
        break;
    }
  if (self->has_ends)
    hg_latent_emit (self, HG_LATENT_ENDS);
  self->has_ends = TRUE;
}

guint32
hg_latent_get_base (HgLatent *self)
{
  return self->base;
}

void
hg_latent_set_base (HgLatent *self, guint32 sample)
{
  if (self->base == sample)
    return;
  self->base = sample;
  hg_latent_emit (self,
                  HG_LATENT_BASE | (hg_latent_get_around (self) != NULL ? HG_LATENT_RANGE : 0));
}

void
hg_latent_set_around_base (HgLatent *self, gboolean around)
{
  if (self->around_base == around)
    return;
  self->around_base = around;
  hg_latent_emit (self, HG_LATENT_RANGE);
}

const float *
hg_latent_get_around (HgLatent *self)
{
  return self->around_base && self->map->codes->size > 2 && !wb_plane_is_layout (self->map->plane)
           ? wb_latent_map_get_code (self->map, self->base)
           : NULL;
}

const GArray *
hg_latent_get_selected (HgLatent *self)
{
  return hg_selection_get (self->selection);
}

void
hg_latent_select (HgLatent *self, GArray *samples)
{
  hg_selection_set (self->selection, samples);
  hg_latent_emit (self, HG_LATENT_SELECTION);
}

gboolean
hg_latent_undo_selection (HgLatent *self, gboolean redo)
{
  if (!hg_selection_step (self->selection, !redo))
    return FALSE;
  hg_latent_emit (self, HG_LATENT_SELECTION);
  return TRUE;
}

char *
hg_latent_name_sample (HgLatent *self, gsize sample)
{
  const gint *labels = ds_dataset_get_labels (self->map->dataset);
  const char *const *names = ds_dataset_get_class_names (self->map->dataset);
  g_autofree char *number = hg_format_count (sample + 1);

  if (labels == NULL || names == NULL)
    return g_strdup_printf ("#%s", number);
  return g_strdup_printf ("#%s · %s", number, names[labels[sample]]);
}

char *
hg_latent_name_end (HgLatent *self, guint end)
{
  const GArray *samples = self->ends[end];
  g_autofree char *count = hg_format_count (samples->len);

  if (samples->len == 1)
    return hg_latent_name_sample (self, g_array_index (samples, guint32, 0));
  return g_strdup_printf (_ ("Mean of %s"), count);
}
