/* SPDX-License-Identifier: MIT */
/* What runs make of the same samples: outputs as the probe's, errors by their plain
 * definition, of classes too, the samples that runs differ about, and what is refused.
 */
#include <math.h>

#include "app/error.h"
#include "app/project/run-list.h"
#include "app/runs/reconstruction.h"
#include "app/training/monitor.h"
#include "engine/error.h"
#include "tests/app/training/headless-harness.h"

#define N 20

/* A run of one epoch from seed @seed, and its checkpoint. */
static WbRunRecord *
train (gint64 seed, WbCheckpoint **checkpoint)
{
  WbSession *session = harness_open (1);
  g_autoptr (WbProject) project = NULL;
  WbRunRecord *run;

  wb_session_restart_with_seed (session, seed, 0);
  wb_session_step_epoch (session);
  harness_wait_still (session);
  *checkpoint = harness_make_checkpoint (session);
  project = wb_project_new (wb_checkpoint_get_model (*checkpoint),
                            wb_checkpoint_get_recipe (*checkpoint));
  wb_project_set_checkpoint (project, *checkpoint);
  wb_run_list_record (project, HARNESS_SAMPLES, FALSE, 0);
  run = wb_run_record_ref (project->runs->pdata[0]);
  harness_close (session);
  return run;
}

static DsDataset *
make_labelled (void)
{
  const DsShape shape = { 1, { 3 } };
  float values[N * 3];
  gint labels[N];

  for (guint i = 0; i < N; i++)
    {
      labels[i] = (gint) (i % 4 == 3 ? 5 : i % 4);
      for (guint j = 0; j < 3; j++)
        values[3 * i + j] = (float) i / N;
    }
  return ds_dataset_new_from_memory ("labelled", &shape, DS_SAMPLE_FLOAT, values, N, labels, NULL);
}

static void
assert_plain (const WbReconstruction *self)
{
  double total = 0;

  for (gsize i = 0; i < self->block->n; i++)
    {
      double sum = 0;

      for (gsize j = 0; j < self->block->size; j++)
        sum += pow ((double) self->outputs[i * self->block->size + j]
                      - (double) self->block->targets[i * self->block->size + j],
                    2);
      g_assert_cmpfloat_with_epsilon (self->errors[i], sum / (double) self->block->size, 1e-12);
      total += self->errors[i];
    }
  g_assert_cmpfloat_with_epsilon (self->mean, total / (double) self->block->n, 1e-12);
}

/* Noise is that of the recipe that is given, not of the run's. */
static void
test_outputs (void)
{
  g_autoptr (DsDataset) dataset = harness_make_data (N, 3);
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (WbRunRecord) run = train (5, &checkpoint);
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (checkpoint, NULL);
  g_autoptr (WbSampleBlock) block = NULL;
  g_autoptr (WbReconstruction) made = NULL;
  g_autoptr (WbProbe) probe = NULL;
  g_autoptr (GError) error = NULL;
  const guint32 numbers[] = { 7, 0, 19 };
  WbMeasure measure = { .dataset = dataset, .indices = numbers, .n = G_N_ELEMENTS (numbers) };
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  recipe.corruption = AE_CORRUPTION_MASKING;
  recipe.corruption_amount = 0.5;
  block = wb_sample_block_new (dataset, numbers, measure.n, &recipe, &error);
  g_assert_no_error (error);
  made = wb_reconstruction_new (run, block, TRUE, &error);
  g_assert_no_error (error);
  probe = wb_probe_measure (network, &measure, &recipe, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < block->n * block->size; i++)
    {
      g_assert_cmpfloat (block->inputs[i], ==, probe->inputs[i]);
      g_assert_cmpfloat_with_epsilon (made->outputs[i], probe->outputs[i], 1e-6);
    }
  assert_plain (made);
}

static void
test_classes (void)
{
  g_autoptr (DsDataset) dataset = make_labelled ();
  AeRecipe recipe;
  g_autoptr (WbSampleBlock) block = NULL;
  g_autofree double *errors = NULL;
  double own[N];
  WbReconstruction made = { .errors = own };

  ae_recipe_init (&recipe);
  block = wb_sample_block_new (dataset, NULL, 1000, &recipe, NULL);
  g_assert_cmpuint (block->n, ==, N);
  g_assert_cmpuint (block->n_classes, ==, 6);
  made.block = block;
  for (guint i = 0; i < N; i++)
    own[i] = block->labels[i] + (i < 4 ? 1 : 0);
  errors = wb_reconstruction_get_class_errors (&made);
  g_assert_cmpfloat_with_epsilon (errors[1], 1.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (errors[5], 5.2, 1e-12);
  g_assert_true (isnan (errors[3]));
}

static void
test_different (void)
{
  g_autoptr (DsDataset) dataset = make_labelled ();
  AeRecipe recipe;
  g_autoptr (WbSampleBlock) block = NULL;
  g_autofree guint32 *numbers = NULL;
  double first[N] = { 0 }, second[N] = { 0 };
  WbReconstruction runs[] = { { .errors = first }, { .errors = second } };
  WbReconstruction *const both[] = { &runs[0], &runs[1] };

  ae_recipe_init (&recipe);
  block = wb_sample_block_new (dataset, NULL, N, &recipe, NULL);
  runs[0].block = runs[1].block = block;
  first[4] = 2;
  second[11] = 3;
  numbers = wb_reconstructions_find_different (both, 2, 3);
  g_assert_cmpuint (numbers[0], ==, 11);
  g_assert_cmpuint (numbers[1], ==, 4);
  g_assert_cmpuint (numbers[2], ==, 0);
}

static void
test_refused (void)
{
  g_autoptr (DsDataset) own = harness_make_data (N, 3), other = make_labelled ();
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (WbRunRecord) run = train (5, &checkpoint);
  AeRecipe recipe;
  g_autoptr (WbSampleBlock) wrong = NULL, right = NULL;
  g_autoptr (GError) error = NULL;
  WbRunRecord bare = *run;

  ae_recipe_init (&recipe);
  wrong = wb_sample_block_new (other, NULL, N, &recipe, NULL);
  right = wb_sample_block_new (own, NULL, N, &recipe, NULL);
  g_assert_null (wb_reconstruction_new (run, wrong, FALSE, &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_SHAPE);
  g_clear_error (&error);
  bare.kept = NULL;
  g_assert_null (wb_reconstruction_new (&bare, right, FALSE, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reconstruction/outputs", test_outputs);
  g_test_add_func ("/reconstruction/classes", test_classes);
  g_test_add_func ("/reconstruction/different", test_different);
  g_test_add_func ("/reconstruction/refused", test_refused);
  return g_test_run ();
}
