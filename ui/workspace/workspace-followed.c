/* SPDX-License-Identifier: MIT */
/* Which samples are followed: some of those that validate, and in the place of
 * one of them perhaps a drawing. One is in focus: the canvas shows it.
 */
#include "ui/workspace/workspace-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/format.h"

/* In a second, at the most. */
#define PROBE_RATE      15
#define DIVERGENCE_RATE 2

#define DIVERGENCE_SAMPLES 256

/* Picks the samples that are followed: the first ones, or others after a
 * shuffle, the same ones again for the same number of shuffles. */
static void
choose (HgWorkspace *self)
{
  DsDataset *samples = self->validation;
  gsize count = ds_dataset_get_count (samples);
  g_autoptr (GRand) random = g_rand_new_with_seed (self->n_shuffles);

  self->n_followed = MIN (count, HG_N_FOLLOWED);
  for (guint i = 0; i < self->n_followed; i++)
    self->followed[i] = self->n_shuffles == 0
                          ? i
                          : (guint32) g_rand_int_range (random, 0,
                                                        (gint32) MIN (count, G_MAXINT32));
  self->focus = MIN (self->focus, self->n_followed - 1);
}

void
hg_workspace_unpoint (HgWorkspace *self)
{
  HgFollowed *before = self->unpointed;

  if (before == NULL)
    return;
  memcpy (self->followed, before->followed, sizeof self->followed);
  self->focus = before->focus;
  g_free (self->drawing);
  self->drawing = before->drawing;
  g_free (self->drawing_name);
  self->drawing_name = before->drawing_name;
  g_clear_pointer (&self->pointed_code, g_free);
  g_clear_pointer (&self->unpointed, g_free);
}

void
hg_workspace_choose_followed (HgWorkspace *self)
{
  hg_workspace_unpoint (self);
  self->n_shuffles = 0;
  self->focus = 1;
  g_clear_pointer (&self->drawing, g_free);
  g_clear_pointer (&self->drawing_name, g_free);
  choose (self);
}

void
hg_workspace_follow (HgWorkspace *self)
{
  guint n = self->n_followed;
  WbMeasure probe = { WB_MEASURE_PROBE,
                      .indices = self->followed,
                      .n = n,
                      .focus = self->focus,
                      .drawing = self->drawing,
                      .code = self->pointed_code,
                      .code_size = self->pointed_size,
                      .rate = PROBE_RATE };
  WbMeasure divergence = { WB_MEASURE_DIVERGENCE, .n = n > 0 ? DIVERGENCE_SAMPLES : 0,
                           .rate = DIVERGENCE_RATE };

  if (self->validation == NULL || self->session == NULL)
    return;
  probe.dataset = self->validation;
  divergence.dataset = self->used_validation;
  wb_session_measure (self->session, &probe);
  wb_session_measure (self->session, &divergence);
}

static void
follow_others (HgWorkspace *self)
{
  hg_workspace_follow (self);
  hg_workspace_emit_changed (self, HG_CHANGED_FOLLOWED);
}

void
hg_workspace_limit_followed (HgWorkspace *self)
{
  gsize count = ds_dataset_get_count (self->validation);

  hg_workspace_unpoint (self);
  self->n_followed = MIN (self->n_followed, count);
  self->focus = MIN (self->focus, self->n_followed - 1);
  for (guint i = 0; i < self->n_followed; i++)
    if (self->followed[i] != HG_DRAWN && self->followed[i] >= count)
      self->followed[i] = i;
  follow_others (self);
}

guint
hg_workspace_get_focus (HgWorkspace *self)
{
  return self->focus;
}

guint
hg_workspace_get_n_followed (HgWorkspace *self)
{
  return self->n_followed;
}

guint32
hg_workspace_get_followed (HgWorkspace *self, guint index)
{
  return index < self->n_followed ? self->followed[index] : 0;
}

void
hg_workspace_read_followed (HgWorkspace *self, guint index, float *values)
{
  DsDataset *samples = self->validation;

  if (self->followed[index] != HG_DRAWN)
    ds_dataset_read (samples, &self->followed[index], 1, values);
  else
    memcpy (values, self->drawing, ds_dataset_get_sample_size (samples) * sizeof (float));
}

char *
hg_workspace_name_sample (HgWorkspace *self, gboolean trains, guint32 number)
{
  DsDataset *samples = trains ? self->training : self->validation;
  const gint *labels = ds_dataset_get_labels (samples);
  const char *const *names = ds_dataset_get_class_names (samples);
  const char *word = hg_workspace_get_sample_word (self);
  g_autofree char *shown = hg_format_count (number + 1);

  if (labels == NULL || names == NULL)
    return g_strdup_printf (trains ? _ ("Training %s %s") : _ ("Test %s %s"), word, shown);
  return g_strdup_printf (trains ? _ ("Training %s %s, class %s") : _ ("Test %s %s, class %s"),
                          word, shown, names[labels[number]]);
}

char *
hg_workspace_name_followed (HgWorkspace *self, guint index)
{
  guint32 number = self->followed[index];

  if (number != HG_DRAWN)
    return hg_workspace_name_sample (self, FALSE, number);
  return g_strdup (self->drawing_name != NULL ? self->drawing_name : _ ("Your drawing"));
}

void
hg_workspace_set_focus (HgWorkspace *self, guint index)
{
  hg_workspace_unpoint (self);
  if (index == self->focus || index >= self->n_followed)
    return;
  self->focus = index;
  follow_others (self);
}

void
hg_workspace_follow_sample (HgWorkspace *self, guint32 number)
{
  if (self->validation == NULL || number >= ds_dataset_get_count (self->validation))
    return;
  hg_workspace_unpoint (self);
  for (guint i = 0; i < self->n_followed; i++)
    if (self->followed[i] == number)
      {
        hg_workspace_set_focus (self, i);
        return;
      }
  self->followed[self->focus] = number;
  follow_others (self);
}

gboolean
hg_workspace_follow_class (HgWorkspace *self, gint label)
{
  DsDataset *samples;
  const gint *labels;
  gsize count, from;

  if (self->validation == NULL)
    return FALSE;
  samples = self->validation;
  labels = ds_dataset_get_labels (samples);
  count = ds_dataset_get_count (samples);
  from = self->followed[self->focus];
  if (from == HG_DRAWN)
    from = 0;
  for (gsize i = 1; labels != NULL && i <= count; i++)
    if (labels[(from + i) % count] == label)
      {
        hg_workspace_follow_sample (self, (guint32) ((from + i) % count));
        return TRUE;
      }
  return FALSE;
}

/* In place of the one in focus, or of the values that were followed before.
 * @name is taken. */
static void
follow_values (HgWorkspace *self, const float *values, char *name)
{
  gsize size = ds_dataset_get_sample_size (self->validation);

  for (guint i = 0; i < self->n_followed; i++)
    if (self->followed[i] == HG_DRAWN)
      self->focus = i;
  self->followed[self->focus] = HG_DRAWN;
  g_free (self->drawing);
  self->drawing = g_memdup2 (values, size * sizeof *values);
  g_free (self->drawing_name);
  self->drawing_name = name;
  follow_others (self);
}

void
hg_workspace_follow_drawing (HgWorkspace *self, const float *values)
{
  if (self->validation == NULL)
    return;
  hg_workspace_unpoint (self);
  follow_values (self, values, NULL);
}

const float *
hg_workspace_get_drawing (HgWorkspace *self)
{
  for (guint i = 0; i < self->n_followed; i++)
    if (self->followed[i] == HG_DRAWN && self->drawing_name == NULL)
      return self->drawing;
  return NULL;
}

void
hg_workspace_follow_training (HgWorkspace *self, guint32 number)
{
  g_autofree float *values = NULL;

  if (self->training == NULL || number >= ds_dataset_get_count (self->training))
    return;
  values = g_new (float, ds_dataset_get_sample_size (self->training));
  ds_dataset_read (self->training, &number, 1, values);
  hg_workspace_unpoint (self);
  follow_values (self, values, hg_workspace_name_sample (self, TRUE, number));
}

gboolean
hg_workspace_follows_training (HgWorkspace *self)
{
  return self->drawing_name != NULL;
}

void
hg_workspace_point_at (HgWorkspace *self, const float *values, const float *code, gsize size)
{
  if (self->validation == NULL || (values == NULL && self->unpointed == NULL))
    return;
  if (values == NULL)
    {
      hg_workspace_unpoint (self);
      follow_others (self);
      return;
    }
  if (self->unpointed == NULL)
    {
      self->unpointed = g_new (HgFollowed, 1);
      memcpy (self->unpointed->followed, self->followed, sizeof self->followed);
      self->unpointed->focus = self->focus;
      self->unpointed->drawing = g_steal_pointer (&self->drawing);
      self->unpointed->drawing_name = g_steal_pointer (&self->drawing_name);
    }
  g_free (self->pointed_code);
  self->pointed_code = g_memdup2 (code, size * sizeof *code);
  self->pointed_size = size;
  follow_values (self, values, g_strdup (_ ("pointer")));
}

void
hg_workspace_shuffle (HgWorkspace *self)
{
  if (self->validation == NULL)
    return;
  hg_workspace_unpoint (self);
  self->n_shuffles++;
  choose (self);
  follow_others (self);
}
