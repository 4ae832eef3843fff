/* SPDX-License-Identifier: MIT */
/* What a run forgets and what it transfers when data, model or recipe change on the
 * way.
 */
#include "app/training/run.h"
#include "headless-harness.h"

/* The epoch begins anew with other samples, and what was summed of it is forgotten. */
static void
test_other_data_begin_the_epoch (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (DsDataset) others = harness_make_data (HARNESS_SAMPLES, 3);
  g_autoptr (WbRun) run = harness_make_run (&recipe);

  for (guint i = 0; i < 3; i++)
    g_assert_true (wb_run_advance (run, NULL));
  g_assert_cmpuint (wb_run_get_position (run)->samples, ==, 3 * recipe.batch_size);
  wb_run_set_data (run, others, NULL);
  g_assert_cmpuint (wb_run_get_position (run)->samples, ==, 0);
  g_assert_cmpfloat (wb_run_get_position (run)->loss_sum, ==, 0);
}

/* Who trains on after an early end waits as long as before. */
static void
test_patience_begins_anew (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = NULL;
  guint ended;

  recipe.batch_size = 10;
  recipe.learning_rate = 0;
  recipe.patience = 4;
  run = harness_make_run (&recipe);
  ended = harness_train_to (run, 50);
  g_assert_cmpuint (ended, <, 50);
  wb_run_begin (run);
  g_assert_cmpuint (harness_train_to (run, 50), ==, 2 * ended);
}

/* Beta follows its warm-up: the first step counts no divergence. */
static void
test_beta_warms_up (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = NULL;
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (3, 8, 8, 1));
  g_autoptr (AeModel) code = ae_model_append (input, "GaussianCode", "units=3", NULL);
  g_autoptr (AeModel) model = ae_model_append (code, "Dense", "units=64,activation=sigmoid", NULL);
  g_autoptr (WbCheckpoint) after = NULL;
  const WbLossPoint *points;
  gsize n;

  recipe.beta_warm_up = 1;
  run = harness_make_run (&recipe);
  g_assert_true (wb_run_set_model (run, model, NULL));
  harness_train_to (run, 1);
  after = harness_keep (run);
  points = wb_history_get_losses (wb_checkpoint_get_history (after), &n);
  g_assert_cmpfloat (points[0].divergence, ==, 0);
  g_assert_cmpfloat (points[n - 1].divergence, >, 0);
}

/* A layer of which some values are not trained, and have none of the optimizer's, is
 * transferred with the others: the run goes on from where it was. */
static void
test_frozen_values_are_transferred (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = harness_make_run (&recipe);
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (3, 8, 8, 1));
  g_autoptr (AeModel) code = ae_model_append (input, "Dense", "units=12", NULL);
  g_autoptr (AeModel) normal = ae_model_append (code, "BatchNormalization", "", NULL);
  g_autoptr (AeModel) model = ae_model_append (normal, "Dense", "units=64,activation=sigmoid",
                                               NULL);
  g_autoptr (AeModel) noisy = ae_model_append (normal, "Dropout", "rate=0.1", NULL);
  g_autoptr (AeModel) more = ae_model_append (noisy, "Dense", "units=64,activation=sigmoid", NULL);
  const AeWeight *mean;
  float before;

  g_assert_true (wb_run_set_model (run, model, NULL));
  harness_train_to (run, 1);
  mean = ae_network_find_weight (wb_run_get_network (run), ae_model_get_layer (model, 2)->id,
                                 "moving_mean");
  before = mean->values[0];
  g_assert_cmpfloat (before, !=, 0);
  g_assert_true (wb_run_set_model (run, more, NULL));
  mean = ae_network_find_weight (wb_run_get_network (run), ae_model_get_layer (more, 2)->id,
                                 "moving_mean");
  g_assert_cmpfloat (mean->values[0], ==, before);
  g_assert_cmpuint (harness_train_to (run, 2), ==, 2);
}

/* Another optimizer that makes no step takes nothing from the one before it. */
static void
test_optimizer_comes_back (void)
{
  AeRecipe recipe = harness_make_recipe (), other, third;
  g_autoptr (WbRun) run = NULL, plain = NULL;
  g_autoptr (WbCheckpoint) before = NULL, after = NULL, end = NULL, expected = NULL;

  g_assert_true (ae_recipe_set_optimizer (&recipe, "adam", NULL));
  other = third = recipe;
  g_assert_true (ae_recipe_set_optimizer (&other, "sgd", NULL));
  g_assert_true (ae_recipe_set_optimizer (&third, "rmsprop", NULL));
  run = harness_make_run (&recipe);
  plain = harness_make_run (&recipe);
  harness_train_to (run, 2);
  before = harness_keep (run);
  g_assert_true (wb_run_set_recipe (run, &other, NULL));
  g_assert_true (wb_run_set_recipe (run, &third, NULL));
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  after = harness_keep (run);
  harness_assert_equal (before, after);
  harness_train_to (run, 3);
  harness_train_to (plain, 3);
  end = harness_keep (run);
  expected = harness_keep (plain);
  g_assert_true (wb_checkpoint_equal (end, expected));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-changes/other-data-begin-the-epoch", test_other_data_begin_the_epoch);
  g_test_add_func ("/run-changes/patience-begins-anew", test_patience_begins_anew);
  g_test_add_func ("/run-changes/beta-warms-up", test_beta_warms_up);
  g_test_add_func ("/run-changes/optimizer-comes-back", test_optimizer_comes_back);
  g_test_add_func ("/run-changes/frozen-values-are-transferred",
                   test_frozen_values_are_transferred);
  return g_test_run ();
}
