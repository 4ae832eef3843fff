/* SPDX-License-Identifier: MIT */
/* How structures differ: an option, a layer that only some have, layers that none of the
 * model's match, and nothing where all runs are alike, whatever the model is.
 */
#include "app/runs/structure.h"

static AeModel *
make_model (const char *const *layers)
{
  AeModel *model = ae_model_new (&AE_SHAPE (1, 16));

  for (; *layers != NULL; layers += 2)
    {
      AeModel *next = ae_model_append (model, layers[0], layers[1], NULL);

      g_assert_nonnull (next);
      ae_model_unref (model);
      model = next;
    }
  return model;
}

static WbRunRecord *
make_run (const char *name, const char *const *layers)
{
  g_autoptr (AeModel) model = make_model (layers);
  g_autoptr (WbHistory) history = wb_history_new ();
  WbRunRecord values = { .id = 1, .name = (char *) name, .model = model, .history = history };

  ae_recipe_init (&values.recipe);
  return wb_run_record_new (&values);
}

static const char *const narrow[] = { "Dense", "units=4", "Dense", "units=16", NULL };
static const char *const wide[] = { "Dense", "units=8", "Dense", "units=16", NULL };
static const char *const dropped[] = {
  "Dense", "units=4", "Dropout", "", "Dense", "units=16", NULL
};

/* What is said of layer @index of a model @shown, or NULL. */
static char *
compare (const char *const *shown, const char *const *a, const char *const *b, guint index)
{
  g_autoptr (AeModel) model = make_model (shown);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_run_record_unref);
  g_autoptr (GHashTable) found = NULL;
  guint id = ae_model_get_layer (model, index)->id;

  g_ptr_array_add (runs, make_run ("A", a));
  g_ptr_array_add (runs, make_run ("B", b));
  found = wb_run_structure_compare (model, runs);
  return found != NULL ? g_strdup (g_hash_table_lookup (found, GUINT_TO_POINTER (id))) : NULL;
}

static void
assert_says (const char *const *shown,
             const char *const *a,
             const char *const *b,
             guint index,
             const char *wanted)
{
  g_autofree char *said = compare (shown, a, b, index);

  g_assert_cmpstr (said, ==, wanted);
}

static void
test_option (void)
{
  assert_says (narrow, narrow, wide, 1, "Units: A 4, B 8");
  assert_says (narrow, narrow, wide, 2, NULL);
  assert_says (wide, narrow, narrow, 1, NULL);
}

static void
test_layer (void)
{
  assert_says (narrow, narrow, dropped, 1, "After it B has Dropout");
  assert_says (dropped, narrow, dropped, 2, "Not in A");
  assert_says (dropped, narrow, dropped, 3, NULL);
}

static void
test_other (void)
{
  static const char *const shown[] = { "Flatten", "", NULL };

  assert_says (shown, narrow, dropped, 0,
               "After it A has Dense, Dense\n"
               "After it B has Dense, Dropout, Dense");
  assert_says (shown, narrow, narrow, 0, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/option", test_option);
  g_test_add_func ("/structure/layer", test_layer);
  g_test_add_func ("/structure/other", test_other);
  return g_test_run ();
}
