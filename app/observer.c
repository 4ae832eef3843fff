/* SPDX-License-Identifier: MIT */
/* While training runs, a look comes at most so often, and is followed by a
 * pause that is many times as long as it took.
 */
#include "app/observer.h"

#define INTERVAL (G_USEC_PER_SEC / 15)
#define SHARE 20

/* A variational code is measured more rarely, over so many samples. */
#define MEASURE_INTERVAL (G_USEC_PER_SEC / 2)
#define MEASURE_SAMPLES 256

struct _WbObserver
{
  AeNetwork *network;
  WbProber *prober;
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

/** (transfer full): an observer that follows nothing. */
WbObserver *
wb_observer_new (void)
{
  return g_new0 (WbObserver, 1);
}

/** NULL is allowed. */
void
wb_observer_free (WbObserver *self)
{
  if (self == NULL)
    return;
  wb_prober_free (self->prober);
  g_clear_pointer (&self->probe, wb_probe_unref);
  g_clear_pointer (&self->divergence, wb_divergence_unref);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  g_clear_pointer (&self->frozen, wb_frozen_network_unref);
  g_free (self);
}

/**
 * Lets the observer see another network, or the same one in another place.
 *
 * @network: (nullable): what to look at; kept, not owned
 */
void
wb_observer_set_network (WbObserver *self, AeNetwork *network)
{
  g_autoptr (GError) error = NULL;

  self->network = network;
  self->stale = TRUE;
  g_clear_pointer (&self->probe, wb_probe_unref);
  g_clear_pointer (&self->divergence, wb_divergence_unref);
  g_clear_pointer (&self->frozen, wb_frozen_network_unref);
  if (self->prober != NULL && !wb_prober_set_network (self->prober, network, &error))
    g_debug ("The followed samples wait for a model they fit: %s", error->message);
}

/** Follows @n samples of @dataset, as wb_prober_new() takes them; none where @n is 0. */
void
wb_observer_follow (WbObserver *self,
                    DsDataset *dataset,
                    const guint32 *indices,
                    guint n,
                    guint focus,
                    const float *drawing)
{
  g_clear_pointer (&self->prober, wb_prober_free);
  ds_dataset_ref (dataset);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  self->dataset = dataset;
  if (n > 0)
    self->prober = wb_prober_new (dataset, indices, n, focus, drawing);
  wb_observer_set_network (self, self->network);
}

/** Whether copies of the network are wanted. */
void
wb_observer_set_wants_network (WbObserver *self, gboolean wants)
{
  self->wants_network = wants;
  g_clear_pointer (&self->frozen, wb_frozen_network_unref);
  self->stale = TRUE;
}

/** What was seen does not hold any more: the next look comes at once. */
void
wb_observer_set_stale (WbObserver *self)
{
  self->stale = TRUE;
}

static gboolean
is_due (const WbObserver *self, guint64 step, gboolean running, gint64 now)
{
  gint64 interval = MAX (INTERVAL, SHARE * self->cost_usec);
  gboolean old = (self->probe != NULL && self->probe->step != step)
                 || (self->frozen != NULL && self->frozen->step != step);

  return self->stale || (old && (!running || now - self->looked_usec >= interval));
}

/* Only what the network can read: the prober has seen whether the samples fit. */
static void
measure (WbObserver *self, guint64 step, gboolean running, gint64 now)
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
wb_observer_look (WbObserver *self, const AeRecipe *recipe, guint64 step, gboolean running)
{
  gint64 now = g_get_monotonic_time ();

  if (!is_due (self, step, running, now))
    return;
  if (self->prober != NULL)
    {
      g_clear_pointer (&self->probe, wb_probe_unref);
      self->probe = wb_prober_run (self->prober, recipe, step);
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
wb_observer_show (WbObserver *self, WbSnapshot *snapshot)
{
  snapshot->probe = self->probe != NULL ? wb_probe_ref (self->probe) : NULL;
  snapshot->divergence = self->divergence != NULL ? wb_divergence_ref (self->divergence) : NULL;
  snapshot->network = self->frozen != NULL ? wb_frozen_network_ref (self->frozen) : NULL;
}
