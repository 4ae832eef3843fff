/* SPDX-License-Identifier: MIT */
/* While training runs, a measure comes at most as often as it is asked for, and
 * is followed by a pause that is many times as long as it took. Codes are
 * computed from a copy of the network, a slice at a time with such pauses.
 */
#include "app/training/monitor.h"

#include "app/data/batch-bridge.h"

#define SHARE 20

/* Samples encoded at a time. */
#define SLICE 64

typedef struct
{
  WbMeasure *measure;
  WbMeasured *measured;
  gboolean stale;
  guint64 step; /* at which it was last tried */
  gint64 taken_usec;
  gint64 cost_usec;
} Slot;

struct _WbMonitor
{
  AeNetwork *network;
  Slot slots[WB_N_MEASURES];
  WbProbeRunner *runner;
  WbCodes *codes; /* under way; NULL where none are */
  guint n_encoded;
  gint64 next_slice_usec;
};

WbMonitor *
wb_monitor_new (void)
{
  return g_new0 (WbMonitor, 1);
}

static void
forget (WbMonitor *self, WbMeasureKind kind)
{
  g_clear_pointer (&self->slots[kind].measured, wb_measured_unref);
  self->slots[kind].stale = TRUE;
  if (kind == WB_MEASURE_CODES)
    g_clear_pointer (&self->codes, wb_codes_free);
}

void
wb_monitor_free (WbMonitor *self)
{
  if (self == NULL)
    return;
  wb_probe_runner_free (self->runner);
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    {
      forget (self, kind);
      g_clear_pointer (&self->slots[kind].measure, wb_measure_free);
    }
  g_free (self);
}

static void
show_runner (WbMonitor *self)
{
  g_autoptr (GError) error = NULL;

  if (self->runner != NULL && !wb_probe_runner_set_network (self->runner, self->network, &error))
    g_debug ("The followed samples wait for a model they fit: %s", error->message);
}

void
wb_monitor_set_network (WbMonitor *self, AeNetwork *network)
{
  self->network = network;
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    forget (self, kind);
  show_runner (self);
}

void
wb_monitor_set_measure (WbMonitor *self, const WbMeasure *measure)
{
  Slot *slot = &self->slots[measure->kind];

  forget (self, measure->kind);
  g_clear_pointer (&slot->measure, wb_measure_free);
  if (measure->n > 0)
    slot->measure = wb_measure_copy (measure);
  slot->cost_usec = 0;
  if (measure->kind != WB_MEASURE_PROBE)
    return;
  g_clear_pointer (&self->runner, wb_probe_runner_free);
  if (measure->n > 0)
    self->runner = wb_probe_runner_new (measure->dataset, measure->indices, measure->n,
                                        measure->focus, measure->drawing);
  show_runner (self);
}

void
wb_monitor_set_stale (WbMonitor *self, WbMeasureKind kind)
{
  self->slots[kind].stale = TRUE;
}

static gboolean
is_due (const WbMonitor *self, WbMeasureKind kind, guint64 step, gboolean running, gint64 now)
{
  const Slot *slot = &self->slots[kind];
  gint64 interval;

  if (self->network == NULL || slot->measure == NULL
      || (kind == WB_MEASURE_CODES && self->codes != NULL))
    return FALSE;
  interval = MAX ((gint64) (G_USEC_PER_SEC / slot->measure->rate), SHARE * slot->cost_usec);
  return slot->stale || (slot->step != step && (!running || now - slot->taken_usec >= interval));
}

static void
begin_codes (WbMonitor *self, const WbMeasure *measure)
{
  AeNetwork *copy = ae_network_copy (self->network, NULL);
  WbCodes *codes;

  if (copy == NULL)
    return;
  codes = self->codes = g_new0 (WbCodes, 1);
  codes->network = copy;
  codes->n = measure->n;
  codes->indices = g_memdup2 (measure->indices, measure->n * sizeof (guint32));
  codes->size = ae_shape_size (ae_network_get_shape (copy, ae_network_get_code (copy)));
  codes->values = g_new (float, codes->n * codes->size);
  self->n_encoded = 0;
  self->next_slice_usec = 0;
}

/* Returns what a measure gives at once, NULL where the samples or the model are
 * not such that it gives anything. */
static WbMeasured *
take (WbMonitor *self, const WbMeasure *measure, const AeRecipe *recipe, guint64 step)
{
  gpointer value = NULL;

  if (measure->kind == WB_MEASURE_PROBE)
    {
      value = wb_probe_runner_run (self->runner, recipe, step);
      return value != NULL ? wb_measured_new (step, value, (GDestroyNotify) wb_probe_free) : NULL;
    }
  if (!wb_batch_bridge_fits (measure->dataset, ae_network_get_shape (self->network, 0), NULL))
    return NULL;
  if (measure->kind == WB_MEASURE_CODES)
    begin_codes (self, measure);
  else if (wb_divergence_has (ae_network_get_model (self->network)))
    value = wb_divergence_measure (self->network, measure->dataset, measure->n, NULL);
  return value != NULL ? wb_measured_new (step, value, (GDestroyNotify) wb_divergence_free) : NULL;
}

void
wb_monitor_update (WbMonitor *self, const AeRecipe *recipe, guint64 step, gboolean running)
{
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    {
      Slot *slot = &self->slots[kind];
      gint64 now = g_get_monotonic_time ();
      WbMeasured *measured;

      if (!is_due (self, kind, step, running, now))
        continue;
      measured = take (self, slot->measure, recipe, step);
      if (kind != WB_MEASURE_CODES)
        {
          g_clear_pointer (&slot->measured, wb_measured_unref);
          slot->measured = measured;
        }
      slot->stale = FALSE;
      slot->step = step;
      slot->taken_usec = now;
      slot->cost_usec = g_get_monotonic_time () - now;
    }
}

gboolean
wb_monitor_has_work (const WbMonitor *self)
{
  return self->codes != NULL;
}

static gboolean
encode_slice (WbMonitor *self)
{
  WbCodes *codes = self->codes;
  DsDataset *dataset = self->slots[WB_MEASURE_CODES].measure->dataset;
  guint first = self->n_encoded, n = MIN (SLICE, codes->n - first);
  g_autofree float *x = g_new (float, n * ds_dataset_get_sample_size (dataset));

  if (codes->indices != NULL)
    ds_dataset_read (dataset, codes->indices + first, n, x);
  else
    ds_dataset_read_range (dataset, first, n, x);
  self->n_encoded += n;
  return ae_network_predict (codes->network, 0, ae_network_get_code (codes->network), n, x,
                             codes->values + first * codes->size, NULL)
         && ds_dataset_check (dataset, NULL);
}

gboolean
wb_monitor_work (WbMonitor *self, gboolean running)
{
  Slot *slot = &self->slots[WB_MEASURE_CODES];
  gint64 now = g_get_monotonic_time (), end;

  if (self->codes == NULL || (running && now < self->next_slice_usec))
    return FALSE;
  if (!encode_slice (self))
    {
      g_clear_pointer (&self->codes, wb_codes_free);
      return FALSE;
    }
  end = g_get_monotonic_time ();
  self->next_slice_usec = end + SHARE * (end - now);
  if (self->n_encoded < self->codes->n)
    return FALSE;
  g_clear_pointer (&slot->measured, wb_measured_unref);
  slot->measured = wb_measured_new (slot->step, g_steal_pointer (&self->codes),
                                    (GDestroyNotify) wb_codes_free);
  return TRUE;
}

void
wb_monitor_report (WbMonitor *self, WbSnapshot *snapshot)
{
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    if (self->slots[kind].measured != NULL)
      snapshot->measured[kind] = wb_measured_ref (self->slots[kind].measured);
}
