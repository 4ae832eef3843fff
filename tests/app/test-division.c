/* SPDX-License-Identifier: MIT */
/* The part that is held back: n - floor (n (1 - split)) samples, the last ones,
 * as Keras' fit() has it.
 *
 * Proved by: rounding to the nearest.
 */
#include "app/division.h"

static DsDataset *
make_data (gsize n)
{
  DsShape shape = { 1, { 1 } };
  g_autofree guint8 *bytes = g_new0 (guint8, n);
  DsDataset *dataset = ds_dataset_new_from_memory ("points", &shape, DS_SAMPLE_BYTE, bytes, n,
                                                   NULL, NULL);

  g_assert_nonnull (dataset);
  return dataset;
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
    { 10, 0.25, 3 }, { 10, 0.2, 2 }, { 7, 0.1, 1 }, { 13, 0.1, 2 }, { 103, 0.1, 11 },
    { 100, 0.5, 50 }, { 60000, 0.1, 6000 }, { 2, 0.9, 1 }, { 1, 0.5, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsDataset) all = make_data (cases[i].n);
      g_autoptr (DsDataset) own = make_data (5);
      g_autoptr (DsDataset) trained = NULL;
      g_autoptr (DsDataset) validating = NULL;
      AeRecipe recipe;

      ae_recipe_init (&recipe);
      recipe.validation_split = cases[i].split;
      wb_divide (&recipe, all, own, &trained, &validating);
      g_assert_cmpuint (ds_dataset_get_count (trained), ==, cases[i].n - cases[i].held);
      g_assert_cmpuint (ds_dataset_get_count (validating), ==,
                        cases[i].held > 0 ? cases[i].held : 5);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/division/held-back-as-keras-does", test_held_back);
  return g_test_run ();
}
