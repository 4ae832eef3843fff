/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/selection.h"

#define MOST 100 /* that can be undone */

struct _HgSelection
{
  GPtrArray *states; /* of GArray; the first is empty */
  guint now;
};

static void
unref_samples (gpointer samples)
{
  g_array_unref (samples);
}

static GArray *
new_samples (void)
{
  return g_array_new (FALSE, FALSE, sizeof (guint32));
}

HgSelection *
hg_selection_new (void)
{
  HgSelection *self = g_new0 (HgSelection, 1);

  self->states = g_ptr_array_new_with_free_func (unref_samples);
  g_ptr_array_add (self->states, new_samples ());
  return self;
}

void
hg_selection_free (HgSelection *self)
{
  g_ptr_array_unref (self->states);
  g_free (self);
}

void
hg_selection_set (HgSelection *self, GArray *samples)
{
  if (samples == NULL)
    {
      if (hg_selection_get (self) == NULL)
        return;
      samples = new_samples ();
    }
  g_ptr_array_set_size (self->states, (int) self->now + 1);
  g_ptr_array_add (self->states, samples);
  if (self->states->len > MOST)
    g_ptr_array_remove_index (self->states, 0);
  self->now = self->states->len - 1;
}

const GArray *
hg_selection_get (const HgSelection *self)
{
  const GArray *samples = g_ptr_array_index (self->states, self->now);

  return samples->len > 0 ? samples : NULL;
}

gboolean
hg_selection_step (HgSelection *self, gboolean back)
{
  if (back ? self->now == 0 : self->now + 1 >= self->states->len)
    return FALSE;
  self->now += back ? -1 : 1;
  return TRUE;
}

void
hg_selection_forget (HgSelection *self)
{
  g_ptr_array_set_size (self->states, 0);
  g_ptr_array_add (self->states, new_samples ());
  self->now = 0;
}
