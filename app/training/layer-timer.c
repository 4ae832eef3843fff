/* SPDX-License-Identifier: MIT */
/* The sums fade with each timed step, so that the shares follow what the
 * training does now and still do not flicker.
 */
#include "app/training/layer-timer.h"

#define INTERVAL (G_USEC_PER_SEC / 100)
#define FADE 0.98

/* @seconds: of each layer, fading; @total: of the timed steps altogether */
struct _WbLayerTimer
{
  GArray *seconds;
  double total;
  gint64 timed_usec;
  gboolean timing;
};

WbLayerTimer *
wb_layer_timer_new (void)
{
  WbLayerTimer *self = g_new0 (WbLayerTimer, 1);

  self->seconds = g_array_new (FALSE, TRUE, sizeof (double));
  return self;
}

void
wb_layer_timer_free (WbLayerTimer *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->seconds);
  g_free (self);
}

void
wb_layer_timer_forget (WbLayerTimer *self)
{
  g_array_set_size (self->seconds, 0);
  self->total = 0;
  self->timed_usec = 0;
}

void
wb_layer_timer_begin_step (WbLayerTimer *self, AeTrainer *trainer, gint64 now_usec)
{
  self->timing = now_usec - self->timed_usec >= INTERVAL;
  if (!self->timing)
    return;
  self->timed_usec = now_usec;
  ae_trainer_profile (trainer, TRUE);
}

void
wb_layer_timer_end_step (WbLayerTimer *self, AeTrainer *trainer, guint n_layers)
{
  if (!self->timing)
    return;
  g_array_set_size (self->seconds, n_layers);
  self->total *= FADE;
  for (guint i = 0; i < n_layers; i++)
    {
      AeLayerTime time = ae_trainer_get_layer_time (trainer, i);
      double *sum = &g_array_index (self->seconds, double, i);

      *sum = *sum * FADE + time.forward + time.backward;
      self->total += time.forward + time.backward;
    }
  for (guint part = 0; part < AE_N_PARTS; part++)
    self->total += ae_trainer_get_part_time (trainer, (AePart) part);
  ae_trainer_profile (trainer, FALSE);
  self->timing = FALSE;
}

float *
wb_layer_timer_get_shares (const WbLayerTimer *self, guint *n_layers)
{
  float *shares;

  *n_layers = 0;
  if (self->total <= 0)
    return NULL;
  *n_layers = self->seconds->len;
  shares = g_new (float, self->seconds->len);
  for (guint i = 0; i < self->seconds->len; i++)
    shares[i] = (float) (g_array_index (self->seconds, double, i) / self->total);
  return shares;
}
