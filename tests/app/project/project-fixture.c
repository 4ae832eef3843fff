/* SPDX-License-Identifier: MIT */
/* Making and breaking project files. */
#include "tests/app/project/project-fixture.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "app/project/run-record.h"

AeModel *
fixture_make_model (void)
{
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (3, 4, 4, 1));
  g_autoptr (AeModel) code = NULL;
  AeModel *model;

  code = ae_model_append (input, "Dense", "units=3,activation=relu", NULL);
  model = ae_model_append (code, "Dense", "units=16,activation=sigmoid", NULL);
  g_assert_nonnull (model);
  return model;
}

static gboolean
fill (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  GRand *random = data;

  for (gsize i = 0; i < tensor->size; i++)
    out[i] = (float) g_rand_double_range (random, -1, 1);
  return TRUE;
}

WbHistory *
fixture_make_history (void)
{
  WbHistory *history = wb_history_new ();
  WbEpochRow rows[] = {
    { 1, 10, 0.7, 0.01, 0.65, 1.25, 0.005, 0.004 },
    { 2, 20, 1.0 / 3, 0, NAN, 0.1, 0, 0 },
  };
  WbFlag flag = { .step = 7,
                  .epoch = 0.7,
                  .name = (char *) "beta",
                  .before = (char *) "1",
                  .after = (char *) "0.1" };

  for (guint64 step = 1; step <= 20; step++)
    {
      WbLossPoint point = { step, 1.0 / (double) step, (double) step / 10, 0.1 / (double) step,
                            0.01 };

      wb_history_add_point (history, &point);
    }
  wb_history_add_flag (history, &flag);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    wb_history_add_epoch (history, &rows[i]);
  return history;
}

WbCheckpoint *
fixture_make_checkpoint (AeModel *model, const AeRecipe *recipe, guint seed)
{
  WbPosition position = {
    .step = 23,
    .epoch = 2,
    .epochs_planned = 5,
    .samples = 3,
    .loss_sum = 0.1 + 0.2,
    .penalty_sum = 1e-300,
    .divergence_sum = 0.7,
    .seconds = 2.5,
  };
  g_autoptr (WbHistory) history = fixture_make_history ();
  GRand *random = g_rand_new_with_seed (seed);
  WbCheckpoint *checkpoint;

  checkpoint = wb_checkpoint_new (model, recipe, &position, history, fill, random, NULL);
  g_assert_nonnull (checkpoint);
  g_rand_free (random);
  return checkpoint;
}

WbProject *
fixture_make_project (guint seed)
{
  g_autoptr (AeModel) model = fixture_make_model ();
  WbProject *project = wb_project_new (model, NULL);
  DsScaling scaling = { 0, 1.0 / 255 };

  project->data = wb_data_reference_new ("built-in", NULL, &scaling);
  project->checkpoint = fixture_make_checkpoint (model, &project->recipe, seed);
  return project;
}

char *
fixture_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("hourglass-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
fixture_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

GBytes *
fixture_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize n;

  g_file_get_contents (path, &contents, &n, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, n);
}

void
fixture_write (const char *path, gconstpointer bytes, gsize n)
{
  FILE *file = g_fopen (path, "wb");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, n, file), ==, n);
  g_assert_cmpint (fclose (file), ==, 0);
}

void
fixture_change_header (const char *from, const char *to, const char *find, const char *put)
{
  g_autoptr (GBytes) bytes = fixture_read (from);
  gsize n_file;
  const char *file = g_bytes_get_data (bytes, &n_file);
  g_autoptr (GString) header = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  guint64 n;

  memcpy (&n, file, 8);
  header = g_string_new_len (file + 8, (gssize) n);
  if (strstr (header->str, find) == NULL)
    g_error ("the header has no %s", find);
  g_string_replace (header, find, put, 1);
  while (header->len % 8 != 0)
    g_string_append_c (header, ' ');
  n = header->len;
  g_string_append_len (out, (const char *) &n, 8);
  g_string_append_len (out, header->str, (gssize) header->len);
  memcpy (&n, file, 8);
  g_string_append_len (out, file + 8 + n, (gssize) (n_file - 8 - n));
  fixture_write (to, out->str, out->len);
}

const char *
fixture_set_comma_locale (void)
{
  static const char *const names[] = {
    "de_DE.UTF-8", "de_DE.utf8",  "de_DE",       "fr_FR.UTF-8",
    "nl_NL.UTF-8", "es_ES.UTF-8", "pt_BR.UTF-8", "ru_RU.UTF-8",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (setlocale (LC_ALL, names[i]) != NULL && localeconv ()->decimal_point[0] == ',')
      return names[i];
  setlocale (LC_ALL, "C");
  return NULL;
}

void
fixture_add_runs (WbProject *project)
{
  g_autoptr (AeModel) model = ae_model_append (project->model, "Dropout", "", NULL);
  g_autoptr (WbHistory) history = fixture_make_history ();
  g_autoptr (WbHistory) empty = wb_history_new ();
  WbRunRecord first = { .id = 7,
                        .name = (char *) "näive “first”",
                        .model = model,
                        .recipe = project->recipe,
                        .data = project->data,
                        .history = history,
                        .outcome = WB_RUN_DIVERGED,
                        .when = 1700000000 };
  WbRunRecord second = {
    .id = 2, .name = (char *) "", .model = project->model, .history = empty, .outcome = WB_RUN_BEST
  };

  ae_recipe_init (&second.recipe);
  second.recipe.seed = 42;
  project->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
  g_ptr_array_add (project->runs, wb_run_record_new (&first));
  g_ptr_array_add (project->runs, wb_run_record_new (&second));
}

void
fixture_set_up (FixtureFiles *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->path = g_build_filename (self->folder, "a.hourglass", NULL);
  self->other = g_build_filename (self->folder, "b.hourglass", NULL);
}

void
fixture_tear_down (FixtureFiles *self, gconstpointer data)
{
  fixture_remove (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->other);
}
