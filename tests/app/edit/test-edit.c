/* SPDX-License-Identifier: MIT */
/* What an edit makes of a project, and that a refused one leaves it as it was. */
#include "app/edit/edit.h"

static WbProject *
make_project (void)
{
  static const char *const layers[][2] = {
    { "Dense", "units=12" },
    { "Dense", "units=5" },
    { "Dense", "units=12" },
    { "Add", "source=2" },
  };
  AeModel *model = ae_model_new (&AE_SHAPE (1, 20));
  WbProject *project;

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autoptr (AeModel) before = model;

      model = ae_model_append (before, layers[i][0], layers[i][1], NULL);
      g_assert_nonnull (model);
    }
  project = wb_project_new (model, NULL);
  ae_model_unref (model);
  return project;
}

#define EDIT(project, ...) wb_edit_apply (&(WbEdit) { __VA_ARGS__ }, project, NULL)

static char *
get_option (const WbProject *project, guint index, const char *name)
{
  const AeLayer *layer = ae_model_get_layer (project->model, index);

  return ae_option_to_text (ae_options_find (layer->klass->options, name), layer->options);
}

static void
assert_option (const WbProject *project, guint index, const char *name, const char *expected)
{
  g_autofree char *text = get_option (project, index, name);

  g_assert_cmpstr (text, ==, expected);
}

/* An option of several layers: of all of them, or of none. */
static void
test_several (void)
{
  const guint ids[] = { 2, 3, 5 };
  g_autoptr (WbProject) project = make_project ();

  g_assert_false (
    EDIT (project, WB_EDIT_OPTION, .ids = ids, .n_ids = 3, .name = "units", .text = "9"));
  assert_option (project, 1, "units", "12");
  g_assert_true (
    EDIT (project, WB_EDIT_OPTION, .ids = ids, .n_ids = 2, .name = "units", .text = "9"));
  assert_option (project, 1, "units", "9");
  assert_option (project, 2, "units", "9");
  assert_option (project, 3, "units", "12");
}

/* The layer in the place of the code's is the code's. */
static void
test_replaced_code (void)
{
  g_autoptr (WbProject) project = make_project ();

  g_assert_true (EDIT (project, WB_EDIT_CODE, .id = 2));
  g_assert_true (EDIT (project, WB_EDIT_REPLACE, .id = 2, .type = "Dropout"));
  g_assert_cmpstr (ae_model_get_layer (project->model, 1)->klass->type, ==, "Dropout");
  g_assert_cmpuint (ae_model_get_code_id (project->model), ==,
                    ae_model_get_layer (project->model, 1)->id);
  g_assert_true (EDIT (project, WB_EDIT_REPLACE, .id = 3, .type = "Dropout"));
  g_assert_cmpuint (ae_model_get_code_id (project->model), ==,
                    ae_model_get_layer (project->model, 1)->id);
}

/* A copy of a layer that joins takes in what the original does. */
static void
test_copied_skip (void)
{
  g_autoptr (WbProject) project = make_project ();

  g_assert_true (EDIT (project, WB_EDIT_DUPLICATE, .ids = (guint[]) { 5 }, .n_ids = 1));
  g_assert_cmpstr (ae_model_get_layer (project->model, 5)->klass->type, ==, "Add");
  assert_option (project, 5, "source", "2");
}

/* Layers that are moved stand together, in their own order, before the one that
 * had the number. */
static void
test_moved (void)
{
  static const guint expected[] = { 1, 3, 2, 4, 5 };
  g_autoptr (WbProject) project = make_project ();

  g_assert_true (EDIT (project, WB_EDIT_MOVE, .ids = (guint[]) { 4, 2 }, .n_ids = 2, .index = 4));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (ae_model_get_layer (project->model, i)->id, ==, expected[i]);
  g_assert_true (EDIT (project, WB_EDIT_MOVE, .ids = (guint[]) { 3 }, .n_ids = 1, .index = 5));
  g_assert_cmpuint (ae_model_get_layer (project->model, 4)->id, ==, 3);
}

/* Another schedule or loss has its own settings, the same again those it had. */
static void
test_defaults (void)
{
  g_autoptr (WbProject) project = make_project ();
  AeRecipe usual;

  ae_recipe_init (&usual);
  g_assert_true (EDIT (project, WB_EDIT_RECIPE, .name = "schedule", .text = "plateau"));
  g_assert_true (ae_recipe_set_schedule (&usual, "plateau", NULL));
  g_assert_true (EDIT (project, WB_EDIT_RECIPE, .name = "loss", .text = "huber"));
  g_assert_true (ae_recipe_set_loss (&usual, "huber", NULL));
  g_assert_true (ae_recipe_equal (&project->recipe, &usual));
  g_assert_true (EDIT (project, WB_EDIT_RECIPE, .name = "schedule.patience", .text = "9"));
  g_assert_true (EDIT (project, WB_EDIT_RECIPE, .name = "loss.delta", .text = "0.5"));
  g_assert_false (ae_recipe_equal (&project->recipe, &usual));
  usual = project->recipe;
  g_assert_true (EDIT (project, WB_EDIT_RECIPE, .name = "schedule", .text = "plateau"));
  g_assert_true (EDIT (project, WB_EDIT_RECIPE, .name = "loss", .text = "huber"));
  g_assert_true (ae_recipe_equal (&project->recipe, &usual));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit/several", test_several);
  g_test_add_func ("/edit/replaced-code", test_replaced_code);
  g_test_add_func ("/edit/copied-skip", test_copied_skip);
  g_test_add_func ("/edit/moved", test_moved);
  g_test_add_func ("/edit/defaults", test_defaults);
  return g_test_run ();
}
