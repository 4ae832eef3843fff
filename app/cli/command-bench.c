/* SPDX-License-Identifier: MIT */
/* bench: samples a second of training steps, after a warm-up, without
 * validation. Nothing is saved.
 */
#include <stdio.h>

#include "app/batch-bridge.h"
#include "app/cli/command.h"
#include "app/cli/material.h"
#include "app/cli/output.h"
#include "data/order.h"
#include "engine/trainer.h"

#define WARM_UP_SECONDS 0.5

/* What steps are taken from: an epoch's order, again and again. */
typedef struct
{
  AeTrainer *trainer;
  AeSource source;
  guint32 *order;
  gsize place;
  guint batch;
} Bench;

static gboolean
step (Bench *self, guint *n, GError **error)
{
  AeLossValue loss;

  if (self->place == self->source.n_samples)
    self->place = 0;
  *n = (guint) MIN (self->batch, self->source.n_samples - self->place);
  if (!ae_trainer_step (self->trainer, &self->source, self->order + self->place, *n, &loss,
                        error))
    return FALSE;
  self->place += *n;
  return TRUE;
}

static gboolean
measure (Bench *self, double seconds, double *rate, GError **error)
{
  gint64 begin = g_get_monotonic_time (), now = begin;
  guint64 samples = 0;

  do
    {
      guint n = 0;

      if (!step (self, &n, error))
        return FALSE;
      samples += n;
      now = g_get_monotonic_time ();
    }
  while ((double) (now - begin) < seconds * G_USEC_PER_SEC);
  *rate = (double) samples * G_USEC_PER_SEC / (double) (now - begin);
  return TRUE;
}

static WbProject *
open_model (const char *word, DsSource *source, GError **error)
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

static gboolean
run_model (const WbProject *project,
           DsDataset *training,
           AePool *pool,
           double seconds,
           double *rate,
           GError **error)
{
  g_autoptr (AeNetwork) network = wb_cli_make_network (project, error);
  g_autoptr (AeTrainer) trainer = NULL;
  g_autofree guint32 *order = NULL;
  Bench bench = { .source = wb_batch_bridge_source (training),
                  .batch = (guint) project->recipe.batch_size };

  if (network == NULL
      || !wb_batch_bridge_fits (training, ae_network_get_shape (network, 0), error))
    return FALSE;
  trainer = ae_trainer_new (network, pool, &project->recipe, error);
  if (trainer == NULL)
    return FALSE;
  order = g_new (guint32, bench.source.n_samples);
  ds_order_fill (order, bench.source.n_samples, (guint64) project->recipe.seed, 0);
  bench.trainer = trainer;
  bench.order = order;
  return measure (&bench, WARM_UP_SECONDS, rate, error)
         && measure (&bench, seconds, rate, error);
}

static void
print (const char *model, guint n_threads, double rate, gboolean json)
{
  WbJson *object;

  if (!json)
    {
      g_autofree char *count = wb_cli_count_to_text ((guint64) (rate + 0.5));

      printf ("%-16s %2u %s  %12s samples/s\n", model, n_threads,
              n_threads == 1 ? "thread " : "threads", count);
      fflush (stdout);
      return;
    }
  object = wb_json_new_object ();
  wb_json_add (object, "model", wb_json_new_string (model));
  wb_json_add (object, "threads", wb_json_new_uint (n_threads));
  wb_cli_add_real (object, "samples_per_second", rate);
  wb_cli_print_json (object);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  double seconds = wb_arguments_get_real (arguments, "seconds", 3);
  g_autoptr (AePool) pool = ae_pool_new ((guint) wb_arguments_get_int (arguments, "threads", 0));
  g_autoptr (DsSource) source = NULL;

  source = wb_cli_open_source (wb_cli_get_location (arguments, NULL), NULL, NULL, error);
  if (source == NULL)
    return FALSE;
  for (guint i = 0; i < wb_arguments_get_n_words (arguments); i++)
    {
      const char *word = wb_arguments_get_word (arguments, i);
      g_autoptr (WbProject) project = open_model (word, source, error);
      double rate = 0;

      if (project == NULL
          || !run_model (project, ds_source_get_training (source), pool, seconds, &rate, error))
        return FALSE;
      print (word, ae_pool_get_n_threads (pool), rate, wb_arguments_has (arguments, "json"));
    }
  return TRUE;
}

static const WbCliOption options[] = {
  { "data", 0, WB_CLI_TEXT, "DATA", 0, 0, "a path or built-in; else built-in" },
  WB_CLI_THREADS_OPTION,
  { "seconds", 0, WB_CLI_REAL, "S", 0.05, 3600, "for each model, after a warm-up; else 3" },
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_bench = {
  .name = "bench",
  .grammar = { "MODEL…", 1, G_MAXUINT, options },
  .summary = "measures the speed of training: templates or files",
  .run = run,
};
