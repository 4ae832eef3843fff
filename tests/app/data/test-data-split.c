/* SPDX-License-Identifier: MIT */
/* The part that is held back: n - floor (n (1 - split)) samples, the last ones,
 * as Keras' fit() has it, of all samples that a file holds.
 */
#include <glib/gstdio.h>

#include "app/data/data-split.h"
#include "app/project/removed-samples.h"

/* One file of @n samples of a value each. */
static DsSource *
make_source (gsize n)
{
  const guint8 head[12] = {
    0, 0, 8, 2, (guint8) (n >> 24), (guint8) (n >> 16), (guint8) (n >> 8), (guint8) n, 0, 0, 0, 1
  };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  DsSource *source;

  g_byte_array_append (bytes, head, sizeof head);
  for (gsize i = 0; i < n; i++)
    g_byte_array_append (bytes, (const guint8[]) { (guint8) (i * 37) }, 1);
  g_close (g_file_open_tmp ("XXXXXX-idx2-ubyte", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  source = ds_source_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  return source;
}

/* Sample @index of a part is number @number of the file. */
static void
check_sample (DsDataset *part, gsize index, gsize number)
{
  float value;

  ds_dataset_read_range (part, index, 1, &value);
  g_assert_cmpuint ((guint) (value * 255 + 0.5f), ==, (guint8) (number * 37));
}

static void
test_held_back (void)
{
  static const struct
  {
    gsize n;
    double split;
    gsize held;
  } cases[] = {
    { 10, 0.25, 3 },  { 10, 0.2, 2 },       { 7, 0.1, 1 }, { 13, 0.1, 2 }, { 103, 0.1, 11 },
    { 100, 0.5, 50 }, { 60000, 0.1, 6000 }, { 2, 0.9, 1 }, { 1, 0.5, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsSource) source = make_source (cases[i].n);
      g_autoptr (DsDataset) trained = NULL;
      g_autoptr (DsDataset) validating = NULL;
      AeRecipe recipe;

      ae_recipe_init (&recipe);
      recipe.validation_split = cases[i].split;
      wb_data_split (&recipe, source, NULL, &trained, &validating);
      g_assert_cmpuint (ds_dataset_get_count (trained), ==, cases[i].n - cases[i].held);
      g_assert_cmpuint (ds_dataset_get_count (validating), ==, MAX (cases[i].held, 1));
      for (gsize j = 0; cases[i].held > 0 && j < cases[i].n; j++)
        if (j < cases[i].n - cases[i].held)
          check_sample (trained, j, j);
        else
          check_sample (validating, j - (cases[i].n - cases[i].held), j);
    }
}

/* Of a recording of this many steps, whose first value tells the step. */
#define N_STEPS 300
#define FORTH   37
#define BACK    73

/* Its windows of 8, 3 apart. */
static DsSource *
make_recording (void)
{
  g_autoptr (GString) text = g_string_new ("level,other\n");
  g_autoptr (DsImportOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  DsRequest request = { NULL };
  DsSource *source;

  for (guint i = 0; i < N_STEPS; i++)
    g_string_append_printf (text, "%u.5,%u\n", i * FORTH % N_STEPS, i % 5);
  g_close (g_file_open_tmp ("XXXXXX.csv", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  options = ds_import_options_new_from_text ("window=8 stride=3", &error);
  g_assert_no_error (error);
  request.options = options;
  source = ds_source_open (path, NULL, &request, &error);
  g_assert_no_error (error);
  g_remove (path);
  return source;
}

/* The step that a window's value is of, at @at of 16 values. */
static gsize
find_step (DsDataset *part, gsize number, guint at)
{
  const DsScaling *scaling = ds_dataset_get_scaling (part);
  float values[16];

  ds_dataset_read_range (part, number, 1, values);
  return (gsize) ((double) values[at] / scaling->factor + scaling->offset) * BACK % N_STEPS;
}

/* However large the share, the last step that trains lies before the first that
 * validates, and no window is lost that need not be. */
static void
test_windows (void)
{
  g_autoptr (DsSource) source = make_recording ();

  for (guint percent = 1; percent < 100; percent += 7)
    {
      g_autoptr (DsDataset) trained = NULL;
      g_autoptr (DsDataset) validating = NULL;
      gsize n, last, first;
      AeRecipe recipe;

      ae_recipe_init (&recipe);
      recipe.validation_split = percent / 100.0;
      wb_data_split (&recipe, source, NULL, &trained, &validating);
      n = ds_dataset_get_count (trained);
      last = find_step (trained, n - 1, 14);
      first = find_step (validating, 0, 0);
      g_assert_cmpuint (last, <, first);
      if (validating != ds_source_get_validation (source))
        g_assert_cmpuint (first - last, <=, 3);
      g_assert_cmpuint (wb_data_split_get_first (&recipe, source), >=, n);
    }
}

/* What is left of each part stays in it, whatever share validates; a part of which
 * all would be gone stays. */
static void
test_removed (void)
{
  static const guint32 numbers[] = { 2, 17, 18, 40 };
  g_autoptr (DsSource) source = make_source (20);
  g_autoptr (GArray) removed = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GArray) before = removed;

      removed = wb_removed_samples_new_with (before, numbers[i], TRUE);
    }
  for (guint i = 0; i < 3; i++)
    {
      const double splits[] = { 0, .25, .15 };
      const gsize trained_left[] = { 16, 14, 16 }, validating_left[] = { 1, 3, 1 };
      g_autoptr (DsDataset) trained = NULL;
      g_autoptr (DsDataset) validating = NULL;
      AeRecipe recipe;

      ae_recipe_init (&recipe);
      recipe.validation_split = splits[i];
      wb_data_split (&recipe, source, removed, &trained, &validating);
      g_assert_cmpuint (ds_dataset_get_count (trained), ==, trained_left[i]);
      g_assert_cmpuint (ds_dataset_get_count (validating), ==, validating_left[i]);
      check_sample (trained, 1, 1);
      check_sample (trained, 2, 3);
      check_sample (validating, validating_left[i] - 1, 19);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/split/held-back-as-keras-does", test_held_back);
  g_test_add_func ("/split/removed", test_removed);
  g_test_add_func ("/data-split/windows", test_windows);
  return g_test_run ();
}
