/* SPDX-License-Identifier: MIT */
/* How many jobs of a sweep are trained at once, and how long they take. Small models do
 * not fill several cores: one job a core is as fast as can be, and takes one model's
 * memory each. Others are told from the first by the arithmetic of a sample.
 */
#include "app/checker/speed.h"
#include "app/runs/sweep-runner.h"
#include "app/training/run.h"

/* Weights of a model that is small. */
#define SMALL_WEIGHTS 4000000
/* So long a speed is measured, after one step that is not counted. */
#define MEASURED_USEC (3 * G_USEC_PER_SEC / 10)
/* A validated sample takes this part of a trained one. */
#define VALIDATED_PART (1.0 / 3)

static gsize
count_weights (const AeModel *model)
{
  guint n_layers = ae_model_get_n_layers (model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n_layers);
  gsize n = 0;

  if (!ae_model_infer (model, shapes, NULL, NULL))
    return 0;
  for (guint i = 0; i < n_layers; i++)
    n += ae_model_count_params (model, i, shapes);
  return n;
}

static double
count_flops (const AeModel *model)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (model));

  return ae_model_infer (model, shapes, NULL, NULL) ? wb_speed_count_flops (model, shapes) : 0;
}

guint
wb_sweep_count_at_once (const GPtrArray *jobs, guint n_cores, guint *n_threads)
{
  gsize largest = 0;
  guint n = MIN (n_cores, jobs->len);

  for (guint i = 0; i < jobs->len; i++)
    largest = MAX (largest, count_weights (((WbSweepJob *) jobs->pdata[i])->project->model));
  *n_threads = largest > SMALL_WEIGHTS ? 0 : MAX (1, n_cores / MAX (n, 1));
  return *n_threads == 0 ? 1 : n;
}

double
wb_sweep_measure_speed (const WbProject *project,
                        DsDataset *training,
                        guint n_threads,
                        GError **error)
{
  g_autoptr (WbRun) run = wb_run_new ();
  const WbPosition *position = wb_run_get_position (run);
  guint64 batch = (guint64) project->recipe.batch_size, first;
  gint64 begin;

  if (!wb_run_set_threads (run, n_threads, error)
      || !wb_run_set_recipe (run, &project->recipe, error))
    return 0;
  wb_run_set_data (run, training, NULL);
  if (!wb_run_set_model (run, project->model, error) || !wb_run_check (run, error)
      || !wb_run_advance (run, error))
    return 0;
  first = position->step;
  begin = g_get_monotonic_time ();
  do
    if (!wb_run_advance (run, error))
      return 0;
  while (g_get_monotonic_time () - begin < MEASURED_USEC);
  return (double) ((position->step - first) * MIN (batch, ds_dataset_get_count (training)))
         * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - begin);
}

double
wb_sweep_predict_seconds (const WbProject *base,
                          double speed,
                          const GPtrArray *jobs,
                          gsize n_samples,
                          gsize n_validating,
                          guint n_at_once)
{
  double samples = (double) n_samples + VALIDATED_PART * (double) n_validating, sum = 0;
  double flops = MAX (count_flops (base->model), 1);

  for (guint i = 0; i < jobs->len; i++)
    {
      const WbProject *project = ((WbSweepJob *) jobs->pdata[i])->project;

      sum += (double) project->recipe.epochs * samples * count_flops (project->model) / flops;
    }
  /* The last round may have fewer jobs, and takes as long. */
  return sum / speed / MAX (jobs->len, 1) * ((jobs->len + n_at_once - 1) / n_at_once);
}
