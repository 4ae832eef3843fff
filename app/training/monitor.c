/* SPDX-License-Identifier: MIT */
/* While training runs, a look comes at most so often, and is followed by a
 * pause that is many times as long as it took.
 */
#include "app/training/monitor.h"

#define INTERVAL (G_USEC_PER_SEC / 15)
#define SHARE 20

/* A variational code is measured more rarely, over so many samples. */
#define MEASURE_INTERVAL (G_USEC_PER_SEC / 2)
#define MEASURE_SAMPLES 256

struct _WbMonitor
{
  AeNetwork *network;
  WbProbeRunner *runner;
  WbProbe *probe;
  DsDataset *dataset; /* where the followed samples are */
  WbDivergence *divergence;
  gint64 measured_usec;
  guint64 measured_step;
  gboolean wants_network;
  WbFrozenNetwork *frozen;
  gboolean stale; /* what was seen is not what is to be seen */
  gint64 looked_usec;
  gint64 cost_usec;
};

/** (transfer full): an monitor that follows nothing. */
WbMonitor *
wb_monitor_new (void)
{
  return g_new0 (WbMonitor, 1);
}

/** NULL is allowed. */
void
wb_monitor_free (WbMonitor *self)
{
  if (self == NULL)
    return;
  wb_probe_runner_free (self->runner);
  g_clear_pointer (&self->probe, wb_probe_unref);
  g_clear_pointer (&self->divergence, wb_divergence_unref);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  g_clear_pointer (&self->frozen, wb_frozen_network_unref);
  g_free (self);
}

/**
 * Lets the monitor see another network, or the same one in another place.
 *
 * @network: (nullable): what to look at; kept, not owned
 */
void
wb_monitor_set_network (WbMonitor *self, AeNetwork *network)
{
  g_autoptr (GError) error = NULL;

  self->network = network;
  self->stale = TRUE;
  g_clear_pointer (&self->probe, wb_probe_unref);
  g_clear_pointer (&self->divergence, wb_divergence_unref);
  g_clear_pointer (&self->frozen, wb_frozen_network_unref);
  if (self->runner != NULL && !wb_probe_runner_set_network (self->runner, network, &error))
    g_debug ("The followed samples wait for a model they fit: %s", error->message);
}

/** Follows @n samples of @dataset, as wb_probe_runner_new() takes them; none where @n is 0. */
void
wb_monitor_follow (WbMonitor *self,
                    DsDataset *dataset,
                    const guint32 *indices,
                    guint n,
                    guint focus,
                    const float *drawing)
{
  g_clear_pointer (&self->runner, wb_probe_runner_free);
  ds_dataset_ref (dataset);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  self->dataset = dataset;
  if (n > 0)
    self->runner = wb_probe_runner_new (dataset, indices, n, focus, drawing);
  wb_monitor_set_network (self, self->network);
}

/** Whether copies of the network are wanted. */
void
wb_monitor_set_wants_network (WbMonitor *self, gboolean wants)
{
  self->wants_network = wants;
  g_clear_pointer (&self->frozen, wb_frozen_network_unref);
  self->stale = TRUE;
}

/** What was seen does not hold any more: the next look comes at once. */
void
wb_monitor_set_stale (WbMonitor *self)
{
  self->stale = TRUE;
}

static gboolean
is_due (const WbMonitor *self, guint64 step, gboolean running, gint64 now)
{
  gint64 interval = MAX (INTERVAL, SHARE * self->cost_usec);
  gboolean old = (self->probe != NULL && self->probe->step != step)
                 || (self->frozen != NULL && self->frozen->step != step);

  return self->stale || (old && (!running || now - self->looked_usec >= interval));
}

/* Only what the network can read: the runner has seen whether the samples fit. */
static void
measure (WbMonitor *self, guint64 step, gboolean running, gint64 now)
{
  gboolean old = self->divergence == NULL || self->measured_step != step;
  gboolean soon = self->divergence != NULL && running
                  && now - self->measured_usec < MEASURE_INTERVAL;

  if (self->probe == NULL || !old || soon
      || !wb_divergence_has (ae_network_get_model (self->network)))
    return;
  g_clear_pointer (&self->divergence, wb_divergence_unref);
  self->divergence = wb_divergence_measure (self->network, self->dataset, MEASURE_SAMPLES,
                                            NULL);
  self->measured_usec = now;
  self->measured_step = step;
}

/**
 * Looks at the network, if it is time to.
 *
 * @recipe: says how errors are counted
 * @step: steps done
 * @running: more steps are to come
 */
void
wb_monitor_update (WbMonitor *self, const AeRecipe *recipe, guint64 step, gboolean running)
{
  gint64 now = g_get_monotonic_time ();

  if (!is_due (self, step, running, now))
    return;
  if (self->runner != NULL)
    {
      g_clear_pointer (&self->probe, wb_probe_unref);
      self->probe = wb_probe_runner_run (self->runner, recipe, step);
    }
  measure (self, step, running, now);
  if (self->wants_network && self->network != NULL)
    {
      AeNetwork *copy = ae_network_copy (self->network, NULL);

      g_clear_pointer (&self->frozen, wb_frozen_network_unref);
      if (copy != NULL)
        self->frozen = wb_frozen_network_new (copy, step);
    }
  self->stale = FALSE;
  self->looked_usec = now;
  self->cost_usec = g_get_monotonic_time () - now;
}

/** Puts what was seen last into a snapshot. */
void
wb_monitor_report (WbMonitor *self, WbSnapshot *snapshot)
{
  snapshot->probe = self->probe != NULL ? wb_probe_ref (self->probe) : NULL;
  snapshot->divergence = self->divergence != NULL ? wb_divergence_ref (self->divergence) : NULL;
  snapshot->network = self->frozen != NULL ? wb_frozen_network_ref (self->frozen) : NULL;
}
