/* SPDX-License-Identifier: MIT */
/* An epoch's order is gone through again and again. */
#include "app/cli/exercise.h"

#include "app/batch-bridge.h"
#include "app/cli/material.h"
#include "data/order.h"

/* @order: [samples]; @place: in it; @samples: trained in the last run */
struct _WbExercise
{
  AeNetwork *network;
  AeTrainer *trainer;
  AeSource source;
  guint32 *order;
  gsize place;
  guint batch;
  guint64 samples;
};

/**
 * wb_exercise_open_model:
 * @word: a template's name or a project's path
 * @source: whose shape a template is built for
 *
 * Returns: (transfer full): the project, or NULL with an error.
 */
WbProject *
wb_exercise_open_model (const char *word, DsSource *source, GError **error)
{
  gboolean is_file;
  const WbTemplate *template = wb_cli_find_template (word, &is_file, error);
  AeShape shape;

  if (is_file)
    return wb_cli_open_project (word, error);
  if (template == NULL)
    return NULL;
  shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (source)));
  return wb_template_build (template, &shape, error);
}

/**
 * wb_exercise_new:
 * @training: must outlive the exercise, and so must @pool
 *
 * Returns: (transfer full): ready to run, or NULL with an error.
 */
WbExercise *
wb_exercise_new (const WbProject *project,
                 DsDataset *training,
                 AePool *pool,
                 GError **error)
{
  g_autoptr (WbExercise) self = g_new0 (WbExercise, 1);

  self->source = wb_batch_bridge_source (training);
  self->batch = (guint) project->recipe.batch_size;
  self->network = wb_cli_make_network (project, error);
  if (self->network == NULL
      || !wb_batch_bridge_fits (training, ae_network_get_shape (self->network, 0), error))
    return NULL;
  self->trainer = ae_trainer_new (self->network, pool, &project->recipe, error);
  if (self->trainer == NULL)
    return NULL;
  self->order = g_new (guint32, self->source.n_samples);
  ds_order_fill (self->order, self->source.n_samples, (guint64) project->recipe.seed, 0);
  return g_steal_pointer (&self);
}

/** wb_exercise_free: @self may be NULL. */
void
wb_exercise_free (WbExercise *self)
{
  if (self == NULL)
    return;
  ae_trainer_free (self->trainer);
  ae_network_free (self->network);
  g_free (self->order);
  g_free (self);
}

static gboolean
step (WbExercise *self, GError **error)
{
  AeLossValue loss;
  guint n;

  if (self->place == self->source.n_samples)
    self->place = 0;
  n = (guint) MIN (self->batch, self->source.n_samples - self->place);
  if (!ae_trainer_step (self->trainer, &self->source, self->order + self->place, n, &loss,
                        error))
    return FALSE;
  self->place += n;
  self->samples += n;
  return TRUE;
}

/**
 * wb_exercise_run:
 * @seconds: train for so long, at least one step
 * @rate: (out): samples a second
 * @error: AE_ERROR_NUMERIC
 *
 * Returns: whether all steps went well.
 */
gboolean
wb_exercise_run (WbExercise *self, double seconds, double *rate, GError **error)
{
  gint64 begin = g_get_monotonic_time (), now;

  self->samples = 0;
  do
    {
      if (!step (self, error))
        return FALSE;
      now = g_get_monotonic_time ();
    }
  while ((double) (now - begin) < seconds * G_USEC_PER_SEC);
  *rate = (double) self->samples * G_USEC_PER_SEC / (double) MAX (now - begin, 1);
  return TRUE;
}

/** wb_exercise_get_trainer: (transfer none). */
AeTrainer *
wb_exercise_get_trainer (WbExercise *self)
{
  return self->trainer;
}

/** wb_exercise_get_network: (transfer none). */
const AeNetwork *
wb_exercise_get_network (WbExercise *self)
{
  return self->network;
}

/** wb_exercise_get_samples: how many the last wb_exercise_run() trained. */
guint64
wb_exercise_get_samples (WbExercise *self)
{
  return self->samples;
}
