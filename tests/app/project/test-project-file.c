/* SPDX-License-Identifier: MIT */
/* Project files: what is saved is what is loaded, to the last bit, and
 * everything that can be wrong with a file is said in words.
 */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/project/safetensors.h"
#include "app/edit/edit.h"
#include "app/error.h"
#include "tests/app/project/project-fixture.h"

static void
save (const WbProject *project, const char *path)
{
  g_autoptr (GError) error = NULL;

  wb_project_save (project, path, &error);
  g_assert_no_error (error);
}

static WbProject *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  WbProject *project = NULL;

  wb_project_load (path, &project, NULL, &error);
  g_assert_no_error (error);
  return project;
}

static void
assert_same_bytes (const char *a, const char *b)
{
  g_autoptr (GBytes) left = fixture_read (a);
  g_autoptr (GBytes) right = fixture_read (b);

  g_assert_true (g_bytes_equal (left, right));
}

static void
assert_same (const WbProject *a, const WbProject *b)
{
  g_assert_true (ae_model_equal (a->model, b->model));
  g_assert_true (ae_recipe_equal (&a->recipe, &b->recipe));
  g_assert_true (wb_data_reference_equal (a->data, b->data));
  g_assert_true (wb_removed_samples_equal (a->removed, b->removed));
  g_assert_true ((a->checkpoint != NULL) == (b->checkpoint != NULL));
  if (a->checkpoint != NULL)
    g_assert_true (wb_checkpoint_equal (a->checkpoint, b->checkpoint));
}

static void
test_round_trip (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;

  wb_edit_apply (&(WbEdit) { WB_EDIT_REMOVE_SAMPLE, .index = 7 }, project, NULL);
  wb_edit_apply (&(WbEdit) { WB_EDIT_REMOVE_SAMPLE, .index = 3 }, project, NULL);
  save (project, self->path);
  read = load (self->path);
  assert_same (project, read);
  g_assert_true (wb_removed_samples_contain (read->removed, 3));
  g_assert_cmpuint (read->removed->len, ==, 2);
  g_assert_cmpfloat (wb_checkpoint_get_position (read->checkpoint)->seconds, ==, 2.5);
  save (read, self->other);
  assert_same_bytes (self->path, self->other);
}

static void
test_without_weights (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (AeModel) model = fixture_make_model ();
  g_autoptr (WbProject) project = wb_project_new (model, NULL);
  g_autoptr (WbProject) read = NULL;

  save (project, self->path);
  read = load (self->path);
  assert_same (project, read);
  g_assert_null (read->data);
  g_assert_null (read->checkpoint);
}

/* The document may have gone on since the weights were made. */
static void
test_edited_since (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;

  wb_edit_apply (&(WbEdit) { WB_EDIT_OPTION, .id = 2, .name = "units", .text = "5" }, project,
                 NULL);
  wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = "optimizer", .text = "sgd" }, project, NULL);
  save (project, self->path);
  read = load (self->path);
  assert_same (project, read);
  g_assert_false (ae_model_equal (read->model, wb_checkpoint_get_model (read->checkpoint)));
}

static gboolean
fill_extremes (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  static const float values[] = {
    FLT_MAX, -FLT_MAX, FLT_MIN, 1e-45f, -0.0f, 0.1f, 1.0f / 3,
  };

  for (gsize i = 0; i < tensor->size; i++)
    out[i] = values[i % G_N_ELEMENTS (values)];
  return TRUE;
}

static void
test_exact_numbers (FixtureFiles *self, gconstpointer data)
{
  static const double reals[] = { 0.1, 1.0 / 3, 1e-8, 5e-8, 0.30000000000000004, 100 };
  g_autoptr (WbProject) project = fixture_make_project (1);
  WbPosition position = {
    .step = G_MAXINT64,
    .samples = G_MAXINT64 - 1,
    .epoch = G_MAXUINT,
    .loss_sum = DBL_MAX,
    .penalty_sum = DBL_TRUE_MIN,
    .seconds = 1.0 / 3,
  };

  project->recipe.seed = G_GINT64_CONSTANT (9007199254740991);
  for (guint i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      g_autoptr (WbProject) read = NULL;
      const WbPosition *found;
      WbCheckpoint *checkpoint;

      project->recipe.learning_rate = reals[i];
      checkpoint = wb_checkpoint_new (project->model, &project->recipe, &position, NULL,
                                      fill_extremes, NULL, NULL);
      wb_project_set_checkpoint (project, checkpoint);
      wb_checkpoint_unref (checkpoint);
      save (project, self->path);
      read = load (self->path);
      assert_same (project, read);
      found = wb_checkpoint_get_position (read->checkpoint);
      g_assert_cmpfloat (found->seconds, ==, position.seconds);
      g_assert_cmpuint (found->step, ==, position.step);
    }
}

static void
read_ramp (gpointer data, const guint32 *indices, gsize n, float *out)
{
  for (gsize i = 0; i < n; i++)
    for (guint j = 0; j < 16; j++)
      out[i * 16 + j] = (float) ((indices[i] * 7 + j * 3) % 11) / 11;
}

static void
train (AeTrainer *trainer, guint64 from, guint64 to)
{
  AeSource source = { NULL, 64, AE_SHAPE (3, 4, 4, 1), read_ramp };
  guint32 indices[8];
  AeLossValue loss;

  for (guint64 step = from; step < to; step++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (indices); i++)
        indices[i] = (guint32) (step * 5 + i * 3) % 64;
      g_assert_true (
        ae_trainer_step (trainer, &source, indices, G_N_ELEMENTS (indices), &loss, NULL));
    }
}

/* A run that went through a file ends with the bits of one that did not. */
static void
test_goes_on (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (AeModel) model = fixture_make_model ();
  g_autoptr (WbProject) project = wb_project_new (model, NULL);
  g_autoptr (WbProject) read = NULL;
  AePool *pool = ae_pool_new (1);
  AeNetwork *network = ae_network_new (model, 1, NULL), *resumed;
  AeTrainer *trainer = ae_trainer_new (network, pool, &project->recipe, NULL);
  AeTrainer *resumed_trainer;
  WbPosition position = { .step = 5 };
  gsize n;
  const float *weights, *resumed_weights;

  train (trainer, 0, 5);
  project->checkpoint = wb_checkpoint_new_from_trainer (network, trainer, &position, NULL, NULL,
                                                        NULL);
  save (project, self->path);
  train (trainer, 5, 12);

  read = load (self->path);
  resumed = wb_checkpoint_make_network (read->checkpoint, NULL);
  resumed_trainer = ae_trainer_new (resumed, pool, &read->recipe, NULL);
  wb_checkpoint_restore (read->checkpoint, resumed, resumed_trainer);
  train (resumed_trainer, 5, 12);

  weights = ae_network_get_params (network, &n);
  resumed_weights = ae_network_get_params (resumed, &n);
  g_assert_cmpmem (weights, n * sizeof (float), resumed_weights, n * sizeof (float));
  ae_trainer_free (resumed_trainer);
  ae_trainer_free (trainer);
  ae_network_free (resumed);
  ae_network_free (network);
  ae_pool_free (pool);
}

static void
assert_refused (const char *path, GQuark domain, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  WbProject *project = NULL;

  g_assert_false (wb_project_load (path, &project, NULL, &error));
  g_assert_null (project);
  g_assert_error (error, domain, code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
  g_assert_true (g_str_has_prefix (error->message, "“"));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

/* One change of a good file's header each. Metadata are JSON in JSON: their
 * quotation marks are escaped. */
static const struct
{
  const char *find;
  const char *put;
  WbError code;
  const char *words;
} bad_headers[] = {
  { "\"format\":\"hourglass\"", "\"format\":\"pt\"", WB_ERROR_FORMAT, "no model" },
  { "\"format_version\":\"4\"", "\"format_version\":\"5\"", WB_ERROR_VERSION, "newer Hourglass" },
  { "\"format_version\":\"4\"", "\"format_version\":\"0\"", WB_ERROR_DAMAGED, "format_version" },
  { "\"model\":", "\"modal\":", WB_ERROR_DAMAGED, "no model" },
  { "\"recipe\":", "\"receipt\":", WB_ERROR_DAMAGED, "no recipe" },
  { "\\\"units\\\":3", "\\\"units\\\":3 x", WB_ERROR_DAMAGED, "is not JSON" },
  { "\\\"type\\\":\\\"Dense\\\"", "\\\"type\\\":\\\"Dance\\\"", WB_ERROR_CONTENTS,
    "Layer 2: this Hourglass has no layer of the type “Dance”" },
  { "\\\"type\\\":\\\"Dense\\\"", "\\\"type\\\":7", WB_ERROR_CONTENTS, "Layer 2: it has no type" },
  { "\\\"type\\\":\\\"Input\\\"", "\\\"type\\\":\\\"Flatten\\\"", WB_ERROR_CONTENTS,
    "Layer 1: a model begins" },
  { "\\\"id\\\":3", "\\\"id\\\":2", WB_ERROR_CONTENTS, "Layer 3: another layer has the same id" },
  { "\\\"id\\\":3", "\\\"id\\\":0", WB_ERROR_CONTENTS, "Layer 3: its id" },
  { "\\\"id\\\":1", "\\\"id\\\":9", WB_ERROR_CONTENTS, "Layer 1: the id" },
  { "\\\"code\\\":0", "\\\"code\\\":77", WB_ERROR_CONTENTS, "code names a layer" },
  { "\\\"units\\\":3", "\\\"unites\\\":3", WB_ERROR_CONTENTS,
    "Layer 2, Dense: there is no option “unites”" },
  { "\\\"units\\\":3", "\\\"units\\\":\\\"3\\\"", WB_ERROR_CONTENTS,
    "Layer 2, Dense: units is a text; it takes a whole number" },
  { "\\\"units\\\":3", "\\\"units\\\":3.5", WB_ERROR_CONTENTS,
    "Layer 2, Dense: units is a number; it takes a whole number" },
  { "\\\"units\\\":3", "\\\"units\\\":0", WB_ERROR_CONTENTS,
    "Layer 2, Dense: units is 0; it must be from 1" },
  { "\\\"units\\\":3", "\\\"units\\\":9999999999", WB_ERROR_CONTENTS, "Layer 2, Dense: units" },
  { "\\\"activation\\\":\\\"relu\\\"", "\\\"activation\\\":\\\"reluu\\\"", WB_ERROR_CONTENTS,
    "Layer 2, Dense: activation is “reluu”" },
  { "\\\"use_bias\\\":true", "\\\"use_bias\\\":1", WB_ERROR_CONTENTS,
    "use_bias is a number; it takes true or false" },
  { "\\\"shape\\\":[4,4,1]", "\\\"shape\\\":[4,-4,1]", WB_ERROR_CONTENTS,
    "Layer 1, Input: shape is a list; it takes a list of whole numbers" },
  { "\\\"learning_rate\\\":0.001", "\\\"learning_rate\\\":-1", WB_ERROR_CONTENTS,
    "The recipe: learning_rate is -1" },
  { "\\\"loss\\\":\\\"binary_crossentropy\\\"", "\\\"loss\\\":\\\"binary\\\"", WB_ERROR_CONTENTS,
    "The recipe: loss is “binary”" },
  { "\\\"loss_options\\\":{", "\\\"loss_options\\\":{\\\"sharpness\\\":1", WB_ERROR_CONTENTS,
    "The recipe: loss_options: there is no option “sharpness”" },
  { "\\\"location\\\":\\\"built-in\\\"", "\\\"location\\\":3", WB_ERROR_CONTENTS,
    "about its data" },
  { "\\\"location\\\"", "\\\"lokation\\\"", WB_ERROR_CONTENTS, "no location" },
  { "\\\"factor\\\":0.00", "\\\"factor\\\":-0.00", WB_ERROR_CONTENTS, "positive factor" },
  { "\\\"step\\\":23", "\\\"step\\\":-23", WB_ERROR_CONTENTS, "“step”" },
  { "\\\"epoch\\\":2", "\\\"epoch\\\":4294967296", WB_ERROR_CONTENTS, "“epoch”" },
  { "\\\"loss_stride\\\":1", "\\\"loss_stride\\\":3", WB_ERROR_CONTENTS, "history" },
  { "\"history/losses/loss\":{", "\"history/losses/lost\":{", WB_ERROR_CONTENTS,
    "“history/losses/loss” is missing" },
  { "\"history/epochs/epoch\":{", "\"history/epochs/epock\":{", WB_ERROR_CONTENTS,
    "“history/epochs/epoch” is missing" },
  { "\"weights/2/kernel\":{", "\"weights/2/colonel\":{", WB_ERROR_CONTENTS,
    "Layer 2, Dense: “weights/2/kernel” is missing from the file; a tensor of 16×3" },
  { "\"optimizer/velocity/3/bias\":{", "\"optimizer/velocity/3/bios\":{", WB_ERROR_CONTENTS,
    "Layer 3, Dense: “optimizer/velocity/3/bias” is missing" },
  { "\"shape\":[16,3]", "\"shape\":[3,16]", WB_ERROR_CONTENTS,
    "Layer 2, Dense: “weights/2/kernel” is 3×16 in the file, and the model needs 16×3" },
  { "\"weights/2/kernel\":{\"dtype\":\"F32\"", "\"weights/2/kernel\":{\"dtype\":\"I32\"",
    WB_ERROR_CONTENTS, "holds I32 values; F32 was expected" },
};

static void
test_bad_headers (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);

  save (project, self->path);
  for (guint i = 0; i < G_N_ELEMENTS (bad_headers); i++)
    {
      fixture_change_header (self->path, self->other, bad_headers[i].find, bad_headers[i].put);
      assert_refused (self->other, WB_ERROR, bad_headers[i].code, bad_headers[i].words);
    }
}

static gboolean
fill_bad (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  if (strcmp (tensor->name, "weights/3/bias") == 0)
    out[tensor->size - 1] = *(const float *) data;
  return TRUE;
}

static void
test_not_finite (FixtureFiles *self, gconstpointer data)
{
  static const float bad[] = { NAN, INFINITY, -INFINITY };
  g_autoptr (WbProject) project = fixture_make_project (1);
  WbPosition position = { .step = 1 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      WbCheckpoint *checkpoint = wb_checkpoint_new (project->model, &project->recipe, &position,
                                                    NULL, fill_bad, (gpointer) &bad[i], NULL);

      wb_project_set_checkpoint (project, checkpoint);
      wb_checkpoint_unref (checkpoint);
      save (project, self->path);
      assert_refused (self->path, WB_ERROR, WB_ERROR_CONTENTS,
                      "“weights/3/bias” holds values that are not finite");
    }
}

static void
test_other_files (FixtureFiles *self, gconstpointer data)
{
  assert_refused (self->path, WB_ERROR, WB_ERROR_FILE, "could not be opened");
  assert_refused (self->folder, WB_ERROR, WB_ERROR_FORMAT, "folder");
  fixture_write (self->path, "", 0);
  assert_refused (self->path, WB_ERROR, WB_ERROR_FORMAT, "not a safetensors file");
  fixture_write (self->path, "Dear diary, today I trained.", 28);
  assert_refused (self->path, WB_ERROR, WB_ERROR_FORMAT, "not a safetensors file");
}

/* One bit of each kind of tensor. */
static void
test_damaged_values (FixtureFiles *self, gconstpointer data)
{
  static const char *const names[] = {
    "weights/2/kernel",
    "weights/3/bias",
    "optimizer/velocity/3/bias",
    "history/losses/loss",
  };
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;
  g_autoptr (GBytes) bytes = NULL;

  save (project, self->path);
  bytes = fixture_read (self->path);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (WbSafetensors) file = wb_safetensors_open (self->path, NULL);
      const WbTensor *tensor = wb_safetensors_find (file, names[i]);
      gsize n = g_bytes_get_size (bytes);
      g_autofree char *damaged = g_memdup2 (g_bytes_get_data (bytes, NULL), n);
      g_autofree char *words = g_strdup_printf ("“%s” is damaged", names[i]);
      guint64 header;

      memcpy (&header, damaged, 8);
      damaged[8 + header + tensor->begin + tensor->n_bytes - 1] ^= 1;
      fixture_write (self->other, damaged, n);
      assert_refused (self->other, WB_ERROR, WB_ERROR_DAMAGED, words);
    }
  fixture_change_header (self->path, self->other, "\"crc32\":", "\"crc\":");
  read = load (self->other);
  assert_same (project, read);
}

/* What a later version may write is ignored, named, and gone with the next save. */
static void
test_unknown (FixtureFiles *self, gconstpointer data)
{
  static const char *const changes[][2] = {
    { "\"format\":", "\"future\":\"a \\u00e4 text\",\"format\":" },
    { "{\\\"id\\\":2,", "{\\\"id\\\":2,\\\"colour\\\":[1,18446744073709551]," },
    { "\\\"code\\\":0", "\\\"code\\\":0,\\\"mirror\\\":{\\\"on\\\":true}" },
    { "\\\"reduction\\\"", "\\\"later_setting\\\":0.10,\\\"reduction\\\"" },
    { "\\\"factor\\\"", "\\\"credit\\\":\\\"me\\\",\\\"factor\\\"" },
    { "\\\"loss_stride\\\"", "\\\"forked_from\\\":null,\\\"loss_stride\\\"" },
  };
  static const char *const names[] = {
    "future",
    "model.layers.colour",
    "model.mirror",
    "recipe.later_setting",
    "data.scaling.credit",
    "run.forked_from",
  };
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;
  g_autofree char *note = NULL, *none = NULL;

  save (project, self->path);
  g_assert_true (wb_project_load (self->path, &read, &none, NULL));
  g_assert_null (none);
  g_clear_pointer (&read, wb_project_free);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    fixture_change_header (i == 0 ? self->path : self->other, self->other, changes[i][0],
                           changes[i][1]);
  g_assert_true (wb_project_load (self->other, &read, &note, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (note == NULL || strstr (note, names[i]) == NULL)
      g_error ("“%s” does not name “%s”", note, names[i]);
  save (read, self->other);
  assert_same_bytes (self->path, self->other);
}

/* One tensor is named; of a thousand some are. */
static void
test_unknown_tensors (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;
  g_autofree char *note = NULL, *short_note = NULL;
  g_autoptr (GString) keys = g_string_new (NULL);

  save (project, self->path);
  fixture_change_header (self->path, self->other, "\"history/losses/epoch\":{",
                         "\"history/clock/epoch\":{");
  g_assert_true (wb_project_load (self->other, &read, &note, NULL));
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (note, "know: history/clock/epoch. "));
  wb_project_free (read);
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (keys, "\"key%03u\":\"\",", i);
  g_string_append (keys, "\"format\":");
  fixture_change_header (self->path, self->other, "\"format\":", keys->str);
  g_assert_true (wb_project_load (self->other, &read, &short_note, NULL));
  g_assert_nonnull (strstr (short_note, "key007, …. "));
}

static void
load_quietly (const char *path)
{
  g_autoptr (GError) error = NULL;
  WbProject *project = NULL;

  if (!wb_project_load (path, &project, NULL, &error))
    g_assert_true (error != NULL && error->message[0] != '\0');
  wb_project_free (project);
}

/* Every byte of the header, with a bit flipped, as a digit, and more of that
 * when thorough: it loads or it is refused in words. */
static void
test_flipped_bytes (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree guint8 *copy = NULL;
  gsize n, n_header;

  fixture_add_runs (project);
  save (project, self->path);
  bytes = fixture_read (self->path);
  copy = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  n = g_bytes_get_size (bytes);
  memcpy (&n_header, copy, 8);
  for (gsize i = 0; i < 8 + n_header; i++)
    {
      guint8 masks[] = { 1 << (i % 8), copy[i] ^ '9', copy[i] ^ ' ', 0x80, 0xff };
      guint8 byte = copy[i];

      for (guint j = 0; j < (g_test_thorough () ? G_N_ELEMENTS (masks) : 2); j++)
        {
          copy[i] = byte ^ masks[j];
          fixture_write (self->other, copy, n);
          load_quietly (self->other);
        }
      copy[i] = byte;
    }
}

static void
test_every_length (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (GBytes) bytes = NULL;

  save (project, self->path);
  bytes = fixture_read (self->path);
  for (gsize n = 0; n < g_bytes_get_size (bytes); n++)
    {
      g_autoptr (GError) error = NULL;
      WbProject *read = NULL;

      fixture_write (self->other, g_bytes_get_data (bytes, NULL), n);
      g_assert_false (wb_project_load (self->other, &read, NULL, &error));
      g_assert_true (g_error_matches (error, WB_ERROR, n < 9 ? WB_ERROR_FORMAT : WB_ERROR_DAMAGED));
    }
}

static void
save_for_ever (const WbProject *const projects[2], const char *path, int ready)
{
  wb_project_save (projects[0], path, NULL);
  if (write (ready, "x", 1) != 1)
    _exit (1);
  for (guint i = 1;; i++)
    wb_project_save (projects[i % 2], path, NULL);
}

/* A child that saves one project over the other is killed in the middle. */
static void
test_killed_while_saving (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) first = fixture_make_project (1);
  g_autoptr (WbProject) second = fixture_make_project (2);
  const WbProject *projects[2] = { first, second };
  guint n_rounds = g_test_thorough () ? 500 : 30;

  wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .text = "0.5" }, second,
                 NULL);
  for (guint round = 0; round < n_rounds; round++)
    {
      g_autoptr (WbProject) found = NULL;
      gboolean is_first;
      int ready[2];
      pid_t child;
      char byte;

      g_assert_cmpint (pipe (ready), ==, 0);
      child = fork ();
      if (child == 0)
        save_for_ever (projects, self->path, ready[1]);
      g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
      g_usleep (g_random_int_range (0, 3000));
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);
      close (ready[0]);
      close (ready[1]);

      found = load (self->path);
      is_first = ae_recipe_equal (&found->recipe, &first->recipe);
      assert_same (found, projects[is_first ? 0 : 1]);
    }
}

static void
test_keeps_permissions_and_links (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  struct stat info;

  save (project, self->path);
  g_assert_cmpint (g_chmod (self->path, 0640), ==, 0);
  g_assert_cmpint (symlink (self->path, self->other), ==, 0);
  wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = "epochs", .text = "77" }, project, NULL);
  save (project, self->other);
  g_assert_cmpint (g_lstat (self->other, &info), ==, 0);
  g_assert_true (S_ISLNK (info.st_mode));
  g_assert_cmpint (g_lstat (self->path, &info), ==, 0);
  g_assert_true (S_ISREG (info.st_mode));
  g_assert_cmpint (info.st_mode & 07777, ==, 0640);
  assert_same_bytes (self->path, self->other);
}

static void
test_failed_save_changes_nothing (FixtureFiles *self, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (self->folder, "no", "a.hourglass", NULL);
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;

  g_assert_false (wb_project_save (project, inside, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  g_assert_false (wb_project_save (project, self->path, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
  g_assert_cmpint (g_rmdir (self->path), ==, 0);
  dir = g_dir_open (self->folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

/* The folder can be moved with its data. */
static void
test_data_beside_the_project (FixtureFiles *self, gconstpointer data)
{
  g_autofree char *beside = g_build_filename (self->folder, "sub", "x.idx", NULL);
  g_autofree char *trap = g_build_filename (self->folder, "built-in", NULL);
  g_autofree char *sub = g_build_filename (self->folder, "sub", NULL);
  g_autofree char *moved = g_build_filename (sub, "a.hourglass", NULL);
  g_autofree char *expected = g_build_filename (sub, "sub", "x.idx", NULL);
  g_autofree char *expected_trap = g_build_filename (sub, "built-in", NULL);
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbDataReference) reference = wb_data_reference_new (beside, trap, NULL);
  g_autoptr (WbProject) read = NULL;
  g_autoptr (WbProject) read_moved = NULL;

  wb_project_set_data (project, reference);
  save (project, self->path);
  read = load (self->path);
  assert_same (project, read);
  g_assert_cmpint (g_mkdir (sub, 0700), ==, 0);
  g_assert_cmpint (g_rename (self->path, moved), ==, 0);
  read_moved = load (moved);
  g_assert_cmpstr (wb_data_reference_get_location (read_moved->data), ==, expected);
  g_assert_cmpstr (wb_data_reference_get_validation (read_moved->data), ==, expected_trap);
  fixture_remove (sub);
}

static void
test_odd_paths (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbDataReference) reference = wb_data_reference_new ("/data/caf\xe9 \"quoted\"\\n",
                                                                 "/data/ünïcode\tand tab", NULL);
  g_autoptr (WbProject) read = NULL;

  wb_project_set_data (project, reference);
  save (project, self->path);
  read = load (self->path);
  assert_same (project, read);
}

static void
test_locale (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  g_autoptr (WbProject) read = NULL;

  save (project, self->path);
  if (fixture_set_comma_locale () == NULL)
    {
      g_test_skip ("skipped: no locale with a decimal comma is installed");
      return;
    }
  save (project, self->other);
  read = load (self->other);
  setlocale (LC_ALL, "C");
  assert_same_bytes (self->path, self->other);
  assert_same (project, read);
}

/* A reader that knows the format alone, and nothing of this program. */
static void
test_foreign_reader (FixtureFiles *self, gconstpointer data)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "app", "project",
                                                   "read-safetensors.py", NULL);
  g_autofree char *python = g_find_program_in_path ("python3");
  g_autoptr (WbProject) project = fixture_make_project (1);
  const WbCheckpointTensor *kernel;
  g_autofree char *output = NULL, *expected = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = { python, script, self->path, "weights/2/kernel", NULL };
  int status;

  if (python == NULL)
    {
      g_test_skip ("skipped: there is no python3");
      return;
    }
  save (project, self->path);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  kernel = wb_checkpoint_find_tensor (project->checkpoint, "weights/2/kernel");
  expected = g_strdup_printf ("16x3 %.9g %.9g\n", (double) kernel->values[0],
                              (double) kernel->values[47]);
  g_assert_cmpstr (output, ==, expected);
}

static gboolean
fill_cb (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  for (gsize i = 0; i < tensor->size; i++)
    out[i] = i + 1 == tensor->size ? *(const float *) data : 0;
  return TRUE;
}

static WbCheckpoint *
make_checkpoint (AeModel *model, float value)
{
  const WbPosition position = { .step = 3 };
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  return wb_checkpoint_new (model, &recipe, &position, NULL, fill_cb, &value, NULL);
}

/* One value that differs makes another checkpoint. */
static void
test_equal (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (AeModel) model = fixture_make_model ();
  g_autoptr (WbCheckpoint) one = make_checkpoint (model, 1);
  g_autoptr (WbCheckpoint) same = make_checkpoint (model, 1);
  g_autoptr (WbCheckpoint) other = make_checkpoint (model, 2);

  g_assert_true (wb_checkpoint_equal (one, same));
  g_assert_false (wb_checkpoint_equal (one, other));
}

#define ADD(name, function) \
  g_test_add ("/project-file/" name, FixtureFiles, NULL, fixture_set_up, function, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("equal", test_equal);
  ADD ("round-trip", test_round_trip);
  ADD ("without-weights", test_without_weights);
  ADD ("edited-since", test_edited_since);
  ADD ("exact-numbers", test_exact_numbers);
  ADD ("goes-on-bit-for-bit", test_goes_on);
  ADD ("bad-headers", test_bad_headers);
  ADD ("damaged-values", test_damaged_values);
  ADD ("not-finite", test_not_finite);
  ADD ("other-files", test_other_files);
  ADD ("unknown", test_unknown);
  ADD ("unknown-tensors", test_unknown_tensors);
  ADD ("flipped-bytes", test_flipped_bytes);
  ADD ("every-length", test_every_length);
  ADD ("killed-while-saving", test_killed_while_saving);
  ADD ("keeps-permissions-and-links", test_keeps_permissions_and_links);
  ADD ("failed-save-changes-nothing", test_failed_save_changes_nothing);
  ADD ("data-beside-the-project", test_data_beside_the_project);
  ADD ("odd-paths", test_odd_paths);
  ADD ("locale", test_locale);
  ADD ("foreign-reader", test_foreign_reader);
  return g_test_run ();
}
