/* SPDX-License-Identifier: MIT */
/* A run driven by hand, a piece of work at a time: what is the best of it, when
 * it ends, and that going on is going on.
 */
#include <glib/gstdio.h>

#include "app/data/batch-bridge.h"
#include "app/project/project-file.h"
#include "app/training/run.h"
#include "headless-harness.h"

static guint
get_best (WbRun *run)
{
  g_autoptr (WbCheckpoint) now = harness_keep (run);

  return wb_history_get_best (wb_checkpoint_get_history (now))->epoch;
}

/* Samples that are harder: a third of the pixels is set. */
static DsDataset *
make_noise (gsize n)
{
  DsShape shape = { 3, { 8, 8, 1 } };
  g_autofree guint8 *pixels = g_new (guint8, n * 64);

  for (gsize i = 0; i < n * 64; i++)
    pixels[i] = g_random_int_range (0, 3) == 0 ? 255 : 0;
  return ds_dataset_new_from_memory ("noise", &shape, DS_SAMPLE_BYTE, pixels, n, NULL, NULL);
}

static void
change_loss (WbRun *run)
{
  AeRecipe recipe = *wb_run_get_recipe (run);

  g_assert_true (ae_recipe_set_loss (&recipe, "binary_crossentropy", NULL));
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
}

static void
change_reduction (WbRun *run)
{
  AeRecipe recipe = *wb_run_get_recipe (run);

  recipe.reduction = AE_REDUCTION_SUM;
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
}

static void
change_data (WbRun *run)
{
  g_autoptr (DsDataset) training = make_noise (HARNESS_SAMPLES);
  g_autoptr (DsDataset) validation = make_noise (HARNESS_VALIDATION);

  wb_run_set_data (run, training, validation);
}

static void
change_validation (WbRun *run)
{
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = make_noise (HARNESS_VALIDATION);

  wb_run_set_data (run, training, validation);
}

typedef void (*Change) (WbRun *run);

/* After a change that makes every loss larger the best is one of the epochs
 * since, and patience begins anew: it does not end before it has waited. */
static void
test_one_kind (gconstpointer data)
{
  Change change = (Change) (gpointer) data;
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = NULL;
  guint best;

  recipe.batch_size = 10;
  recipe.keep_best = TRUE;
  recipe.patience = 4;
  g_assert_true (ae_recipe_set_loss (&recipe, "mean_squared_error", NULL));
  run = harness_make_run (&recipe);
  harness_train_to (run, 4);
  g_assert_cmpuint (wb_run_get_position (run)->best_epoch, >, 0);
  change (run);
  g_assert_cmpuint (harness_train_to (run, 9), ==, 9);
  best = wb_run_get_position (run)->best_epoch;
  g_assert_cmpuint (best, >, 4);
  g_assert_cmpuint (get_best (run), ==, best);
}

/* A rate that changes nothing of what is measured leaves the best alone. */
static void
test_same_kind (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = NULL;

  recipe.keep_best = TRUE;
  run = harness_make_run (&recipe);
  harness_train_to (run, 3);
  recipe.learning_rate = 0;
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  harness_train_to (run, 6);
  g_assert_cmpuint (wb_run_get_position (run)->best_epoch, ==, 3);
  g_assert_cmpuint (get_best (run), ==, 3);
}

/* A run that is opened again on other data does not know the best of the old. */
static void
test_opened_on_other_data (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = NULL;
  g_autoptr (WbRun) later = NULL;
  g_autoptr (WbCheckpoint) checkpoint = NULL;

  recipe.keep_best = TRUE;
  run = harness_make_run (&recipe);
  harness_train_to (run, 3);
  checkpoint = harness_keep (run);
  later = harness_make_run (&recipe);
  change_data (later);
  g_assert_true (wb_run_restore (later, checkpoint, NULL));
  harness_train_to (later, 5);
  g_assert_cmpuint (wb_run_get_position (later)->best_epoch, >, 3);
}

/* A run whose best epoch is not its last one, in any number of parts. */
static WbRun *
make_restless (void)
{
  AeRecipe recipe = harness_make_recipe ();

  recipe.keep_best = TRUE;
  recipe.learning_rate = 0.5;
  return harness_make_run (&recipe);
}

static void
end (WbRun *run, guint epoch)
{
  g_assert_cmpuint (harness_train_to (run, epoch), ==, epoch);
  wb_run_end (run);
}

/* An end in between leaves no trace, also when it was saved, and whichever
 * weights are in the file. */
static void
test_parts (void)
{
  g_autoptr (WbRun) whole = make_restless ();
  g_autoptr (WbRun) parts = make_restless ();
  g_autoptr (WbCheckpoint) all = NULL;
  g_autoptr (WbCheckpoint) joined = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "part.hourglass", NULL);
  guint n_in_place = 0;

  end (whole, 12);
  all = harness_keep (whole);
  for (guint epoch = 3; epoch <= 12; epoch += 3)
    {
      g_autoptr (WbCheckpoint) part = NULL;
      g_autoptr (WbProject) project = NULL;
      g_autoptr (WbProject) read = NULL;

      end (parts, epoch);
      part = harness_keep (parts);
      n_in_place += wb_checkpoint_get_position (part)->best_in_place;
      project = wb_project_new (wb_checkpoint_get_model (part), wb_checkpoint_get_recipe (part));
      wb_project_set_checkpoint (project, part);
      g_assert_true (wb_project_save (project, path, &error));
      g_assert_true (wb_project_load (path, &read, NULL, &error));
      g_assert_no_error (error);
      harness_assert_equal (part, read->checkpoint);
      g_assert_true (wb_run_restore (parts, read->checkpoint, &error));
    }
  g_assert_cmpuint (n_in_place, >, 1);
  joined = harness_keep (parts);
  harness_assert_equal (all, joined);
  g_unlink (path);
  g_rmdir (folder);
}

/* The weights in place after the end are those of the best epoch, and those of
 * the last step are beside them. */
static void
test_weights_in_place (void)
{
  g_autoptr (WbRun) run = make_restless ();
  g_autoptr (WbRun) again = make_restless ();
  g_autoptr (WbCheckpoint) before = NULL;
  g_autoptr (WbCheckpoint) best = NULL;
  g_autoptr (WbCheckpoint) ended = NULL;
  guint epoch;

  harness_train_to (run, 12);
  before = harness_keep (run);
  epoch = wb_run_end (run);
  g_assert_cmpuint (epoch, >, 0);
  ended = harness_keep (run);
  harness_train_to (again, epoch);
  best = harness_keep (again);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (ended); i++)
    {
      const WbCheckpointTensor *tensor = wb_checkpoint_get_tensor (ended, i);
      g_autofree char *name = g_strdup_printf ("weights/%u/%s", tensor->layer_id,
                                               tensor->param.name);
      const WbCheckpoint *of = tensor->slot == WB_CHECKPOINT_WEIGHT ? best : before;

      if (tensor->slot < 0)
        g_assert_cmpmem (tensor->values, tensor->size * sizeof (float),
                         wb_checkpoint_find_tensor (of, name)->values,
                         tensor->size * sizeof (float));
    }
  g_assert_nonnull (wb_checkpoint_find_tensor (ended, "last/3/kernel"));
  g_assert_null (wb_checkpoint_find_tensor (ended, "best/3/kernel"));
}

/* Without improvement it ends after the patience, and AE_PATIENCE_STEPS. */
static void
test_patience_waits_for_steps (void)
{
  static const guint batches[] = { 1, 100, 600 };

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      AeRecipe recipe = harness_make_recipe ();
      guint steps = HARNESS_SAMPLES / batches[i];
      g_autoptr (WbRun) run = NULL;

      recipe.batch_size = batches[i];
      recipe.patience = 2;
      recipe.learning_rate = 0;
      run = harness_make_run (&recipe);
      g_assert_cmpuint (harness_train_to (run, 1000), ==,
                        1 + MAX (2, (AE_PATIENCE_STEPS + steps - 1) / steps));
    }
}

static WbSnapshot *
report (WbRun *run)
{
  WbSnapshot *snapshot = wb_snapshot_new ();

  wb_run_report (run, snapshot);
  return snapshot;
}

static double
get_validated (WbRun *run)
{
  g_autoptr (WbSnapshot) snapshot = report (run);

  return snapshot->validated;
}

static double
get_seconds_left (WbRun *run)
{
  g_autoptr (WbSnapshot) snapshot = report (run);

  return snapshot->seconds_left;
}

/* A long validation tells how far it is. */
static void
test_validated (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = harness_make_run (&recipe);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (2048, 2);
  double last = 0;

  wb_run_set_data (run, training, validation);
  while (!wb_run_is_validating (run))
    g_assert_true (wb_run_advance (run, NULL));
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (wb_run_advance (run, NULL));
      g_assert_cmpfloat (get_validated (run), >, last);
      last = get_validated (run);
    }
  g_assert_cmpfloat (last, <, 1);
  g_assert_true (wb_run_advance (run, NULL));
  g_assert_cmpfloat (get_validated (run), ==, 0);
}

/* The loss of a validation in whose middle, after so many slices, the loss or the
 * data is changed. */
static double
validate (guint n_slices, gboolean other_data)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = NULL;
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (2048, 2);
  g_autoptr (DsDataset) other = harness_make_data (2048, 3);
  g_autoptr (WbCheckpoint) after = NULL;
  guint n_rows;

  g_assert_true (ae_recipe_set_loss (&recipe, "mean_squared_error", NULL));
  run = harness_make_run (&recipe);
  wb_run_set_data (run, training, validation);
  while (!wb_run_is_validating (run))
    g_assert_true (wb_run_advance (run, NULL));
  for (guint i = 0; i < n_slices; i++)
    g_assert_true (wb_run_advance (run, NULL));
  if (other_data)
    wb_run_set_data (run, training, other);
  else
    change_loss (run);
  while (wb_run_get_position (run)->epoch == 0)
    g_assert_true (wb_run_advance (run, NULL));
  after = harness_keep (run);
  return wb_history_get_epochs (wb_checkpoint_get_history (after), &n_rows)[0].validation_loss;
}

/* A validation is all of one recipe and one data set: a change begins it anew. */
static void
test_change_while_validating (gconstpointer other_data)
{
  double whole = validate (0, GPOINTER_TO_INT (other_data));

  for (guint n_slices = 1; n_slices <= 3; n_slices++)
    g_assert_cmpfloat (validate (n_slices, GPOINTER_TO_INT (other_data)), ==, whole);
}

/* Its loss has no bound. */
static WbRun *
make_steady (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (AeModel) sigmoid = harness_make_model (12);
  g_autoptr (AeModel) model = ae_model_append (sigmoid, "Dense", "units=64", NULL);
  WbRun *run;

  recipe.batch_size = 10;
  g_assert_true (ae_recipe_set_loss (&recipe, "mean_squared_error", NULL));
  run = harness_make_run (&recipe);
  g_assert_true (wb_run_set_model (run, model, NULL));
  return run;
}

/* A loss that rises, and is finite yet, is a divergence on its way: a moment before
 * it is what a run goes back to. */
static void
test_goes_back_before_the_rise (void)
{
  g_autoptr (WbRun) run = make_steady ();
  AeRecipe recipe = *wb_run_get_recipe (run);
  g_autoptr (WbCheckpoint) before = NULL;
  g_autoptr (WbCheckpoint) risen = NULL;
  const WbEpochRow *rows;
  guint n_rows;

  harness_train_to (run, 2);
  recipe.learning_rate = 100;
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  harness_train_to (run, 4);
  risen = harness_keep (run);
  rows = wb_history_get_epochs (wb_checkpoint_get_history (risen), &n_rows);
  g_assert_cmpfloat (rows[3].loss, >, 4 * rows[1].loss);
  wb_run_go_back (run);
  g_assert_cmpuint (wb_run_get_position (run)->epoch, ==, 2);
  before = harness_keep (run);
  wb_history_get_epochs (wb_checkpoint_get_history (before), &n_rows);
  g_assert_cmpuint (n_rows, ==, 2);
  /* What had risen is forgotten: the next epoch is one to go back to again. */
  recipe.learning_rate = 0;
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  harness_train_to (run, 3);
  wb_run_go_back (run);
  g_assert_cmpuint (wb_run_get_position (run)->epoch, ==, 3);
}

/* Values of one optimizer are of no use to another: it goes back to the change. */
static void
test_goes_back_to_another_optimizer (void)
{
  g_autoptr (WbRun) run = make_steady ();
  AeRecipe recipe = *wb_run_get_recipe (run);
  guint64 step;

  harness_train_to (run, 2);
  for (guint i = 0; i < 5; i++)
    g_assert_true (wb_run_advance (run, NULL));
  step = wb_run_get_position (run)->step;
  g_assert_true (ae_recipe_set_optimizer (&recipe, "sgd", NULL));
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  for (guint i = 0; i < 3; i++)
    g_assert_true (wb_run_advance (run, NULL));
  wb_run_go_back (run);
  g_assert_cmpuint (wb_run_get_position (run)->step, ==, step);
}

/* A loss of another kind is larger without having risen. */
static void
test_goes_back_past_another_loss (void)
{
  g_autoptr (WbRun) run = make_steady ();

  harness_train_to (run, 2);
  change_reduction (run);
  harness_train_to (run, 4);
  wb_run_go_back (run);
  g_assert_cmpuint (wb_run_get_position (run)->epoch, ==, 4);
}

/* The first epoch of a run. */
static WbEpochRow
get_first_row (WbRun *run)
{
  g_autoptr (WbCheckpoint) now = harness_keep (run);
  guint n_rows;

  return wb_history_get_epochs (wb_checkpoint_get_history (now), &n_rows)[0];
}

static guint64
judge_recipe (const AeRecipe *recipe)
{
  g_autoptr (WbRun) run = harness_make_run (recipe);

  g_assert_true (wb_run_set_recipe (run, recipe, NULL));
  harness_train_to (run, 1);
  return get_first_row (run).judge;
}

/* What an epoch is judged by, after a change of the recipe. */
static guint64
get_judge (const char *settings)
{
  AeRecipe recipe = harness_make_recipe ();

  g_assert_true (ae_options_set_text (ae_recipe_options, &recipe, settings, NULL));
  return judge_recipe (&recipe);
}

static guint64
judge_huber (const char *delta)
{
  AeRecipe recipe = harness_make_recipe ();

  g_assert_true (ae_recipe_set_loss (&recipe, "huber", NULL));
  g_assert_true (
    ae_options_set_text (ae_recipe_get_loss (&recipe)->options, recipe.loss_options, delta, NULL));
  return judge_recipe (&recipe);
}

/* Losses can be compared unless a setting says how large they are. */
static void
test_judge (void)
{
  static const char *const others[] = {
    "beta=0.5",      "corruption=masking",       "corruption=masking,corruption_amount=0.3",
    "reduction=sum", "loss=mean_absolute_error",
  };
  guint64 plain = get_judge ("corruption=none");

  g_assert_cmpuint (get_judge ("learning_rate=0.1,batch_size=50,epochs=3,patience=2,seed=4"), ==,
                    plain);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      guint64 judge = get_judge (others[i]);

      g_assert_cmpuint (judge, !=, plain);
      for (guint j = 0; j < i; j++)
        g_assert_cmpuint (judge, !=, get_judge (others[j]));
    }
  g_assert_cmpuint (judge_huber ("delta=1"), !=, judge_huber ("delta=0.5"));
}

/* What validates is weighed by its samples, however many slices that takes. */
static void
test_whole_validation (void)
{
  const gsize n = 1300;
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = harness_make_run (&recipe);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (n, 2);
  AeSource source = wb_batch_bridge_source (validation);
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (AeTrainer) trainer = NULL;
  AeLossValue whole;

  wb_run_set_data (run, training, validation);
  harness_train_to (run, 1);
  trainer = ae_trainer_new (wb_run_get_network (run), pool, &recipe, NULL);
  g_assert_true (ae_trainer_evaluate (trainer, &source, NULL, n, &whole, NULL));
  g_assert_cmpfloat_with_epsilon (get_first_row (run).validation_loss, whole.total, 1e-6);
}

/* An epoch's penalty and divergence are the means of its samples', and what a
 * variational code costs is a part of the penalty. */
static void
test_parts_of_an_epoch (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = harness_make_run (&recipe);
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (3, 8, 8, 1));
  g_autoptr (AeModel) code = ae_model_append (input, "GaussianCode", "units=3", NULL);
  g_autoptr (AeModel) model = ae_model_append (code, "Dense",
                                               "units=64,activation=sigmoid,kernel_l2=0.001", NULL);
  g_autoptr (WbCheckpoint) after = NULL;
  const WbLossPoint *points;
  double divergence = 0, penalty = 0;
  WbEpochRow row;
  gsize n;

  g_assert_true (wb_run_set_model (run, model, NULL));
  harness_train_to (run, 1);
  after = harness_keep (run);
  row = get_first_row (run);
  points = wb_history_get_losses (wb_checkpoint_get_history (after), &n);
  for (gsize i = 0; i < n; i++)
    {
      gsize before = i * (gsize) recipe.batch_size;
      double share = (double) MIN ((gsize) recipe.batch_size, HARNESS_SAMPLES - before)
                     / HARNESS_SAMPLES;

      divergence += points[i].divergence * share;
      penalty += points[i].penalty * share;
    }
  g_assert_cmpfloat (penalty, >, 0);
  g_assert_cmpfloat (divergence, >, 0);
  g_assert_cmpfloat_with_epsilon (row.divergence, divergence, 1e-9);
  g_assert_cmpfloat_with_epsilon (row.penalty, penalty + divergence, 1e-9);
}

/* The best weights go with a checkpoint: the run that goes on from it ends with
 * them, too. */
static void
test_best_goes_on (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = NULL;
  g_autoptr (WbRun) other = wb_run_new ();
  g_autoptr (WbCheckpoint) worse = NULL;

  recipe.keep_best = TRUE;
  run = harness_make_run (&recipe);
  harness_train_to (run, 2);
  recipe.learning_rate = 10;
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  harness_train_to (run, 4);
  g_assert_cmpuint (wb_run_get_position (run)->best_epoch, ==, 2);
  worse = harness_keep (run);
  g_assert_true (wb_run_restore (other, worse, NULL));
  g_assert_cmpuint (wb_run_end (other), ==, 2);
}

/* What is left of an epoch that is trained is its validation. */
static void
test_time_left (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = harness_make_run (&recipe);

  harness_train_to (run, 1);
  g_assert_cmpfloat (get_seconds_left (run), ==, 0);
  wb_run_set_epochs_planned (run, 2);
  while (!wb_run_is_validating (run))
    g_assert_true (wb_run_advance (run, NULL));
  g_assert_cmpfloat (get_seconds_left (run), >, 0);
}

#define STEPS 12

/* The losses of so many epochs of weights that do not change: what differs is
 * which samples come together. */
static void
list_losses (DsDataset *training, gboolean shuffle, guint n_epochs, double *losses)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = NULL;
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (3, 8, 8, 1));
  g_autoptr (AeModel) code = ae_model_append (input, "Dense", "units=12", NULL);
  g_autoptr (AeModel) model = ae_model_append (code, "Dense", "units=64,activation=sigmoid", NULL);
  g_autoptr (WbCheckpoint) after = NULL;
  const WbLossPoint *points;
  gsize n;

  recipe.batch_size = HARNESS_SAMPLES / STEPS;
  recipe.learning_rate = 0;
  recipe.shuffle = shuffle;
  run = harness_make_run (&recipe);
  g_assert_true (wb_run_set_model (run, model, NULL));
  wb_run_set_data (run, training, NULL);
  harness_train_to (run, n_epochs);
  after = harness_keep (run);
  points = wb_history_get_losses (wb_checkpoint_get_history (after), &n);
  for (gsize i = 0; i < n; i++)
    losses[i] = points[i].loss;
}

/* Without shuffling the samples come as they stand, in every epoch; shuffled, in
 * another order in each, and all of them. */
static void
test_order (void)
{
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) first = ds_dataset_new_slice (training, 0, HARNESS_SAMPLES / STEPS);
  double plain[2 * STEPS], shuffled[2 * STEPS], alone[1], sums[3] = { 0 };
  guint n_moved = 0;

  list_losses (training, FALSE, 2, plain);
  list_losses (training, TRUE, 2, shuffled);
  list_losses (first, FALSE, 1, alone);
  g_assert_cmpfloat (plain[0], ==, alone[0]);
  for (guint i = 0; i < STEPS; i++)
    {
      g_assert_cmpfloat (plain[i], ==, plain[STEPS + i]);
      n_moved += shuffled[i] != shuffled[STEPS + i] && shuffled[i] != plain[i];
      sums[0] += plain[i];
      sums[1] += shuffled[i];
      sums[2] += shuffled[STEPS + i];
    }
  g_assert_cmpuint (n_moved, ==, STEPS);
  g_assert_cmpfloat_with_epsilon (sums[1], sums[0], 1e-5);
  g_assert_cmpfloat_with_epsilon (sums[2], sums[0], 1e-5);
}

/* The seed is the run's once it has begun. */
static void
test_seed (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbRun) run = harness_make_run (&recipe);

  recipe.seed = 11;
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  g_assert_cmpint (wb_run_get_recipe (run)->seed, ==, 11);
  g_assert_true (wb_run_advance (run, NULL));
  recipe.seed = 12;
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  g_assert_cmpint (wb_run_get_recipe (run)->seed, ==, 11);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  g_test_add_data_func ("/run/best-of-one-loss", change_loss, test_one_kind);
  g_test_add_data_func ("/run/best-of-one-reduction", change_reduction, test_one_kind);
  g_test_add_data_func ("/run/best-of-one-data", change_data, test_one_kind);
  g_test_add_data_func ("/run/best-of-one-validation", change_validation, test_one_kind);
  g_test_add_func ("/run/best-stays-where-nothing-else-is-judged", test_same_kind);
  g_test_add_func ("/run/best-of-data-it-is-opened-on", test_opened_on_other_data);
  g_test_add_func ("/run/parts-are-the-whole", test_parts);
  g_test_add_func ("/run/weights-in-place", test_weights_in_place);
  g_test_add_func ("/run/patience-waits-for-steps", test_patience_waits_for_steps);
  g_test_add_func ("/run/validation-tells-how-far", test_validated);
  g_test_add_data_func ("/run/validation-of-one-recipe", NULL, test_change_while_validating);
  g_test_add_data_func ("/run/validation-of-one-data", GINT_TO_POINTER (TRUE),
                        test_change_while_validating);
  g_test_add_func ("/run/goes-back-before-the-rise", test_goes_back_before_the_rise);
  g_test_add_func ("/run/goes-back-past-another-loss", test_goes_back_past_another_loss);
  g_test_add_func ("/run/goes-back-to-another-optimizer", test_goes_back_to_another_optimizer);
  g_test_add_func ("/run/judge", test_judge);
  g_test_add_func ("/run/validation-is-of-all-samples", test_whole_validation);
  g_test_add_func ("/run/parts-of-an-epoch", test_parts_of_an_epoch);
  g_test_add_func ("/run/best-goes-on", test_best_goes_on);
  g_test_add_func ("/run/time-left", test_time_left);
  g_test_add_func ("/run/order", test_order);
  g_test_add_func ("/run/seed", test_seed);
  return g_test_run ();
}
