/* SPDX-License-Identifier: MIT */
/* A kept point's step is a multiple of the stride, and the stride doubles when
 * the points would go past the bound: nothing else decides what is kept.
 */
#include "app/project/history.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "app/error.h"

struct _WbHistory
{
  guint64 stride;
  GArray *losses;
  GArray *epochs;
  GPtrArray *flags; /* of WbFlag */
};

WbHistory *
wb_history_new (void)
{
  WbHistory *self = g_new0 (WbHistory, 1);

  self->stride = 1;
  self->losses = g_array_new (FALSE, FALSE, sizeof (WbLossPoint));
  self->epochs = g_array_new (FALSE, FALSE, sizeof (WbEpochRow));
  self->flags = wb_flags_new ();
  return self;
}

static gboolean
check_losses (guint64 stride, const WbLossPoint *losses, gsize n_losses, GError **error)
{
  gboolean good = stride > 0 && (stride & (stride - 1)) == 0 && n_losses <= WB_HISTORY_MAX_LOSSES;

  for (gsize i = 0; good && i < n_losses; i++)
    good = losses[i].step > 0 && losses[i].step % stride == 0 && isfinite (losses[i].loss)
           && isfinite (losses[i].epoch) && isfinite (losses[i].divergence)
           && isfinite (losses[i].penalty) && (i == 0 || losses[i - 1].step < losses[i].step);
  if (!good)
    g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
                 _ ("The history of the losses contradicts itself: at most %d "
                    "finite numbers were expected, of ascending steps that are "
                    "multiples of %" PRIu64 ". The file is damaged."),
                 WB_HISTORY_MAX_LOSSES, stride);
  return good;
}

static gboolean
check_epochs (const WbEpochRow *epochs, guint n_epochs, GError **error)
{
  gboolean good = TRUE;

  for (guint i = 0; good && i < n_epochs; i++)
    good = epochs[i].epoch > 0 && isfinite (epochs[i].loss) && isfinite (epochs[i].penalty)
           && !isinf (epochs[i].validation_loss) && isfinite (epochs[i].divergence)
           && isfinite (epochs[i].validation_divergence)
           && (i == 0
               || (epochs[i - 1].epoch < epochs[i].epoch && epochs[i - 1].step <= epochs[i].step));
  if (!good)
    g_set_error_literal (error, WB_ERROR, WB_ERROR_CONTENTS,
                         _ ("The history of the epochs contradicts itself: finite "
                            "losses of ascending epochs were expected. The file is "
                            "damaged."));
  return good;
}

WbHistory *
wb_history_new_from (guint64 stride,
                     const WbLossPoint *losses,
                     gsize n_losses,
                     const WbEpochRow *epochs,
                     guint n_epochs,
                     const GPtrArray *flags,
                     GError **error)
{
  WbHistory *self;

  if (!check_losses (stride, losses, n_losses, error) || !check_epochs (epochs, n_epochs, error))
    return NULL;
  self = wb_history_new ();
  self->stride = stride;
  if (n_losses > 0)
    g_array_append_vals (self->losses, losses, (guint) n_losses);
  if (n_epochs > 0)
    g_array_append_vals (self->epochs, epochs, n_epochs);
  for (guint i = 0; flags != NULL && i < flags->len; i++)
    wb_history_add_flag (self, flags->pdata[i]);
  return self;
}

WbHistory *
wb_history_copy (const WbHistory *self)
{
  WbHistory *copy = g_new0 (WbHistory, 1);

  copy->stride = self->stride;
  copy->losses = g_array_copy (self->losses);
  copy->epochs = g_array_copy (self->epochs);
  copy->flags = wb_flags_copy (self->flags);
  return copy;
}

static void
thin (WbHistory *self)
{
  WbLossPoint *points = (WbLossPoint *) (void *) self->losses->data;
  guint kept = 0;

  self->stride *= 2;
  for (guint i = 0; i < self->losses->len; i++)
    if (points[i].step % self->stride == 0)
      points[kept++] = points[i];
  g_array_set_size (self->losses, kept);
}

WbHistory *
wb_history_new_thinned (const WbHistory *self, gsize max_losses)
{
  WbHistory *copy = wb_history_copy (self);

  while (copy->losses->len > max_losses)
    thin (copy);
  return copy;
}

WbHistory *
wb_history_new_until (const WbHistory *self, guint64 step, guint epoch)
{
  WbHistory *copy = wb_history_copy (self);

  while (copy->losses->len > 0
         && g_array_index (copy->losses, WbLossPoint, copy->losses->len - 1).step > step)
    g_array_set_size (copy->losses, copy->losses->len - 1);
  while (copy->epochs->len > 0
         && g_array_index (copy->epochs, WbEpochRow, copy->epochs->len - 1).epoch > epoch)
    g_array_set_size (copy->epochs, copy->epochs->len - 1);
  while (copy->flags->len > 0 && ((WbFlag *) copy->flags->pdata[copy->flags->len - 1])->step > step)
    g_ptr_array_set_size (copy->flags, (int) copy->flags->len - 1);
  return copy;
}

WbHistory *
wb_history_new_after (const WbHistory *self, guint64 step, guint epoch)
{
  WbHistory *after = wb_history_new ();

  after->stride = self->stride;
  for (guint i = 0; i < self->losses->len; i++)
    if (g_array_index (self->losses, WbLossPoint, i).step > step)
      g_array_append_val (after->losses, g_array_index (self->losses, WbLossPoint, i));
  for (guint i = 0; i < self->epochs->len; i++)
    if (g_array_index (self->epochs, WbEpochRow, i).epoch > epoch)
      g_array_append_val (after->epochs, g_array_index (self->epochs, WbEpochRow, i));
  for (guint i = 0; i < self->flags->len; i++)
    if (((WbFlag *) self->flags->pdata[i])->step >= step)
      wb_history_add_flag (after, self->flags->pdata[i]);
  return after;
}

gboolean
wb_history_leads_to (const WbHistory *self, const WbHistory *later)
{
  guint i = self->losses->len, j = later->losses->len;

  while (i > 0 && j > 0)
    {
      const WbLossPoint *a = &g_array_index (self->losses, WbLossPoint, i - 1);
      const WbLossPoint *b = &g_array_index (later->losses, WbLossPoint, j - 1);

      if (a->step == b->step)
        return memcmp (&a->loss, &b->loss, sizeof a->loss) == 0;
      if (a->step > b->step)
        i--;
      else
        j--;
    }
  return FALSE;
}

void
wb_history_free (WbHistory *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->losses);
  g_array_unref (self->epochs);
  g_ptr_array_unref (self->flags);
  g_free (self);
}

void
wb_history_add_point (WbHistory *self, const WbLossPoint *point)
{
  while (point->step % self->stride == 0 && self->losses->len >= WB_HISTORY_MAX_LOSSES)
    thin (self);
  if (point->step % self->stride == 0)
    g_array_append_vals (self->losses, point, 1);
}

void
wb_history_add_flag (WbHistory *self, const WbFlag *flag)
{
  wb_flags_add (self->flags, flag);
}

void
wb_history_add_epoch (WbHistory *self, const WbEpochRow *row)
{
  g_array_append_vals (self->epochs, row, 1);
}

void
wb_history_append (WbHistory *self, const WbHistory *later)
{
  for (guint i = 0; i < later->losses->len; i++)
    wb_history_add_point (self, &g_array_index (later->losses, WbLossPoint, i));
  if (later->epochs->len > 0)
    g_array_append_vals (self->epochs, later->epochs->data, later->epochs->len);
  for (guint i = 0; i < later->flags->len; i++)
    wb_history_add_flag (self, later->flags->pdata[i]);
}

guint64
wb_history_get_stride (const WbHistory *self)
{
  return self->stride;
}

const WbLossPoint *
wb_history_get_losses (const WbHistory *self, gsize *n_losses)
{
  *n_losses = self->losses->len;
  return (const WbLossPoint *) (const void *) self->losses->data;
}

const WbEpochRow *
wb_history_get_epochs (const WbHistory *self, guint *n_epochs)
{
  *n_epochs = self->epochs->len;
  return (const WbEpochRow *) (const void *) self->epochs->data;
}

const GPtrArray *
wb_history_get_flags (const WbHistory *self)
{
  return self->flags;
}

double
wb_epoch_row_get_judged_loss (const WbEpochRow *row)
{
  return isnan (row->validation_loss) ? row->loss : row->validation_loss;
}

guint
wb_history_get_first_comparable (const WbHistory *self)
{
  const WbEpochRow *rows = (const WbEpochRow *) (const void *) self->epochs->data;
  guint first = self->epochs->len;
  guint64 judge = first > 0 ? rows[first - 1].judge : 0;

  while (first > 0 && (rows[first - 1].judge == judge || rows[first - 1].judge == 0))
    first--;
  return first;
}

const WbEpochRow *
wb_history_get_best (const WbHistory *self)
{
  const WbEpochRow *best = NULL;

  for (guint i = wb_history_get_first_comparable (self); i < self->epochs->len; i++)
    {
      const WbEpochRow *row = &g_array_index (self->epochs, WbEpochRow, i);

      if (best == NULL || wb_epoch_row_get_judged_loss (row) < wb_epoch_row_get_judged_loss (best))
        best = row;
    }
  return best;
}

static gboolean
same_number (double a, double b)
{
  return memcmp (&a, &b, sizeof a) == 0 || (isnan (a) && isnan (b));
}

static gboolean
same_epoch (const WbEpochRow *a, const WbEpochRow *b)
{
  return a->epoch == b->epoch && a->step == b->step && same_number (a->loss, b->loss)
         && same_number (a->penalty, b->penalty)
         && same_number (a->validation_loss, b->validation_loss)
         && same_number (a->divergence, b->divergence)
         && same_number (a->validation_divergence, b->validation_divergence)
         && a->judge == b->judge;
}

static gboolean
same_point (const WbLossPoint *a, const WbLossPoint *b)
{
  return a->step == b->step && same_number (a->loss, b->loss) && same_number (a->epoch, b->epoch)
         && same_number (a->divergence, b->divergence) && same_number (a->penalty, b->penalty);
}

gboolean
wb_history_equal (const WbHistory *a, const WbHistory *b)
{
  if (a->stride != b->stride || a->losses->len != b->losses->len || a->epochs->len != b->epochs->len
      || !wb_flags_equal (a->flags, b->flags))
    return FALSE;
  for (guint i = 0; i < a->losses->len; i++)
    if (!same_point (&g_array_index (a->losses, WbLossPoint, i),
                     &g_array_index (b->losses, WbLossPoint, i)))
      return FALSE;
  for (guint i = 0; i < a->epochs->len; i++)
    if (!same_epoch (&g_array_index (a->epochs, WbEpochRow, i),
                     &g_array_index (b->epochs, WbEpochRow, i)))
      return FALSE;
  return TRUE;
}
