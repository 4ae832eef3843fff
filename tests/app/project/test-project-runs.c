/* SPDX-License-Identifier: MIT */
/* Earlier runs in a project's file, and a file from before there were any. */
#include <string.h>

#include "app/error.h"
#include "app/project/model-json.h"
#include "app/project/run-record.h"
#include "tests/app/project/project-fixture.h"

static WbProject *
load (const char *path)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  WbProject *project = NULL;

  wb_project_load (path, &project, &note, &error);
  g_assert_no_error (error);
  g_assert_null (note);
  return project;
}

static void
assert_same_run (const WbRunRecord *a, const WbRunRecord *b)
{
  g_assert_cmpuint (a->id, ==, b->id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_true (ae_model_equal (a->model, b->model));
  g_assert_true (ae_recipe_equal (&a->recipe, &b->recipe));
  g_assert_true (wb_data_reference_equal (a->data, b->data));
  g_assert_true (wb_history_equal (a->history, b->history));
  g_assert_cmpint (a->outcome, ==, b->outcome);
  g_assert_cmpint (a->when, ==, b->when);
}

static void
test_runs (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;

  fixture_add_runs (project);
  g_assert_true (wb_project_save (project, self->path, NULL));
  read = load (self->path);
  g_assert_true (wb_checkpoint_equal (project->checkpoint, read->checkpoint));
  g_assert_cmpuint (read->runs->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    assert_same_run (project->runs->pdata[i], read->runs->pdata[i]);
  g_assert_true (wb_project_save (read, self->other, NULL));
  bytes = fixture_read (self->path);
  again = fixture_read (self->other);
  g_assert_true (g_bytes_equal (bytes, again));
}

static void
test_bad_runs (FixtureFiles *self, gconstpointer data)
{
  static const char *const changes[][3] = {
    { "{\\\"id\\\":7", "{\\\"id\\\":2", "Two runs" },
    { "\\\"losses\\\":", "\\\"losses\\\":9", "fewer points" },
    { "\\\"losses\\\":", "\\\"lasses\\\":", "losses/step” is missing" },
    { "{\\\"id\\\":7,\\\"name\\\"", "{\\\"id\\\":7,\\\"title\\\"", "a name" },
    { "\\\"diverged\\\"", "\\\"exploded\\\"", "an outcome" },
    { "\"runs\":\"[", "\"runs\":\"{}[", "runs is damaged" },
    { "\"runs/epochs/loss\":", "\"runs/epochs/lost\":", "“runs/epochs/loss” is missing" },
  };
  g_autoptr (WbProject) project = fixture_make_project (1);

  fixture_add_runs (project);
  g_assert_true (wb_project_save (project, self->path, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;
      WbProject *read = NULL;

      fixture_change_header (self->path, self->other, changes[i][0], changes[i][1]);
      g_assert_false (wb_project_load (self->other, &read, NULL, &error));
      g_assert_error (error, WB_ERROR, (i == 5 ? WB_ERROR_DAMAGED : WB_ERROR_CONTENTS));
      if (strstr (error->message, changes[i][2]) == NULL)
        g_error ("“%s” does not say “%s”", error->message, changes[i][2]);
    }
}

/* As the version before this one wrote it, after two epochs. */
static void
test_version_1 (FixtureFiles *self, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "app", "project",
                                                 "version-1.hourglass", NULL);
  g_autoptr (WbProject) project = load (path);
  g_autoptr (WbProject) read = NULL;
  const WbHistory *history = wb_checkpoint_get_history (project->checkpoint);
  guint n_epochs;
  gsize n_losses;

  g_assert_null (project->runs);
  g_assert_cmpuint (wb_checkpoint_get_position (project->checkpoint)->step, ==, 12);
  wb_history_get_epochs (history, &n_epochs);
  wb_history_get_losses (history, &n_losses);
  g_assert_cmpuint (n_epochs, ==, 2);
  g_assert_cmpuint (n_losses, ==, 12);
  g_assert_true (wb_project_save (project, self->path, NULL));
  read = load (self->path);
  g_assert_true (wb_checkpoint_equal (project->checkpoint, read->checkpoint));
}

/* Where each run had tensors and a model of its own: the same as what is written now. */
static void
test_version_3 (FixtureFiles *self, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "app", "project",
                                                 "version-3.hourglass", NULL);
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = load (path);

  fixture_add_runs (project);
  g_assert_true (wb_checkpoint_equal (project->checkpoint, read->checkpoint));
  g_assert_cmpuint (read->runs->len, ==, project->runs->len);
  for (guint i = 0; i < project->runs->len; i++)
    assert_same_run (project->runs->pdata[i], read->runs->pdata[i]);
}

/* Runs of one model after each other name it once, and have it once in memory. */
static void
test_same_model (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_run_record_unref);

  fixture_add_runs (project);
  for (guint i = 0; i < 2; i++)
    {
      const WbRunRecord *run = project->runs->pdata[i];

      for (guint j = 0; j < 2; j++)
        {
          g_autoptr (json_t) json = wb_model_to_json (run->model);
          g_autoptr (AeModel) copy = wb_model_from_json (json, NULL);
          WbRunRecord values = *run;

          values.id = 10 + 2 * i + j;
          values.model = copy;
          g_ptr_array_add (runs, wb_run_record_new (&values));
        }
    }
  wb_project_set_runs (project, runs);
  g_assert_true (wb_project_save (project, self->path, NULL));
  read = load (self->path);
  g_assert_cmpuint (read->runs->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const WbRunRecord *run = read->runs->pdata[i];

      assert_same_run (runs->pdata[i], run);
      g_assert_true (i % 2 == 0 || run->model == ((WbRunRecord *) read->runs->pdata[i - 1])->model);
    }
}

#define ADD(name, function) \
  g_test_add ("/project-runs/" name, FixtureFiles, NULL, fixture_set_up, function, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_runs);
  ADD ("bad", test_bad_runs);
  ADD ("version-1", test_version_1);
  ADD ("version-3", test_version_3);
  ADD ("same-model", test_same_model);
  return g_test_run ();
}
