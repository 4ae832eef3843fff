/* SPDX-License-Identifier: MIT */
/* What the chart knows, and what it says at a place. */
#include "app/figures/loss-chart-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The smoothed line looks back a tenth of an epoch. */
#define SMOOTHING_SPAN 0.1

/* Changes of one thing that are closer together, in epochs, are one mark. */
#define FLAG_GAP 0.05

static void
clear_flag (gpointer data)
{
  g_free (((WbLossFlag *) data)->words);
}

WbLossChart *
wb_loss_chart_new (void)
{
  WbLossChart *self = g_new0 (WbLossChart, 1);

  self->training = wb_series_new (SMOOTHING_SPAN);
  self->validation = wb_series_new (0);
  self->reconstruction = wb_series_new (SMOOTHING_SPAN);
  self->divergence = wb_series_new (SMOOTHING_SPAN);
  self->flags = g_array_new (FALSE, FALSE, sizeof (WbLossFlag));
  g_array_set_clear_func (self->flags, clear_flag);
  self->ghosts = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_series_free);
  self->look = (WbLossLook) {
    .log = TRUE,
    .legend = TRUE,
    .from = NAN,
    .to = NAN,
    .crosshair = NAN,
    .playhead = NAN,
    .best_epoch = NAN,
    .best_loss = NAN,
  };
  self->message = g_strdup (_ ("Press Train to see the loss"));
  return self;
}

void
wb_loss_chart_free (WbLossChart *self)
{
  if (self == NULL)
    return;
  wb_series_free (self->training);
  wb_series_free (self->validation);
  wb_series_free (self->reconstruction);
  wb_series_free (self->divergence);
  g_array_unref (self->flags);
  g_ptr_array_unref (self->ghosts);
  g_free (self->message);
  g_free (self);
}

void
wb_loss_chart_clear (WbLossChart *self)
{
  wb_series_clear (self->training);
  wb_series_clear (self->validation);
  wb_series_clear (self->reconstruction);
  wb_series_clear (self->divergence);
  self->look.best_epoch = self->look.best_loss = NAN;
  g_array_set_size (self->flags, 0);
}

gboolean
wb_loss_chart_add_training (WbLossChart *self, double epoch, double loss)
{
  return wb_series_append (self->training, epoch, loss);
}

gboolean
wb_loss_chart_add_validation (WbLossChart *self, double epoch, double loss)
{
  return wb_series_append (self->validation, epoch, loss);
}

void
wb_loss_chart_add_flag (WbLossChart *self, double epoch, const char *words)
{
  WbLossFlag flag = { epoch, g_strdup (words) };

  g_return_if_fail (isfinite (epoch));

  g_array_append_val (self->flags, flag);
}

void
wb_loss_chart_add_parts (WbLossChart *self,
                         double epoch,
                         double reconstruction,
                         double penalty,
                         double divergence)
{
  if (penalty > 0 || divergence > 0 || wb_loss_chart_has_parts (self))
    wb_series_append (self->reconstruction, epoch, reconstruction);
  if (divergence > 0)
    wb_series_append (self->divergence, epoch, divergence);
}

/* Older files do not say where a step lies; batch sizes may change in a run:
 * inside each epoch its own rows tell how many steps it had.
 */
static double
epoch_of_step (const WbEpochRow *rows,
               guint n_rows,
               guint *row,
               guint64 step,
               double steps_per_epoch)
{
  guint64 before;
  double whole, length = steps_per_epoch;

  while (*row < n_rows && rows[*row].step < step)
    ++*row;
  before = *row > 0 ? rows[*row - 1].step : 0;
  whole = *row > 0 ? rows[*row - 1].epoch : 0;
  if (*row < n_rows)
    length = (double) (rows[*row].step - before);
  else if (!(length > 0) && n_rows > 0)
    length = (double) rows[n_rows - 1].step / rows[n_rows - 1].epoch;
  return length > 0 ? whole + (double) (step - before) / length : whole;
}

void
wb_loss_chart_add_history (WbLossChart *self, const WbHistory *history, double steps_per_epoch)
{
  gsize n_losses;
  guint n_rows, row = 0;
  const WbLossPoint *losses = wb_history_get_losses (history, &n_losses);
  const WbEpochRow *rows = wb_history_get_epochs (history, &n_rows);

  for (gsize i = 0; i < n_losses; i++)
    {
      const WbLossPoint *point = &losses[i];
      double epoch = point->epoch;

      if (!(epoch > 0))
        epoch = epoch_of_step (rows, n_rows, &row, point->step, steps_per_epoch);
      wb_series_append (self->training, epoch, point->loss);
      wb_loss_chart_add_parts (self, epoch, point->loss - point->penalty - point->divergence,
                               point->penalty, point->divergence);
    }
  for (guint i = 0; i < n_rows; i++)
    wb_series_append (self->validation, rows[i].epoch, rows[i].validation_loss);
}

/* A slider that is dragged makes many changes of one thing: one mark. */
static gboolean
is_followed (const WbFlag *first, const WbFlag *next, double epoch)
{
  return next->layer_id == first->layer_id && g_str_equal (next->name, first->name)
         && next->epoch - epoch < FLAG_GAP;
}

void
wb_loss_chart_set_flags (WbLossChart *self, const GPtrArray *flags)
{
  g_array_set_size (self->flags, 0);
  for (guint i = 0; i < flags->len; i++)
    {
      const WbFlag *first = flags->pdata[i];
      WbFlag flag = *first;
      g_autofree char *words = NULL;

      while (i + 1 < flags->len && is_followed (first, flags->pdata[i + 1], flag.epoch))
        {
          const WbFlag *next = flags->pdata[++i];

          flag.epoch = next->epoch;
          flag.after = next->after;
        }
      words = wb_flag_to_words (&flag);
      wb_loss_chart_add_flag (self, flag.epoch, words);
    }
}

void
wb_loss_chart_clear_ghosts (WbLossChart *self)
{
  g_ptr_array_set_size (self->ghosts, 0);
}

guint
wb_loss_chart_add_ghost (WbLossChart *self)
{
  g_ptr_array_add (self->ghosts, wb_series_new (SMOOTHING_SPAN));
  return self->ghosts->len - 1;
}

void
wb_loss_chart_add_ghost_point (WbLossChart *self, guint ghost, double epoch, double loss)
{
  wb_series_append (self->ghosts->pdata[ghost], epoch, loss);
}

guint
wb_loss_chart_count_ghosts (const WbLossChart *self)
{
  return self->ghosts->len;
}

WbLossLook *
wb_loss_chart_get_look (WbLossChart *self)
{
  return &self->look;
}

void
wb_loss_chart_set_message (WbLossChart *self, const char *message)
{
  g_autofree char *old = self->message;

  self->message = g_strdup (message);
}

const WbSeries *
wb_loss_chart_get_training (const WbLossChart *self)
{
  return self->training;
}

const WbSeries *
wb_loss_chart_get_validation (const WbLossChart *self)
{
  return self->validation;
}

gboolean
wb_loss_chart_has_parts (const WbLossChart *self)
{
  return wb_series_get_length (self->reconstruction) > 0;
}

gboolean
wb_loss_chart_has_divergence (const WbLossChart *self)
{
  return wb_series_get_length (self->divergence) > 0;
}

WbColour
wb_loss_part_colour (guint part)
{
  return wb_role_colour (part == 0 ? WB_ROLE_DECODER : WB_ROLE_CODE);
}

guint
wb_loss_chart_list_curves (const WbLossChart *self,
                           const WbStyle *style,
                           WbLossCurve curves[WB_LOSS_CURVES])
{
  const WbLossCurve all[WB_LOSS_CURVES] = {
    { _ ("Training"), self->training, style->training },
    { _ ("Validation"), self->validation, style->validation },
    { _ ("Reconstruction"), self->reconstruction, wb_loss_part_colour (0) },
    { _ ("KL"), self->divergence, wb_loss_part_colour (1) },
  };
  guint n = 0;

  for (guint i = 0; i < WB_LOSS_CURVES; i++)
    if (wb_series_get_length (all[i].series) > 0)
      curves[n++] = all[i];
  return n;
}

gboolean
wb_loss_chart_get_best (const WbLossChart *self, double *epoch, double *loss)
{
  gsize n = wb_series_get_length (self->validation);

  *loss = INFINITY;
  for (gsize i = 0; i < n; i++)
    if (wb_series_get_y (self->validation, i) < *loss)
      {
        *epoch = wb_series_get_x (self->validation, i);
        *loss = wb_series_get_y (self->validation, i);
      }
  return n > 0;
}

/* Where the read-out snaps to. */
static gboolean
snap (const WbLossChart *self, double epoch, double *snapped)
{
  const WbSeries *series = self->validation;
  gsize index, n = wb_series_get_length (self->training);
  double last = n > 0 ? wb_series_get_x (self->training, n - 1) : 0;

  if (!wb_series_get_nearest (series, epoch, &index))
    {
      if (isfinite (epoch) && last >= 1)
        {
          *snapped = CLAMP (round (epoch), 1, floor (last));
          return TRUE;
        }
      series = self->training;
      if (!wb_series_get_nearest (series, epoch, &index))
        return FALSE;
    }
  *snapped = wb_series_get_x (series, index);
  return TRUE;
}

/* The smoothed value of a series at an epoch, where it has one near. */
static double
read_smooth (const WbSeries *series, double epoch)
{
  gsize index;

  if (wb_series_get_nearest (series, epoch, &index)
      && fabs (wb_series_get_x (series, index) - epoch) <= 0.5)
    return wb_series_get_smooth (series, index);
  return NAN;
}

gboolean
wb_loss_chart_read (const WbLossChart *self, double epoch, WbLossReading *reading)
{
  gsize index;

  *reading = (WbLossReading) { NAN, NAN, NAN, NAN, NAN, 0 };
  if (!snap (self, epoch, &reading->epoch))
    return FALSE;
  reading->training = read_smooth (self->training, reading->epoch);
  if (wb_series_get_nearest (self->validation, reading->epoch, &index)
      && wb_series_get_x (self->validation, index) == reading->epoch)
    reading->validation = wb_series_get_y (self->validation, index);
  if (wb_loss_chart_has_parts (self))
    {
      reading->reconstruction = read_smooth (self->reconstruction, reading->epoch);
      reading->divergence = read_smooth (self->divergence, reading->epoch);
      reading->penalty = reading->training - reading->reconstruction
                         - (isnan (reading->divergence) ? 0 : reading->divergence);
    }
  return TRUE;
}
