/* SPDX-License-Identifier: MIT */
/* The list of runs: when a training is the run it was, and when another; what a
 * person does to the list; what a hash depends on; and the file.
 */
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/project/run-hash.h"
#include "app/project/run-list.h"
#include "app/project/run-weights.h"
#include "tests/app/project/project-fixture.h"

static gboolean
fill (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  for (gsize i = 0; i < tensor->size; i++)
    out[i] = *(const float *) data;
  return TRUE;
}

/* A moment after @n_epochs of ten steps, whose losses fall from @loss. */
static void
train (WbProject *project, guint n_epochs, double loss)
{
  g_autoptr (WbHistory) history = wb_history_new ();
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  WbPosition position = { .step = 10 * n_epochs, .epoch = n_epochs, .epochs_planned = n_epochs };
  float weight = (float) loss;

  for (guint i = 1; i <= 10 * n_epochs; i++)
    wb_history_add_point (history, &(WbLossPoint) { .step = i, .loss = loss / i });
  for (guint i = 1; i <= n_epochs; i++)
    wb_history_add_epoch (history, &(WbEpochRow) { .epoch = i,
                                                   .step = 10 * i,
                                                   .loss = loss / i,
                                                   .validation_loss = NAN,
                                                   .seconds = 0.5 });
  checkpoint = wb_checkpoint_new (project->model, &project->recipe, &position, history, fill,
                                  &weight, NULL);
  wb_project_set_checkpoint (project, checkpoint);
}

static WbRunRecord *
get (const WbProject *project, guint index)
{
  g_assert_cmpuint (index, <, project->runs->len);
  return project->runs->pdata[index];
}

static void
test_going_on (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (GPtrArray) renamed = NULL;

  train (project, 2, 1.0);
  wb_run_list_record (project, 100, FALSE, 1000);
  g_assert_cmpuint (project->runs->len, ==, 1);
  g_assert_cmpuint (project->run_id, ==, 1);
  g_assert_cmpstr (get (project, 0)->name, ==, "Run 1");
  g_assert_cmpint (get (project, 0)->outcome, ==, WB_RUN_FINISHED);
  g_assert_cmpfloat (wb_run_record_get_best_loss (get (project, 0)), ==, 0.5);
  g_assert_cmpfloat (wb_run_record_get_rate (get (project, 0)), ==, 200);

  renamed = wb_run_list_set_words (project->runs, 1,
                                   &(WbRunWords) { .name = (char *) "Wide",
                                                   .note = (char *) "with more units",
                                                   .folder = (char *) "Widths",
                                                   .starred = TRUE });
  g_assert_cmpstr (get (project, 0)->name, ==, "Run 1");
  wb_project_set_runs (project, renamed);
  train (project, 3, 1.0);
  wb_run_list_record (project, 100, TRUE, 2000);
  g_assert_cmpuint (project->runs->len, ==, 1);
  g_assert_cmpstr (get (project, 0)->name, ==, "Wide");
  g_assert_cmpstr (get (project, 0)->note, ==, "with more units");
  g_assert_cmpstr (get (project, 0)->folder, ==, "Widths");
  g_assert_true (get (project, 0)->starred);
  g_assert_cmpint (get (project, 0)->when, ==, 1000);
  g_assert_cmpint (get (project, 0)->outcome, ==, WB_RUN_DIVERGED);
  g_assert_cmpuint (wb_run_record_get_epochs (get (project, 0)), ==, 3);
}

/* An earlier moment is no run; what took another way, or began again, is one. */
static void
test_another (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  const GPtrArray *before;

  train (project, 3, 1.0);
  wb_run_list_record (project, 100, FALSE, 1);
  train (project, 2, 1.0);
  before = project->runs;
  wb_run_list_record (project, 100, FALSE, 2);
  g_assert_true (project->runs == before);
  train (project, 3, 1.0);
  wb_run_list_record (project, 100, FALSE, 2);
  g_assert_true (project->runs == before);
  g_assert_cmpuint (project->run_id, ==, 1);
  train (project, 4, 0.9);
  wb_run_list_record (project, 100, FALSE, 3);
  train (project, 2, 0.8);
  wb_run_list_record (project, 100, FALSE, 3);
  g_assert_cmpuint (project->runs->len, ==, 3);
  g_assert_cmpuint (project->run_id, ==, 3);
  g_assert_cmpuint (wb_run_record_get_epochs (get (project, 0)), ==, 3);
  g_assert_true (wb_run_list_get_best (project->runs) == get (project, 1));
  project->run_id = 0;
  wb_run_list_record (project, 100, FALSE, 4);
  g_assert_cmpuint (project->runs->len, ==, 4);
}

/* The weights are those of the begin again. */
static void
go_back_to_begin (WbProject *project)
{
  g_autoptr (WbHistory) history = wb_history_new ();
  WbPosition position = { .epochs_planned = 3 };
  g_autoptr (WbCheckpoint) checkpoint = wb_checkpoint_new (project->model, &project->recipe,
                                                           &position, history, fill, &(float) { 1 },
                                                           NULL);

  wb_project_set_checkpoint (project, checkpoint);
}

/* A run that diverged before its first epoch's end is one; what is trained after it is another. */
static void
test_never_began (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);

  project->recipe.learning_rate = 100;
  go_back_to_begin (project);
  wb_run_list_record (project, 100, FALSE, 1);
  g_assert_null (project->runs);
  for (guint i = 0; i < 2; i++)
    wb_run_list_record (project, 100, TRUE, 1);
  g_assert_cmpuint (project->runs->len, ==, 1);
  g_assert_cmpint (get (project, 0)->outcome, ==, WB_RUN_DIVERGED);
  g_assert_cmpuint (wb_run_record_get_epochs (get (project, 0)), ==, 0);
  g_assert_false (wb_run_list_is_passage (project->runs, get (project, 0), NULL));
  project->recipe.learning_rate = 50;
  go_back_to_begin (project);
  wb_run_list_record (project, 100, TRUE, 2);
  g_assert_cmpuint (project->runs->len, ==, 2);
  project->recipe.learning_rate = 0.1;
  train (project, 2, 1.0);
  wb_run_list_record (project, 100, FALSE, 3);
  g_assert_cmpuint (project->runs->len, ==, 3);
  g_assert_cmpint (get (project, 1)->outcome, ==, WB_RUN_DIVERGED);
  g_assert_cmpint (get (project, 2)->outcome, ==, WB_RUN_FINISHED);
  g_assert_cmpuint (get (project, 2)->from, ==, 0);
}

/* Losses of different kinds do not compare: what is judged as the newest run is. */
static void
test_best_of_one_loss (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);

  train (project, 3, 0.1);
  wb_run_list_record (project, 100, FALSE, 1);
  g_assert_true (ae_recipe_set_loss (&project->recipe, "mean_absolute_error", NULL));
  for (guint i = 0; i < 2; i++)
    {
      project->run_id = 0;
      train (project, 3, 0.9 + i);
      wb_run_list_record (project, 100, FALSE, 2 + i);
    }
  g_assert_cmpuint (wb_run_list_get_best (project->runs)->id, ==, 2);
}

/* A run without an epoch is not listed any more when another one has begun with its weights; one
 * that nothing followed is, and so is one with a loss. */
static void
test_passage (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (AeModel) model = ae_model_ref (project->model);
  WbRunRecord values[2], live = { .id = 9 };
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_run_record_unref);
  g_autoptr (WbHistory) history = wb_history_new ();

  for (guint i = 0; i < 2; i++)
    {
      values[i] = (WbRunRecord) { .id = i + 1,
                                  .name = (char *) "a",
                                  .model = model,
                                  .recipe = project->recipe,
                                  .history = history,
                                  .position = { .step = 3 + i, .from_step = 3 * i } };
      g_ptr_array_add (runs, wb_run_record_new (&values[i]));
    }
  g_assert_false (wb_run_list_is_passage (runs, runs->pdata[0], NULL));
  live.position.from_step = 4;
  g_assert_true (wb_run_list_is_passage (runs, runs->pdata[1], &live));
  g_assert_false (wb_run_list_is_passage (runs, runs->pdata[0], &live));
  values[1].from = 1;
  g_ptr_array_add (runs, wb_run_record_new (&values[1]));
  g_assert_true (wb_run_list_is_passage (runs, runs->pdata[0], NULL));
  wb_history_add_epoch (history, &(WbEpochRow) { .epoch = 1, .step = 3, .loss = 1 });
  g_ptr_array_add (runs, wb_run_record_new (&values[0]));
  g_assert_false (wb_run_list_is_passage (runs, runs->pdata[3], NULL));
}

static void
test_nothing (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);

  wb_project_set_checkpoint (project, NULL);
  wb_run_list_record (project, 100, FALSE, 1);
  g_assert_null (project->runs);
  g_assert_null (wb_run_list_get_best (project->runs));
}

static void
test_named (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (GPtrArray) renamed = NULL;
  g_autoptr (GPtrArray) rest = NULL, back = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GError) error = NULL;
  const guint first = 1;

  train (project, 1, 1.0);
  wb_run_list_record (project, 100, FALSE, 1);
  project->recipe.seed = 99;
  train (project, 1, 0.5);
  wb_run_list_record (project, 100, FALSE, 2);
  g_assert_true (wb_run_list_find_named (project->runs, "2", NULL) == get (project, 1));
  g_assert_true (wb_run_list_find_named (project->runs, "Run 1", NULL) == get (project, 0));
  g_assert_true (wb_run_list_find_named (project->runs, get (project, 1)->hash, NULL)
                 == get (project, 1));
  g_assert_null (wb_run_list_find_named (project->runs, "Run 3", &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EDIT);
  g_clear_error (&error);
  renamed = wb_run_list_set_words (project->runs, 2, &(WbRunWords) { .name = (char *) "Run 1" });
  g_assert_null (wb_run_list_find_named (renamed, "Run 1", &error));
  g_assert_nonnull (strstr (error->message, "Several"));
  g_array_append_val (ids, first);
  rest = wb_run_list_remove (project->runs, ids);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_true (rest->pdata[0] == get (project, 1));
  back = wb_run_list_insert (rest, project->runs);
  g_assert_cmpuint (back->len, ==, 2);
  g_assert_true (back->pdata[0] == get (project, 0));
}

static void
test_hashes (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (GPtrArray) flags = wb_flags_new ();
  AeRecipe other = project->recipe;
  g_autofree char *one = wb_run_hash (project->model, &other, project->data, NULL, NULL, flags);
  g_autofree char *longer = NULL, *seed = NULL, *changed = NULL;

  other.epochs += 10;
  longer = wb_run_hash (project->model, &other, project->data, NULL, NULL, flags);
  other.seed++;
  seed = wb_run_hash (project->model, &other, project->data, NULL, NULL, flags);
  wb_flags_add (flags, &(WbFlag) { .step = 3,
                                   .name = (char *) "learning_rate",
                                   .before = (char *) "0.1",
                                   .after = (char *) "0.2" });
  changed = wb_run_hash (project->model, &other, project->data, NULL, NULL, flags);
  g_assert_cmpuint (strlen (one), ==, 12);
  g_assert_cmpstr (one, ==, longer);
  g_assert_cmpstr (one, !=, seed);
  g_assert_cmpstr (seed, !=, changed);
}

/* Data count by what they are, and by name only where that is not known. */
static void
test_data (void)
{
  static const char *const places[][2] = { { "/here/a.npy", "11" },  { "/there/b.npy", "11" },
                                           { "/here/a.npy", "22" },  { "/here/a.npy", NULL },
                                           { "/there/a.npy", NULL }, { "/there/b.npy", NULL } };
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (GPtrArray) flags = wb_flags_new ();
  g_auto (GStrv) hashes = g_new0 (char *, G_N_ELEMENTS (places) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (WbDataReference) plain = wb_data_reference_new (places[i][0], NULL, NULL);
      g_autoptr (WbDataReference) data = wb_data_reference_new_with_digest (plain, places[i][1]);

      g_assert_true (wb_data_reference_equal (plain, data));
      hashes[i] = wb_run_hash (project->model, &project->recipe, data, NULL, NULL, flags);
    }
  g_assert_cmpstr (hashes[0], ==, hashes[1]);
  g_assert_cmpstr (hashes[0], !=, hashes[2]);
  g_assert_cmpstr (hashes[0], !=, hashes[3]);
  g_assert_cmpstr (hashes[3], ==, hashes[4]);
  g_assert_cmpstr (hashes[3], !=, hashes[5]);
}

static gsize
count_bytes (const char *path)
{
  g_autoptr (GBytes) bytes = fixture_read (path);

  return g_bytes_get_size (bytes);
}

/* The newest run's history is in the file once, and an earlier one's is coarser. */
static void
test_file (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;
  g_autofree char *note = NULL;
  gsize n_before, n_after, n_losses;

  train (project, 300, 1.0);
  g_assert_true (wb_project_save (project, self->path, NULL));
  n_before = count_bytes (self->path);
  wb_run_list_record (project, 100, FALSE, 5);
  g_assert_true (wb_project_save (project, self->path, NULL));
  n_after = count_bytes (self->path);
  g_assert_cmpuint (n_after - n_before, <, 8192);
  train (project, 2, 0.5);
  wb_run_list_record (project, 100, FALSE, 6);
  wb_history_get_losses (get (project, 0)->history, &n_losses);
  g_assert_cmpuint (n_losses, <=, WB_RUN_MAX_LOSSES);
  g_assert_true (wb_project_save (project, self->path, NULL));
  g_assert_true (wb_project_load (self->path, &read, &note, NULL));
  g_assert_null (note);
  g_assert_cmpuint (read->run_id, ==, 2);
  g_assert_cmpuint (read->runs->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (wb_history_equal (get (read, i)->history, get (project, i)->history));
      g_assert_cmpuint (get (read, i)->position.step, ==, get (project, i)->position.step);
      g_assert_cmpuint (get (read, i)->n_samples, ==, 100);
      g_assert_cmpstr (get (read, i)->hash, ==, get (project, i)->hash);
      g_assert_cmpstr (get (read, i)->weights, ==, get (project, i)->weights);
      g_assert_cmpstr (get (read, i)->kernels, ==, get (project, i)->kernels);
      g_assert_true (g_bytes_equal (get (read, i)->kept, get (project, i)->kept));
    }
}

/* A network made of what a run keeps has the weights of its checkpoint, those that no
 * optimizer changes too. */
static void
test_weights (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (AeModel) model = ae_model_append (project->model, "BatchNormalization", "", NULL);
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  WbRunRecord values;

  wb_project_set_model (project, model);
  wb_project_set_checkpoint (project, NULL);
  train (project, 2, 0.75);
  wb_run_list_record (project, 100, FALSE, 1);
  network = wb_run_weights_make_network (get (project, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wb_run_record_get_kept_size (get (project, 0)), ==,
                    wb_run_weights_count (project->model) * sizeof (float));
  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    for (gsize j = 0; j < ae_network_get_weight (network, i)->size; j++)
      g_assert_cmpfloat (ae_network_get_weight (network, i)->values[j], ==, 0.75f);
  values = *get (project, 0);
  values.kept = NULL;
  g_assert_null (wb_run_weights_make_network (&values, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
}

/* Where all weights have no room, the oldest go, but neither the best nor a starred one. */
static void
test_bound (void)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (AeModel) model = ae_model_append (project->model, "Dense", "units=60000", NULL);
  g_autoptr (GPtrArray) starred = NULL;

  g_assert_nonnull (model);
  wb_project_set_model (project, model);
  for (guint i = 1; i <= 12; i++)
    {
      wb_project_set_checkpoint (project, NULL);
      project->run_id = 0;
      train (project, 1, i == 3 ? 0.5 : 1.0 + i);
      wb_run_list_record (project, 100, FALSE, i);
      if (i > 1)
        continue;
      starred = wb_run_list_set_words (project->runs, 1,
                                       &(WbRunWords) { .name = (char *) "a", .starred = TRUE });
      wb_project_set_runs (project, starred);
    }
  g_assert_nonnull (get (project, 0)->kept);
  g_assert_null (get (project, 1)->kept);
  g_assert_nonnull (get (project, 2)->kept);
  g_assert_null (get (project, 3)->kept);
  g_assert_nonnull (get (project, 11)->kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-list/going-on", test_going_on);
  g_test_add_func ("/run-list/never-began", test_never_began);
  g_test_add_func ("/run-list/another", test_another);
  g_test_add_func ("/run-list/best-of-one-loss", test_best_of_one_loss);
  g_test_add_func ("/run-list/passage", test_passage);
  g_test_add_func ("/run-list/nothing", test_nothing);
  g_test_add_func ("/run-list/named", test_named);
  g_test_add_func ("/run-list/hashes", test_hashes);
  g_test_add_func ("/run-list/data", test_data);
  g_test_add_func ("/run-list/weights", test_weights);
  g_test_add_func ("/run-list/bound", test_bound);
  g_test_add ("/run-list/file", FixtureFiles, NULL, fixture_set_up, test_file, fixture_tear_down);
  return g_test_run ();
}
