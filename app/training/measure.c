/* SPDX-License-Identifier: MIT */
/* The counts are GLib's inlined atomics rather than gatomicrefcount, whose
 * functions a thread sanitizer cannot see into.
 */
#include "app/training/measure.h"

WbMeasure *
wb_measure_copy (const WbMeasure *self)
{
  WbMeasure *copy = g_memdup2 (self, sizeof *self);

  ds_dataset_ref (self->dataset);
  copy->indices = g_memdup2 (self->indices, self->n * sizeof (guint32));
  copy->drawing = g_memdup2 (self->drawing,
                             ds_dataset_get_sample_size (self->dataset) * sizeof (float));
  return copy;
}

void
wb_measure_free (WbMeasure *self)
{
  ds_dataset_unref (self->dataset);
  g_free ((gpointer) self->indices);
  g_free ((gpointer) self->drawing);
  g_free (self);
}

WbMeasured *
wb_measured_new (guint64 step, gpointer value, GDestroyNotify free)
{
  WbMeasured *self = g_new (WbMeasured, 1);

  *self = (WbMeasured) { step, value, free, 1 };
  return self;
}

WbMeasured *
wb_measured_ref (WbMeasured *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

void
wb_measured_unref (WbMeasured *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  self->free (self->value);
  g_free (self);
}

void
wb_codes_free (WbCodes *self)
{
  ae_network_free (self->network);
  g_free (self->indices);
  g_free (self->values);
  g_free (self);
}
